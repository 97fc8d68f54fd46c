// @ts-check
/** The badges of a node: not ready, pressure, cordoned, taints. */
import { thin, token } from '../dom/tokens.js'
import { gettext } from '../format/words.js'
import { FONTS } from './canvas-text.js'

/** @typedef {import('./node-item.js').NodeItem} NodeItem */
/** @typedef {{text: string, tone: "bad" | "wait" | ""}} Badge */

/** Taints that only repeat what another badge already says. */
const TOLD = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable', 'node.kubernetes.io/unschedulable', 'node.kubernetes.io/memory-pressure', 'node.kubernetes.io/disk-pressure', 'node.kubernetes.io/pid-pressure']

/** @param {NodeItem} node @returns {Badge[]} the worst first */
export function badgesOf(node) {
  /** @type {Badge[]} */
  const badges = []
  if (!node.isReady) badges.push({ text: gettext('NotReady'), tone: 'bad' })
  for (const condition of node.pressures) badges.push({ text: condition, tone: 'wait' })
  if (node.isCordoned) badges.push({ text: gettext('cordoned'), tone: 'wait' })
  for (const taint of node.row.taints || []) badges.push(...taintBadge(taint, node))
  return badges
}

/** A NoExecute of the node's own is shown short: it is what evicts. @param {string} taint @param {NodeItem} node @returns {Badge[]} */
function taintBadge(taint, node) {
  const [key, effect] = [taint.split(/[=:]/)[0], taint.split(':').pop()]
  if (!TOLD.includes(key)) return [{ text: taint, tone: '' }]
  return effect === 'NoExecute' && !node.isReady ? [{ text: `${key.split('/')[1]}:NoExecute`, tone: '' }] : []
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Badge[]} badges
 * @param {number} x @param {number} y @param {number} room px
 */
export function drawBadges(context, badges, x, y, room) {
  context.font = FONTS.small
  let left = x
  for (const [i, { text, tone }] of badges.entries()) {
    const width = context.measureText(text).width + 12
    const isLast = i === badges.length - 1
    if (left + width > x + room - (isLast ? 0 : 26)) {
      if (i > 0) return drawOne(context, `+${badges.length - i}`, '', left, y, 26)
      return drawOne(context, text, tone, left, y, room)
    }
    drawOne(context, text, tone, left, y, width)
    left += width + 6
  }
}

/** @param {CanvasRenderingContext2D} context @param {string} text @param {string} tone @param {number} x @param {number} y @param {number} width */
function drawOne(context, text, tone, x, y, width) {
  context.fillStyle = tone ? token(`--${tone}-soft`) : token('--surface')
  context.strokeStyle = tone ? thin(`--${tone}-fill`, 0.6) : token('--line')
  context.lineWidth = 1
  context.beginPath()
  context.roundRect(x + 0.5, y + 0.5, width - 1, 17, 5)
  context.fill()
  context.stroke()
  context.save()
  context.clip()
  context.fillStyle = token(tone ? `--${tone}` : '--text-2')
  context.fillText(text, x + 6, y + 13)
  context.restore()
}
