// @ts-check
/** Where the cards of a small cluster lie: zones as columns, cards below each other, rows aligned over all zones; pure. */
import { cardHeight } from './card-metrics.js'

/** @typedef {import('./model.js').Zone} Zone */
/** @typedef {import('./node-item.js').NodeItem} NodeItem */
/** @typedef {{node: NodeItem, x: number, y: number, w: number, h: number}} Box */
/** @typedef {{text: string, count: number, x: number, y: number, w: number, level: "zone" | "pool"}} Label */
/** @typedef {{width: number, height: number, boxes: Box[], labels: Label[], kind: "cards" | "heat"}} Layout */

const GAP = 14
const ROW_GAP = 12
const NARROWEST = 224
const WIDEST = 420
const LABEL = 30

/** @param {NodeItem} node */
export function loadOf(node) {
  const badges = !node.isReady || node.isCordoned || node.pressures.length > 0 || node.row.taints.length > 0
  return { own: node.own.pods.length, system: node.system.pods.length, badges }
}

/**
 * @param {Zone[]} zones
 * @param {number} width px at hand
 * @returns {Layout}
 */
export function layoutCards(zones, width) {
  const columns = planColumns(zones, width)
  /** @type {Box[]} */
  const boxes = []
  /** @type {Label[]} */
  const labels = []
  const heights = rowHeights(zones, columns)
  let x = 0
  zones.forEach((zone, z) => {
    const { across, cardWidth } = columns[z]
    const zoneWidth = across * cardWidth + (across - 1) * GAP
    labels.push({ text: zone.name, count: zone.nodes.length, x, y: 0, w: zoneWidth, level: 'zone' })
    zone.nodes.forEach((node, i) => {
      const row = Math.floor(i / across)
      boxes.push({ node, x: x + (i % across) * (cardWidth + GAP), y: heights[row].top, w: cardWidth, h: heights[row].height })
    })
    x += zoneWidth + GAP
  })
  const last = heights[heights.length - 1]
  return { width: Math.max(0, x - GAP), height: last ? last.top + last.height : LABEL, boxes, labels, kind: 'cards' }
}

/**
 * How many cards lie side by side in each zone. The tallest zone gets the next column while cards stay readable; a column
 * that makes the whole hardly shorter is not taken, so that three equal zones stay equal.
 * @param {Zone[]} zones @param {number} width
 */
function planColumns(zones, width) {
  const most = Math.max(zones.length, Math.floor((width + GAP) / (NARROWEST + GAP)))
  const across = zones.map(() => 1)
  let best = [...across]
  let least = tallest(zones, best).rows
  for (let total = zones.length; zones.length && total < most && least > 2; total += 1) {
    across[tallest(zones, across).zone] += 1
    const { rows } = tallest(zones, across)
    if (rows > least * 0.9) continue
    best = [...across]
    least = rows
  }
  const total = best.reduce((sum, n) => sum + n, 0)
  const cardWidth = Math.max(NARROWEST, Math.min(WIDEST, (width - GAP * (total - 1)) / Math.max(1, total)))
  return best.map((n) => ({ across: n, cardWidth }))
}

/** @param {Zone[]} zones @param {number[]} across */
function tallest(zones, across) {
  const rows = zones.map((zone, z) => Math.ceil(zone.nodes.length / across[z]))
  const most = Math.max(0, ...rows)
  return { rows: most, zone: rows.indexOf(most) }
}

/** One height for all cards of a row, over all zones. @param {Zone[]} zones @param {{across: number, cardWidth: number}[]} columns */
function rowHeights(zones, columns) {
  /** @type {{top: number, height: number}[]} */
  const rows = []
  zones.forEach((zone, z) => zone.nodes.forEach((node, i) => {
    const row = Math.floor(i / columns[z].across)
    const height = cardHeight(columns[z].cardWidth, loadOf(node))
    rows[row] = { top: 0, height: Math.max(rows[row]?.height ?? 0, height) }
  }))
  let top = LABEL
  for (const row of rows) {
    row.top = top
    top += row.height + ROW_GAP
  }
  return rows
}
