// @ts-check
/** Draws one picture of the map: the boxes in sight, in the detail that their size allows, and what lies over them. */
import { sizedContext, thin, token } from '../dom/tokens.js'
import { count } from '../format/quantity.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { FONTS, drawText } from './canvas-text.js'
import { paintCard } from './paint-card.js'
import { paintCells, paintDots } from './paint-heat.js'

/** @typedef {import('./layout-cards.js').Layout} Layout */
/** @typedef {import('./layout-cards.js').Box} Box */
/** @typedef {{x: number, y: number, scale: number, width: number, height: number}} View the world's corner on the screen, px; x and y are scroll offsets */

/** From this width on a cell shows dots, and a card, px. */
const DOTS_FROM = 30
const CARD_FROM = 168

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Layout} layout
 * @param {View} view
 * @param {import('./look.js').Look} look
 * @returns {CanvasRenderingContext2D} to draw more over it, in screen pixels
 */
export function paintMap(canvas, layout, view, look) {
  const context = sizedContext(canvas, view.width, view.height)
  context.clearRect(0, 0, view.width, view.height)
  if (layout.kind === 'cards') paintScaled(context, layout, view, look)
  else paintHeat(context, layout, view, look)
  return context
}

/** Cards at their own measure, scaled as a whole. @param {CanvasRenderingContext2D} context @param {Layout} layout @param {View} view @param {import('./look.js').Look} look */
function paintScaled(context, layout, view, look) {
  context.save()
  context.translate(-view.x, -view.y)
  context.scale(view.scale, view.scale)
  for (const label of layout.labels) paintLabel(context, label, 1)
  for (const box of layout.boxes) {
    if (!isSeen(box, view)) continue
    paintCard(context, box, look)
    if (look.focus?.node === box.node && !look.focus.pod) paintFocus(context, box)
  }
  context.restore()
}

/** @param {CanvasRenderingContext2D} context @param {Layout} layout @param {View} view @param {import('./look.js').Look} look */
function paintHeat(context, layout, view, look) {
  const boxes = layout.boxes.filter((box) => isSeen(box, view)).map((box) => onScreen(box, view))
  const width = boxes[0]?.w ?? 0
  if (width >= CARD_FROM) for (const box of boxes) paintCard(context, box, look)
  else if (width >= DOTS_FROM) for (const box of boxes) paintDots(context, box, look)
  else paintCells(context, boxes, look)
  for (const label of layout.labels) paintLabel(context, { ...label, x: label.x * view.scale - view.x, y: label.y * view.scale - view.y, w: label.w * view.scale }, view.scale)
  if (view.scale > 1.2 && boxes.length) paintWhere(context, boxes[0].node)
  for (const box of boxes) {
    if (box.node === look.hovered && width < CARD_FROM) paintOutline(context, box, token('--text'), 1.5)
    if (box.node.row.uid === look.selected && width < CARD_FROM) paintOutline(context, box, token('--accent'), 2.5)
    if (box.node === look.focus?.node) paintFocus(context, box)
  }
}

/** Zone and pool of what is in sight, when their labels are not. @param {CanvasRenderingContext2D} context @param {import('./node-item.js').NodeItem} node */
function paintWhere(context, node) {
  const text = [node.row.zone || gettext('no zone'), node.row.pool].filter(Boolean).join(' · ')
  context.font = FONTS.name
  const width = Math.min(300, context.measureText(text).width)
  context.fillStyle = token('--raised')
  context.strokeStyle = token('--line-strong')
  context.lineWidth = 1
  context.beginPath()
  context.roundRect(8.5, 8.5, width + 20, 26, 8)
  context.fill()
  context.stroke()
  context.fillStyle = token('--text')
  drawText(context, text, 18, 26, 300)
}

/** @param {Box} box @param {View} view */
function isSeen({ x, y, w, h }, { x: left, y: top, scale, width, height }) {
  return (x + w) * scale > left && x * scale < left + width && (y + h) * scale > top && y * scale < top + height
}

/** A box in screen pixels. @param {Box} box @param {View} view @returns {Box} */
export function onScreen({ node, x, y, w, h }, { x: left, y: top, scale }) {
  return { node, x: x * scale - left, y: y * scale - top, w: w * scale, h: h * scale }
}

/** @param {CanvasRenderingContext2D} context @param {import('./layout-cards.js').Label} label @param {number} scale */
function paintLabel(context, { text, count: nodes, x, y, w, level }, scale) {
  const isZone = level === 'zone'
  const name = text || (isZone ? gettext('no zone') : gettext('no pool'))
  const baseline = y + (isZone ? 15 : 15) * scale
  context.textBaseline = 'alphabetic'
  context.font = isZone ? FONTS.name : FONTS.text
  context.fillStyle = token(isZone ? '--text' : '--text-2')
  const used = drawText(context, name, x, baseline, w - 70)
  context.font = FONTS.text
  context.fillStyle = token('--text-2')
  const note = isZone ? fill(ngettext('%(n)s node', '%(n)s nodes', nodes), { n: count(nodes) }) : count(nodes)
  drawText(context, note, x + used + (isZone ? 10 : 6), baseline, w - used - 10)
}

/** @param {CanvasRenderingContext2D} context @param {Box} box */
function paintFocus(context, box) {
  paintOutline(context, { ...box, x: box.x - 2, y: box.y - 2, w: box.w + 4, h: box.h + 4 }, token('--accent'), 2)
}

/** @param {CanvasRenderingContext2D} context @param {Box} box @param {string} colour @param {number} line */
function paintOutline(context, { x, y, w, h }, colour, line) {
  context.strokeStyle = colour
  context.lineWidth = line
  context.beginPath()
  context.roundRect(x, y, w, h, Math.min(10, w * 0.2))
  context.stroke()
}

/** A pod that is gone, fading from its square. @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} side @param {number} left 1…0 */
export function paintGhost(context, x, y, side, left) {
  context.fillStyle = thin('--gone-fill', Math.round(left * 20) / 20)
  context.beginPath()
  context.roundRect(x, y, side, side, side / 5)
  context.fill()
}
