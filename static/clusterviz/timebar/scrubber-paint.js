// @ts-check
/** Draws the scrubber: bars of activity, the line, marks, the handle and the axis. */
import { sizedContext, token } from '../dom/tokens.js'
import { clockTime, dayText, shortTime } from '../format/time.js'
import { bars, ticks } from './buckets.js'
import { MARK_TOKENS } from './mark-words.js'

/**
 * @typedef {object} Picture
 * @property {number} width px
 * @property {number} height px
 * @property {number} edge px left free at both ends
 * @property {{first: number, last: number}} span µs
 * @property {number} at the shown moment, µs
 * @property {boolean} isPast
 * @property {import('./history.js').Recorded} recorded
 */

const BAR = { step: 5, width: 4, top: 14, bottom: 38 }
const LINE = 46
const MARK = 54
const LABEL = 79

/** @param {HTMLCanvasElement} canvas @param {Picture} picture */
export function drawScrubber(canvas, picture) {
  const context = sizedContext(canvas, picture.width, picture.height)
  context.clearRect(0, 0, picture.width, picture.height)
  const inner = picture.width - 2 * picture.edge
  const x = (/** @type {number} */ time) => picture.edge + ((time - picture.span.first) / (picture.span.last - picture.span.first)) * inner
  drawBars(context, picture, inner, x(picture.at))
  drawLine(context, picture, x(picture.at))
  drawMarks(context, picture, x)
  drawAxis(context, picture, x)
}

/** @param {CanvasRenderingContext2D} context @param {Picture} picture @param {number} inner @param {number} reached px */
function drawBars(context, picture, inner, reached) {
  const heights = bars(picture.recorded.buckets, picture.span, inner, BAR.step)
  const before = token('--line-strong')
  const after = token('--line')
  heights.forEach((height, i) => {
    const left = picture.edge + i * BAR.step
    const tall = Math.max(height > 0 ? 2 : 1, height * (BAR.bottom - BAR.top))
    context.fillStyle = left <= reached ? before : after
    context.fillRect(left, BAR.bottom - tall, BAR.width, tall)
  })
}

/** @param {CanvasRenderingContext2D} context @param {Picture} picture @param {number} at px; outside when the moment is not in sight */
function drawLine(context, picture, at) {
  const right = picture.width - picture.edge
  const reached = Math.max(picture.edge, Math.min(right, at))
  const colour = token(picture.isPast ? '--wait-fill' : '--accent')
  context.fillStyle = token('--line-strong')
  context.fillRect(picture.edge, LINE - 1, picture.width - 2 * picture.edge, 2)
  context.fillStyle = colour
  context.fillRect(picture.edge, LINE - 1, Math.max(0, reached - picture.edge), 2)
  if (at < picture.edge - 1 || at > right + 1) return
  context.beginPath()
  context.arc(reached, LINE, 6, 0, 2 * Math.PI)
  context.fill()
}

/** @param {CanvasRenderingContext2D} context @param {Picture} picture @param {(time: number) => number} x */
function drawMarks(context, picture, x) {
  for (const [time, kind] of picture.recorded.marks) {
    const at = x(time)
    if (at < 2 || at > picture.width - 2) continue
    context.fillStyle = token(MARK_TOKENS[kind] ?? '--gone-fill')
    context.beginPath()
    context.moveTo(at, MARK - 1)
    context.lineTo(at + 4.5, MARK + 6)
    context.lineTo(at - 4.5, MARK + 6)
    context.fill()
  }
}

/** @param {CanvasRenderingContext2D} context @param {Picture} picture @param {(time: number) => number} x */
function drawAxis(context, picture, x) {
  const moments = ticks(picture.span, Math.max(2, Math.floor(picture.width / 120)))
  const fine = moments.some((moment) => moment % 60e6 !== 0)
  const days = moments.every((moment) => moment % 86400e6 === 0)
  context.font = '11px Inter, system-ui, sans-serif'
  context.fillStyle = token('--text-3')
  context.textBaseline = 'alphabetic'
  for (const moment of moments) {
    const text = days ? dayText(moment) : fine ? clockTime(moment) : shortTime(moment)
    const half = context.measureText(text).width / 2
    context.fillText(text, Math.max(0, Math.min(x(moment) - half, picture.width - 2 * half)), LABEL)
  }
}
