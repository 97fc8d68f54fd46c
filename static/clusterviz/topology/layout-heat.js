// @ts-check
/** Where the cells of a large cluster lie: zones as columns, pools below each other, one cell a node; pure. */

/** @typedef {import('./model.js').Zone} Zone */
/** @typedef {import('./layout-cards.js').Layout} Layout */
/** @typedef {import('./layout-cards.js').Box} Box */
/** @typedef {import('./layout-cards.js').Label} Label */

const ZONE_LABEL = 30
const POOL_LABEL = 24
const POOL_GAP = 10
const ZONE_GAP = 22
const NARROWEST_ZONE = 150
/** A cell's height over its width: cards keep this shape when they are zoomed into. */
export const ASPECT = 1.15
const LARGEST = 44
const SMALLEST = 4
const STEP = 0.25

/**
 * The largest cells with which everything is in sight, or the smallest readable ones.
 * @param {Zone[]} zones
 * @param {number} width px
 * @param {number} height px
 * @returns {Layout}
 */
export function layoutHeat(zones, width, height) {
  let size = LARGEST
  while (size > SMALLEST && measure(zones, width, size) > height) size -= STEP
  return place(zones, width, size)
}

/** @param {Zone[]} zones @param {number} width */
function planZones(zones, width) {
  const across = Math.max(1, Math.min(zones.length, Math.floor((width + ZONE_GAP) / (NARROWEST_ZONE + ZONE_GAP))))
  return { across, zoneWidth: (width - ZONE_GAP * (across - 1)) / across }
}

/** @param {number} zoneWidth @param {number} size */
function cellsAcross(zoneWidth, size) {
  return Math.max(1, Math.floor(zoneWidth / size))
}

/** The room for the pools' names; none where nodes belong to no pool. @param {Zone} zone */
function poolLabel(zone) {
  return zone.pools.length > 1 || zone.pools[0]?.name ? POOL_LABEL : 0
}

/** @param {Zone} zone @param {number} zoneWidth @param {number} size */
function zoneHeight(zone, zoneWidth, size) {
  const across = cellsAcross(zoneWidth, size)
  return zone.pools.reduce((sum, pool) => sum + poolLabel(zone) + POOL_GAP + Math.ceil(pool.nodes.length / across) * size * ASPECT, ZONE_LABEL)
}

/** @param {Zone[]} zones @param {number} width @param {number} size @returns {number} px of height */
function measure(zones, width, size) {
  const { across, zoneWidth } = planZones(zones, width)
  let height = 0
  for (let i = 0; i < zones.length; i += across) height += Math.max(...zones.slice(i, i + across).map((zone) => zoneHeight(zone, zoneWidth, size)))
  return height
}

/** @param {Zone[]} zones @param {number} width @param {number} size @returns {Layout} */
function place(zones, width, size) {
  const { across, zoneWidth } = planZones(zones, width)
  const cells = cellsAcross(zoneWidth, size)
  // Cells grow a little in width, so that a row ends where its zone ends.
  const grid = { cells, w: zoneWidth / cells, h: size * ASPECT, gap: size > 12 ? 2 : 1 }
  /** @type {Layout} */
  const layout = { width, height: 0, boxes: [], labels: [], kind: 'heat' }
  for (let i = 0; i < zones.length; i += across) {
    const bottoms = zones.slice(i, i + across).map((zone, at) => placeZone(layout, zone, { x: at * (zoneWidth + ZONE_GAP), y: layout.height, w: zoneWidth }, grid))
    layout.height = Math.max(...bottoms)
  }
  return layout
}

/**
 * @param {Layout} layout
 * @param {Zone} zone
 * @param {{x: number, y: number, w: number}} room
 * @param {{cells: number, w: number, h: number, gap: number}} grid
 * @returns {number} its bottom
 */
function placeZone(layout, zone, room, grid) {
  layout.labels.push({ text: zone.name, count: zone.nodes.length, x: room.x, y: room.y, w: room.w, level: 'zone' })
  let y = room.y + ZONE_LABEL
  for (const pool of zone.pools) {
    if (poolLabel(zone)) layout.labels.push({ text: pool.name, count: pool.nodes.length, x: room.x, y, w: room.w, level: 'pool' })
    y += poolLabel(zone)
    pool.nodes.forEach((node, i) => {
      const at = { x: room.x + (i % grid.cells) * grid.w, y: y + Math.floor(i / grid.cells) * grid.h }
      layout.boxes.push({ node, ...at, w: grid.w - grid.gap, h: grid.h - grid.gap })
    })
    y += Math.ceil(pool.nodes.length / grid.cells) * grid.h + POOL_GAP
  }
  return y
}
