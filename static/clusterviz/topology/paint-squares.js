// @ts-check
/** Draws the squares of a card's pods, with a ring around the chosen one and a count of those without room. */
import { thin, token } from '../dom/tokens.js'
import { PAD, SQUARE, slotAt } from './card-metrics.js'
import { FONTS } from './canvas-text.js'
import { stampPod } from './shapes.js'

/** @typedef {import('./node-item.js').NodeItem} NodeItem */
/** @typedef {CanvasRenderingContext2D} Context */

/**
 * @param {Context} context @param {NodeItem} node
 * @param {(import('./look.js').PodRow | null)[]} pods
 * @param {{w: number, top: number, bottom: number}} room
 * @param {import('./look.js').Look} look
 */
export function paintSlots(context, node, pods, { w, top, bottom }, look) {
  const alpha = context.globalAlpha
  for (let place = 0; place < pods.length; place += 1) {
    const pod = pods[place]
    if (!pod || look.flying.has(pod.uid)) continue
    const [x, y] = slotAt(w, place, top)
    if (y + SQUARE > bottom) return paintRest(context, pods.length - place, w, bottom)
    const state = look.stateOf(pod, node)
    const dim = look.isDim(pod, state)
    if (dim) context.globalAlpha = alpha * 0.18
    stampPod(context, state, look.colour(pod), x, y)
    if (dim) context.globalAlpha = alpha
    if (pod.uid === look.selected || pod.uid === look.focus?.pod?.uid) ringSquare(context, x, y)
  }
}

/** How many squares found no room. @param {Context} context @param {number} rest @param {number} w @param {number} bottom */
function paintRest(context, rest, w, bottom) {
  const text = `+${rest}`
  context.font = FONTS.smallStrong
  const width = context.measureText(text).width
  context.fillStyle = token('--surface')
  context.fillRect(w - PAD - width - 4, bottom - 16, width + 8, 16)
  context.fillStyle = token('--text-2')
  context.fillText(text, w - PAD - width, bottom - 4)
}

/** @param {Context} context @param {number} x @param {number} y */
function ringSquare(context, x, y) {
  const alpha = context.globalAlpha
  context.globalAlpha = 1
  context.strokeStyle = token('--accent')
  context.lineWidth = 2
  context.beginPath()
  context.roundRect(x - 3, y - 3, SQUARE + 6, SQUARE + 6, 5)
  context.stroke()
  context.fillStyle = thin('--accent', 0.12)
  context.fill()
  context.globalAlpha = alpha
}
