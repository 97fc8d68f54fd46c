// @ts-check
/**
 * Where the cards, wires and pod strips of one family go: numbers in, numbers out, no document.
 */

/** @typedef {import('../stream/rows.js').WorkloadRow} Workload */

/**
 * @typedef {object} Strip
 * @property {string} owner  uid whose pods these are
 * @property {number} y
 * @property {number} height
 * @property {number} shown  squares
 * @property {number} hidden  pods without a square
 * @property {number} x
 * @property {number} room  pixels left beside the squares for a word; 0 when they fill several rows and it goes below
 */
/** @typedef {{workload: Workload, x: number, y: number, lane: 0 | 1}} Card */
/** @typedef {{from: [number, number], to: [number, number]}} Wire */
/** @typedef {{cards: Card[], wires: Wire[], strips: Strip[], height: number, folded: number, foldedY: number}} Block */

export const CARD = { width: 222, height: 44 }
export const LANES = [0, 274, 548]
export const SQUARE = 18
const ROW_GAP = 10
const FAMILY_GAP = 16
const MOST_ROWS = 3
const NOTE_LINE = 18
const FOLD_LINE = 24
const NOTE_GAP = 14

/**
 * How many squares a strip shows, and its height.
 * @param {number} pods
 * @param {number} laneWidth  pixels
 */
export function fitStrip(pods, laneWidth) {
  const perRow = Math.max(4, Math.floor(laneWidth / SQUARE))
  const rows = Math.min(MOST_ROWS, Math.max(1, Math.ceil(pods / perRow)))
  const room = rows * perRow
  const shown = pods <= room ? pods : room - 3
  return { shown, hidden: pods - shown, rows, perRow }
}

/**
 * Lays out one family.
 * @param {Workload} root
 * @param {Workload[]} children  newest first; those without pods or wish for pods are folded unless `unfolded`
 * @param {{pods: (uid: string) => number, width: number, unfolded: boolean}} options  width of the whole drawing in pixels
 * @returns {Block}
 */
export function layFamily(root, children, { pods, width, unfolded }) {
  const inUse = children.filter((child) => child.desired > 0 || pods(child.uid) > 0)
  const seen = unfolded ? children : inUse.length ? inUse : children.slice(0, 1)
  const laneWidth = width - LANES[2]
  const cards = [/** @type {Card} */ ({ workload: root, x: LANES[0], y: 0, lane: 0 })]
  /** @type {Wire[]} */ const wires = []
  /** @type {Strip[]} */ const strips = []
  let y = 0
  if (!seen.length || pods(root.uid)) y = addStrip(strips, wires, root.uid, 0, y, pods(root.uid), laneWidth)
  for (const child of seen) {
    cards.push({ workload: child, x: LANES[1], y, lane: 1 })
    wires.push({ from: [CARD.width, CARD.height / 2], to: [LANES[1], y + CARD.height / 2] })
    y = addStrip(strips, wires, child.uid, LANES[1], y, pods(child.uid), laneWidth)
  }
  const folded = children.length - seen.length
  const foldedY = y - ROW_GAP + 4
  return { cards, wires, strips, folded, foldedY, height: y - ROW_GAP + FAMILY_GAP + (folded || unfolded ? FOLD_LINE : 0) }
}

/**
 * Adds a pod strip and its wire; gives the y at which the next row begins.
 * @param {Strip[]} strips
 * @param {Wire[]} wires
 * @param {string} owner
 * @param {number} cardX
 * @param {number} y
 * @param {number} pods
 * @param {number} laneWidth
 */
function addStrip(strips, wires, owner, cardX, y, pods, laneWidth) {
  const { shown, hidden, rows } = fitStrip(pods, laneWidth)
  const height = Math.max(CARD.height, rows * SQUARE + (rows > 1 ? NOTE_LINE : 0))
  const room = rows > 1 ? 0 : laneWidth - shown * SQUARE - NOTE_GAP
  strips.push({ owner, x: LANES[2], y, height, shown, hidden, room })
  if (pods) wires.push({ from: [cardX + CARD.width, y + CARD.height / 2], to: [LANES[2] - 4, y + CARD.height / 2] })
  return y + height + ROW_GAP
}

/**
 * The path of a wire: straight when level, else an S with level ends.
 * @param {Wire} wire
 */
export function wirePath({ from: [x1, y1], to: [x2, y2] }) {
  if (y1 === y2) return `M${x1} ${y1}H${x2}`
  const middle = (x1 + x2) / 2
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`
}
