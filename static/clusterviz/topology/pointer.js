// @ts-check
/** The pointer on the map: hover tells, a click selects, dragging moves, a double click on a cell opens its card. */

/** @typedef {import('./map.js').ClusterMap} ClusterMap */

/** Less than this is a click, px. */
const STILL = 4
const CARD_WIDTH = 250

export class Pointer {
  /**
   * @param {ClusterMap} map
   * @param {import('./popover.js').Popover} popover
   * @param {(uid: string | null) => void} select
   */
  constructor(map, popover, select) {
    this.map = map
    this.popover = popover
    this.select = select
    /** @type {{x: number, y: number, left: number, top: number, moved: boolean} | null} */
    this.drag = null
    /** @type {PointerEvent | null} */
    this.last = null
    const element = map.element
    element.addEventListener('pointerdown', (event) => this.down(event))
    element.addEventListener('pointermove', (event) => this.move(event))
    element.addEventListener('pointerup', (event) => this.up(event))
    element.addEventListener('pointercancel', () => { this.drag = null })
    element.addEventListener('pointerleave', () => this.leave())
    element.addEventListener('dblclick', (event) => this.open(event))
    element.addEventListener('scroll', () => popover.hide(), { passive: true })
  }

  /** @param {PointerEvent} event */
  down(event) {
    // Touch scrolls by itself; a press on the scroll bar is the browser's.
    if (event.button !== 0 || event.pointerType === 'touch' || event.offsetX > this.map.element.clientWidth) return
    const { scrollLeft, scrollTop } = this.map.element
    this.drag = { x: event.clientX, y: event.clientY, left: scrollLeft, top: scrollTop, moved: false }
  }

  /** @param {PointerEvent} event */
  move(event) {
    const drag = this.drag
    if (!drag) return this.hover(event)
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y]
    if (!drag.moved && Math.hypot(dx, dy) < STILL) return
    if (!drag.moved) this.map.element.setPointerCapture(event.pointerId)
    drag.moved = true
    this.map.element.classList.add('dragging')
    this.map.element.scrollTo({ left: drag.left - dx, top: drag.top - dy, behavior: 'instant' })
  }

  /** @param {PointerEvent} event */
  up(event) {
    const drag = this.drag
    this.drag = null
    this.map.element.classList.remove('dragging')
    if (event.button !== 0 || drag?.moved) return
    const hit = this.map.hit(event)
    this.select(hit ? (hit.pod ?? hit.box.node.row).uid : null)
  }

  /** @param {PointerEvent} event */
  hover(event) {
    const hit = this.map.hit(event)
    const { look } = this.map
    this.map.element.classList.toggle('pointing', Boolean(hit))
    if (look.hovered !== (hit?.box.node ?? null)) {
      look.hovered = hit?.box.node ?? null
      if (this.map.isHeat) this.map.draw()
    }
    const tells = hit && (hit.pod || !this.map.cardScale())
    if (tells) this.popover.show(hit.box.node, hit.pod, { x: event.clientX, y: event.clientY })
    else this.popover.hide()
  }

  leave() {
    this.popover.hide()
    this.map.look.hovered = null
    if (this.map.isHeat) this.map.draw()
  }

  /** @param {MouseEvent} event */
  open(event) {
    const hit = this.map.hit(event)
    if (!hit || !this.map.isHeat || this.map.cardScale()) return
    this.popover.hide()
    this.map.viewport.zoomTo(hit.box, CARD_WIDTH)
  }
}
