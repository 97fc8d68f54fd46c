// @ts-check
/** The map: keeps the layout, draws when something differs, and knows what the pointer is on. */
import { hitAt, squareOf } from './hit.js'
import { layoutCards } from './layout-cards.js'
import { layoutHeat } from './layout-heat.js'
import { paintGhost, paintMap } from './paint.js'
import { Viewport } from './viewport.js'

/** @typedef {import('./layout-cards.js').Layout} Layout */
/** @typedef {import('./look.js').PodRow} PodRow */

/** Above so many nodes cards become a heat map. */
export const HEAT_FROM = 200
const FADE = 400
const CARD_FROM = 168
const WIDEST_CARD = 300

export class ClusterMap {
  /** @param {import('./model.js').Model} model @param {import('./look.js').Look} look */
  constructor(model, look) {
    this.model = model
    this.look = look
    /** @type {Layout} */
    this.layout = { width: 0, height: 0, boxes: [], labels: [], kind: 'cards' }
    /** @type {{node: import('./node-item.js').NodeItem, place: number, pod: PodRow, since: number}[]} */
    this.ghosts = []
    this.due = false
    this.stale = true
    this.viewport = new Viewport(() => this.draw(), () => { this.stale = true })
    this.frames = 0
  }

  get isHeat() { return this.layout.kind === 'heat' }
  get element() { return this.viewport.element }

  stop() {
    this.viewport.stop()
    this.due = true // nothing is drawn any more
  }

  /** Something moved: nodes came or went, or cards need more or less room. */
  relayout() {
    this.stale = true
    this.draw()
  }

  draw() {
    if (this.due) return
    this.due = true
    requestAnimationFrame((now) => { this.due = false; this.paint(now) })
  }

  arrange() {
    this.stale = false
    const { zones } = this.model
    const { width, height } = this.viewport
    if (!width) return
    const heat = this.model.nodes.size > HEAT_FROM
    this.element.classList.toggle('cells', heat)
    this.layout = heat ? layoutHeat(zones, width - 26, height - 20) : layoutCards(zones, width)
    this.viewport.wheelZooms = heat
    this.viewport.setWorld(this.layout, heat ? { least: 1, most: WIDEST_CARD / (this.layout.boxes[0]?.w ?? WIDEST_CARD) } : { least: 0.4, most: 2.5 })
  }

  /** @param {number} now ms */
  paint(now) {
    if (this.stale) this.arrange()
    if (!this.viewport.width) return
    const context = paintMap(this.viewport.canvas, this.layout, this.inset(), this.look)
    if (!this.frames && this.layout.boxes.length) performance.mark('topology-drawn')
    this.frames += this.layout.boxes.length ? 1 : 0
    if (this.ghosts.length) this.paintGhosts(context, now)
  }

  /** The heat map keeps a margin inside its card. */
  inset() {
    const view = this.viewport.view()
    return this.isHeat ? { ...view, x: view.x - 12, y: view.y - 10 } : view
  }

  /** @param {CanvasRenderingContext2D} context @param {number} now */
  paintGhosts(context, now) {
    this.ghosts = this.ghosts.filter((ghost) => now - ghost.since < FADE)
    for (const ghost of this.ghosts) {
      const square = this.screenSquare(ghost.node, ghost.place, ghost.pod)
      if (square) paintGhost(context, square.x, square.y, square.side, 1 - (now - ghost.since) / FADE)
    }
    if (this.ghosts.length) this.draw()
  }

  /** How much larger a card's own pixels are than the world's; 0 while nodes are cells. */
  cardScale() {
    const box = this.layout.boxes[0]
    if (!this.isHeat) return 1
    return box && box.w * this.viewport.scale >= CARD_FROM ? this.viewport.scale : 0
  }

  /** @param {MouseEvent} event */
  hit(event) {
    const point = this.viewport.toWorld(event.clientX, event.clientY)
    const inset = this.isHeat ? { x: point.x - 12 / this.viewport.scale, y: point.y - 10 / this.viewport.scale } : point
    return hitAt(this.layout, inset, this.cardScale())
  }

  /** @param {import('./node-item.js').NodeItem} node */
  boxOf(node) {
    return this.layout.boxes.find((box) => box.node === node) ?? null
  }

  /**
   * Where a pod's square is in the canvas, px; in a cell without squares, the cell's middle.
   * @param {import('./node-item.js').NodeItem} node @param {number} place -1: as the pod's slot says @param {PodRow} pod
   */
  screenSquare(node, place, pod) {
    const box = this.boxOf(node)
    if (!box) return null
    const view = this.inset()
    const [left, top] = [box.x * view.scale - view.x, box.y * view.scale - view.y]
    const cards = this.cardScale()
    if (!cards) return { x: left + (box.w * view.scale) / 2 - 3, y: top + (box.h * view.scale) / 2 - 3, side: 6 }
    const at = squareOf(box, pod, box.w * cards, place)
    const zoom = this.isHeat ? 1 : view.scale
    return at && { x: left + at[0] * zoom, y: top + at[1] * zoom, side: 14 * zoom }
  }
}
