// @ts-check
/** Text on a canvas: the design's faces and sizes, cut with an ellipsis where there is no room; and the server's symbol. */
import { token } from '../dom/tokens.js'

const FACE = 'Inter, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif'
export const FONTS = {
  name: `600 13px ${FACE}`, text: `400 13px ${FACE}`, small: `400 11px ${FACE}`, smallStrong: `500 11px ${FACE}`,
}

/** @type {Map<string, string>} */
const cuts = new Map()
const MOST_CUTS = 20_000

/**
 * Draws text from x on, no wider than `room`.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x @param {number} y baseline @param {number} room px
 * @returns {number} the width drawn
 */
export function drawText(context, text, x, y, room) {
  if (room < 8 || !text) return 0
  const fitting = fit(context, text, room)
  context.fillText(fitting, x, y)
  return context.measureText(fitting).width
}

/** @param {CanvasRenderingContext2D} context @param {string} text @param {number} room */
function fit(context, text, room) {
  const key = `${context.font}|${Math.round(room)}|${text}`
  const known = cuts.get(key)
  if (known !== undefined) return known
  if (cuts.size > MOST_CUTS) cuts.clear()
  const fitting = cut(context, text.slice(0, 200), room)
  cuts.set(key, fitting)
  return fitting
}

/** @param {CanvasRenderingContext2D} context @param {string} text @param {number} room */
function cut(context, text, room) {
  if (context.measureText(text).width <= room) return text
  let low = 0
  let high = text.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (context.measureText(`${text.slice(0, middle)}…`).width <= room) low = middle
    else high = middle - 1
  }
  return `${text.slice(0, low)}…`
}

/** Forgets what fitted: the fonts have arrived. */
export function forgetCuts() {
  cuts.clear()
}

/** The symbol beside a node's name. @param {CanvasRenderingContext2D} context @param {number} x @param {number} y */
export function drawServer(context, x, y) {
  context.strokeStyle = context.fillStyle = token('--text')
  context.lineWidth = 1.5
  for (const top of [y, y + 7.5]) {
    context.strokeRect(x + 1, top, 13, 6)
    context.fillRect(x + 3.5, top + 2, 2, 2)
  }
}
