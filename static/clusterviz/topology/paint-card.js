// @ts-check
/** Draws a node's card: name, size, bars of what is requested, pods, kube-system's pods, and what is wrong with it. */
import { token } from '../dom/tokens.js'
import { cores, count, memoryPair } from '../format/quantity.js'
import { fill, gettext } from '../format/words.js'
import { PAD, PITCH, SQUARE, perRow, podsTop, systemTop } from './card-metrics.js'
import { badgesOf, drawBadges } from './paint-badges.js'
import { FONTS, drawServer, drawText } from './canvas-text.js'
import { loadOf } from './layout-cards.js'
import { paintSlots } from './paint-squares.js'

/** @typedef {import('./node-item.js').NodeItem} NodeItem */
/** @typedef {import('./layout-cards.js').Box} Box */
/** @typedef {CanvasRenderingContext2D} Context */

/** Below this width the count of pods gives its room to the node's name, px. */
const NARROW = 236

/** @param {Context} context @param {Box} box @param {import('./look.js').Look} look */
export function paintCard(context, box, look) {
  const { node, x, y, w, h } = box
  paintFrame(context, box, look)
  context.save()
  context.translate(x, y)
  paintHead(context, node, w)
  paintBar(context, gettext('cpu'), { part: node.cpu, whole: node.row.cpu, text: fill(gettext('%(part)s of %(whole)s'), { part: cores(node.cpu), whole: cores(node.row.cpu) }) }, 38, w)
  const memory = memoryPair(node.memory, node.row.memory)
  paintBar(context, gettext('mem'), { part: node.memory, whole: node.row.memory, text: `${fill(gettext('%(part)s of %(whole)s'), memory)} ${memory.unit}` }, 56, w)
  paintPods(context, node, w, h, look)
  const badges = badgesOf(node)
  if (badges.length) drawBadges(context, badges, PAD, h - 26, w - 2 * PAD)
  context.restore()
}

/** @param {Context} context @param {Box} box @param {import('./look.js').Look} look */
function paintFrame(context, { node, x, y, w, h }, look) {
  const isChosen = look.selected === node.row.uid
  context.fillStyle = token('--surface')
  context.strokeStyle = token(isChosen ? '--accent' : node.isReady ? '--line' : '--bad-fill')
  context.lineWidth = isChosen ? 2 : 1
  context.beginPath()
  const inset = context.lineWidth / 2
  context.roundRect(x + inset, y + inset, w - 2 * inset, h - 2 * inset, 10)
  context.fill()
  context.stroke()
}

/** @param {Context} context @param {NodeItem} node @param {number} w */
function paintHead(context, node, w) {
  context.textBaseline = 'alphabetic'
  drawServer(context, PAD, 13)
  const amounts = { n: count(node.active), most: count(node.row.pods) }
  const pods = w < NARROW ? `${amounts.n}/${amounts.most}` : fill(gettext('%(n)s / %(most)s pods'), amounts)
  context.font = FONTS.small
  const podsWidth = context.measureText(pods).width
  context.fillStyle = token('--text-2')
  context.fillText(pods, w - PAD - podsWidth, 24)
  const room = w - 2 * PAD - 26 - podsWidth - 8
  context.font = FONTS.name
  context.fillStyle = token('--text')
  const used = drawText(context, node.row.name, PAD + 26, 24, room)
  context.font = FONTS.text
  context.fillStyle = token('--text-2')
  if (room - used > 40) drawText(context, node.row.instance, PAD + 26 + used + 8, 24, room - used - 8)
}

/** @param {Context} context @param {string} word @param {{part: number, whole: number, text: string}} amount @param {number} y @param {number} w */
function paintBar(context, word, amount, y, w) {
  const left = PAD + 34
  const width = Math.max(20, w - left - PAD - 82)
  context.font = FONTS.small
  context.fillStyle = token('--text-2')
  context.fillText(word, PAD, y + 9)
  context.fillStyle = token('--text')
  drawText(context, amount.text, left + width + 8, y + 9, 76)
  context.fillStyle = token('--sunken')
  context.fillRect(left, y + 1, width, 8)
  const share = amount.whole > 0 ? Math.min(1, amount.part / amount.whole) : 0
  context.fillStyle = token(share > 0.95 ? '--accent' : '--accent-mid')
  context.fillRect(left, y + 1, width * share, 8)
}

/** @param {Context} context @param {NodeItem} node @param {number} w @param {number} h @param {import('./look.js').Look} look */
function paintPods(context, node, w, h, look) {
  const load = loadOf(node)
  const bottom = h - (load.badges ? 30 : 8)
  const top = systemTop(w, load)
  const isRoomy = top + SQUARE <= bottom
  paintSlots(context, node, node.own.pods, { w, top: podsTop(), bottom: isRoomy ? top - 14 : bottom }, look)
  if (!isRoomy) return
  context.strokeStyle = token('--line')
  context.lineWidth = 1
  context.setLineDash([3, 2])
  context.beginPath()
  context.moveTo(PAD, top - 8.5)
  context.lineTo(w - PAD, top - 8.5)
  context.stroke()
  context.setLineDash([])
  context.globalAlpha = 0.42
  paintSlots(context, node, node.system.pods, { w, top, bottom: h }, look)
  context.globalAlpha = 1
  const after = PAD + Math.min(node.system.pods.length, perRow(w)) * PITCH + 4
  context.font = FONTS.small
  context.fillStyle = token('--text-2')
  if (node.system.pods.length <= perRow(w)) drawText(context, 'kube-system', after, top + 11, w - after - PAD)
}
