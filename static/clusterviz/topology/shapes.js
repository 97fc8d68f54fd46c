// @ts-check
/** The squares of pods: a shape for each state, drawn once and stamped from then on. */
import { SQUARE } from './card-metrics.js'
import { thin, token } from '../dom/tokens.js'

/** @typedef {import('../stream/pod-state.js').PodState} PodState */

const MARGIN = 1

/** @type {Record<PodState, string>} */
export const STATE_TOKENS = {
  running: '--ok-fill', starting: '--ok-fill', pending: '--wait-fill', failing: '--bad-fill', unknown: '--unk-fill', terminating: '--gone-fill', done: '--done-fill',
}

/** @type {Map<string, HTMLCanvasElement>} */
const stamps = new Map()

/** Forgets all stamps: the theme or the screen's resolution differs. */
export function forgetStamps() {
  stamps.clear()
}

/**
 * A pod's square with its upper left corner at x, y.
 * @param {CanvasRenderingContext2D} context
 * @param {PodState} state
 * @param {string} colour of a category, or "" for the state's own
 * @param {number} x @param {number} y
 */
export function stampPod(context, state, colour, x, y) {
  const stamp = stampOf(state, colour)
  const side = SQUARE + 2 * MARGIN
  context.drawImage(stamp, x - MARGIN, y - MARGIN, side, side)
}

/** @param {PodState} state @param {string} colour */
function stampOf(state, colour) {
  const key = `${state} ${colour}`
  let stamp = stamps.get(key)
  if (stamp) return stamp
  const ratio = Math.max(2, Math.ceil(devicePixelRatio || 1))
  stamp = document.createElement('canvas')
  stamp.width = stamp.height = (SQUARE + 2 * MARGIN) * ratio
  const context = /** @type {CanvasRenderingContext2D} */ (stamp.getContext('2d'))
  context.setTransform(ratio, 0, 0, ratio, MARGIN * ratio, MARGIN * ratio)
  DRAW[state](context, colour || token(STATE_TOKENS[state]))
  stamps.set(key, stamp)
  return stamp
}

/** @param {CanvasRenderingContext2D} context @param {number} inset @param {number} radius */
function box(context, inset, radius) {
  context.beginPath()
  context.roundRect(inset, inset, SQUARE - 2 * inset, SQUARE - 2 * inset, radius)
}

/** @param {CanvasRenderingContext2D} context @param {string} colour */
function solid(context, colour) {
  context.fillStyle = colour
  box(context, 0, 3)
  context.fill()
}

/** @param {CanvasRenderingContext2D} context @param {string} colour */
function hollow(context, colour) {
  context.strokeStyle = colour
  context.lineWidth = 2
  box(context, 1, 2)
  context.stroke()
}

/** @type {Record<PodState, (context: CanvasRenderingContext2D, colour: string) => void>} */
const DRAW = {
  running: solid,
  starting(context, colour) {
    context.globalAlpha = 0.3
    solid(context, colour)
    context.globalAlpha = 1
    context.save()
    context.beginPath()
    context.rect(0, SQUARE / 2, SQUARE, SQUARE / 2)
    context.clip()
    solid(context, colour)
    context.restore()
  },
  pending(context, colour) {
    context.setLineDash([4.2, 3])
    context.lineDashOffset = 1
    hollow(context, colour)
  },
  failing(context, colour) {
    solid(context, colour)
    context.strokeStyle = token('--surface')
    context.lineWidth = 2
    context.lineCap = 'round'
    context.beginPath()
    for (const [from, to] of [[4, 10], [10, 4]]) { context.moveTo(from, 4); context.lineTo(to, 10) }
    context.stroke()
  },
  unknown: hollow,
  terminating: hollow,
  done(context, colour) {
    context.fillStyle = colour
    box(context, 2.5, 2)
    context.fill()
  },
}

/** The soft fill behind a share of a bar. */
export function requestedColour() {
  return thin('--accent', 0.85)
}
