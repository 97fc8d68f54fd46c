// @ts-check
/** Draws a large cluster: a cell a node from afar, its pods as dots from nearer, its card from near. */
import { token } from '../dom/tokens.js'
import { FONTS, drawText } from './canvas-text.js'
import { shareOf } from './colour-modes.js'
import { rampColour } from './ramp.js'
import { STATE_TOKENS } from './shapes.js'

/** @typedef {import('./layout-cards.js').Box} Box */
/** @typedef {import('./node-item.js').NodeItem} NodeItem */
/** @typedef {import('./look.js').Look} Look */
/** @typedef {CanvasRenderingContext2D} Context */

/** The states that a cell tells of its pods, the worst first. @type {import('./look.js').PodState[]} */
const WORST = ['failing', 'unknown', 'pending', 'starting', 'terminating', 'running', 'done']

/** Cells by colour, so that each colour is set once. @param {Context} context @param {Box[]} boxes on the screen @param {Look} look */
export function paintCells(context, boxes, look) {
  /** @type {Map<string, Box[]>} */
  const batches = new Map()
  for (const box of boxes) {
    const colour = cellColour(box.node, look)
    const batch = batches.get(colour)
    if (batch) batch.push(box)
    else batches.set(colour, [box])
  }
  const radius = boxes.length && boxes[0].w >= 7 ? Math.min(4, boxes[0].w * 0.2) : 0
  for (const [colour, batch] of batches) {
    context.fillStyle = colour
    if (!radius || batch.length > 2500) for (const { x, y, w, h } of batch) context.fillRect(x, y, w, h)
    else fillRounded(context, batch, radius)
  }
  for (const box of boxes) if (box.node.problem) paintProblem(context, box)
}

/** @param {Context} context @param {Box[]} boxes @param {number} radius */
function fillRounded(context, boxes, radius) {
  context.beginPath()
  for (const { x, y, w, h } of boxes) context.roundRect(x, y, w, h, radius)
  context.fill()
}

/** @param {NodeItem} node @param {Look} look @returns {string} */
function cellColour(node, look) {
  if (node.problem === 'bad') return token('--bad-fill')
  if (node.problem === 'wait') return token('--wait-fill')
  if (node.problem === 'cordoned') return token('--surface')
  const share = shareOf(look.nodeMode, node)
  if (share >= 0) return rampColour(share)
  if (look.nodeMode === 'problems') return token(hasFailing(node, look) ? STATE_TOKENS.failing : '--line')
  return node.own.size ? token(STATE_TOKENS[worstState(node, look)]) : token('--line')
}

/** @param {NodeItem} node @param {Look} look */
function hasFailing(node, look) {
  return node.own.pods.some((pod) => pod && look.stateOf(pod, node) === 'failing')
}

/** @param {NodeItem} node @param {Look} look */
export function worstState(node, look) {
  let worst = WORST.length - 1
  for (const pod of node.own.pods) if (pod) worst = Math.min(worst, WORST.indexOf(look.stateOf(pod, node)))
  return WORST[worst]
}

/** The second cue beside the colour: a cross, a bar, or only an outline. @param {Context} context @param {Box} box */
function paintProblem(context, { node, x, y, w, h }) {
  const line = Math.max(1, w / 8)
  context.lineWidth = line
  context.strokeStyle = token(node.problem === 'cordoned' ? '--gone-fill' : '--surface')
  context.beginPath()
  if (node.problem === 'cordoned') context.rect(x + line / 2, y + line / 2, w - line, h - line)
  else if (node.problem === 'wait') { context.moveTo(x + w * 0.25, y + h / 2); context.lineTo(x + w * 0.75, y + h / 2) }
  else for (const side of [0.28, 0.72]) { context.moveTo(x + w * side, y + h * 0.3); context.lineTo(x + w * (1 - side), y + h * 0.7) }
  context.stroke()
}

/** A cell with its pods as dots. @param {Context} context @param {Box} box @param {Look} look */
export function paintDots(context, box, look) {
  const { node, x, y, w, h } = box
  context.fillStyle = token('--surface')
  context.strokeStyle = token(node.problem === 'bad' ? '--bad-fill' : node.problem === 'wait' ? '--wait-fill' : '--line')
  context.lineWidth = node.problem ? 1.5 : 1
  context.beginPath()
  context.roundRect(x, y, w, h, 4)
  context.fill()
  context.stroke()
  const head = w >= 84 ? 18 : 4
  if (head > 4) paintName(context, box)
  const gauge = paintGauge(context, box, head, look)
  dots(context, node, { x: x + 4, y: y + head + gauge, w: w - 8, h: h - head - gauge - 4 }, look)
}

/** @param {Context} context @param {Box} box */
function paintName(context, { node, x, y, w }) {
  context.font = FONTS.smallStrong
  context.fillStyle = token('--text')
  drawText(context, node.row.name, x + 5, y + 13, w - 10)
}

/** How full the node is, as a thin bar. @param {Context} context @param {Box} box @param {number} top @param {Look} look @returns {number} its height */
function paintGauge(context, { node, x, y, w }, top, look) {
  const share = shareOf(look.nodeMode, node)
  if (share < 0 || w < 44) return 0
  context.fillStyle = token('--sunken')
  context.fillRect(x + 4, y + top, w - 8, 3)
  context.fillStyle = token('--accent')
  context.fillRect(x + 4, y + top, (w - 8) * share, 3)
  return 6
}

/** @param {Context} context @param {NodeItem} node @param {{x: number, y: number, w: number, h: number}} room @param {Look} look */
function dots(context, node, room, look) {
  const all = node.own.pods.length + node.system.pods.length
  if (!all || room.h < 3 || room.w < 3) return
  const pitch = Math.max(2, Math.min(18, Math.floor(0.94 * Math.sqrt((room.w * room.h) / all))))
  const across = Math.max(1, Math.floor(room.w / pitch))
  const side = pitch > 3 ? pitch - Math.max(1, pitch * 0.2) : pitch - 0.5
  for (let i = 0; i < all; i += 1) {
    const y = room.y + Math.floor(i / across) * pitch
    if (y + side > room.y + room.h) return
    const isSystem = i >= node.own.pods.length
    const pod = isSystem ? node.system.pods[i - node.own.pods.length] : node.own.pods[i]
    if (!pod) continue
    const state = look.stateOf(pod, node)
    context.globalAlpha = isSystem ? 0.4 : look.isDim(pod, state) ? 0.18 : 1
    context.fillStyle = look.colour(pod) || token(STATE_TOKENS[state])
    context.fillRect(room.x + (i % across) * pitch, y, side, side)
  }
  context.globalAlpha = 1
}
