// @ts-check
/** The window onto the map: the browser scrolls, zoom keeps the point under the pointer where it is. */
import { h } from '../dom/element.js'


export class Viewport {
  /**
   * @param {() => void} changed called after every scroll, zoom and change of size
   * @param {() => void} resized called when there is more or less room
   */
  constructor(changed, resized) {
    this.changed = changed
    this.canvas = /** @type {HTMLCanvasElement} */ (h('canvas', { class: 'map-canvas', 'aria-hidden': 'true' }))
    this.sizer = h('div', { class: 'map-sizer' })
    this.element = h('div', { class: 'map' }, this.canvas, this.sizer)
    this.scale = 1
    this.least = 1
    this.most = 4
    this.world = { width: 0, height: 0 }
    /** whether a turn of the wheel alone zooms */
    this.wheelZooms = false
    this.element.addEventListener('scroll', changed, { passive: true })
    this.element.addEventListener('wheel', (event) => this.wheel(event), { passive: false })
    this.observer = new ResizeObserver(() => { resized(); changed() })
    this.observer.observe(this.element)
  }

  stop() {
    this.observer.disconnect()
  }

  get width() { return this.element.clientWidth }
  get height() { return this.element.clientHeight }

  /** @returns {import('./paint.js').View} */
  view() {
    return { x: this.element.scrollLeft, y: this.element.scrollTop, scale: this.scale, width: this.width, height: this.height }
  }

  /** @param {{width: number, height: number}} world its size at scale 1, px @param {{least: number, most: number}} scales */
  setWorld(world, { least, most }) {
    this.world = world
    this.least = least
    this.most = most
    this.scale = Math.max(least, Math.min(most, this.scale))
    this.resize()
  }

  resize() {
    this.sizer.style.width = `${Math.floor(this.world.width * this.scale)}px`
    this.sizer.style.height = `${Math.floor(this.world.height * this.scale)}px`
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    if (!this.wheelZooms && !event.ctrlKey && !event.metaKey) return
    if (this.wheelZooms && event.shiftKey) return
    event.preventDefault()
    const lines = event.deltaMode === 1 ? 16 : 1
    const step = Math.max(-80, Math.min(80, event.deltaY * lines))
    const box = this.element.getBoundingClientRect()
    this.zoom(Math.exp(-step * (event.ctrlKey ? 0.01 : 0.004)), event.clientX - box.left, event.clientY - box.top)
  }

  /** Zooms about a point of the window, by default its middle. @param {number} factor @param {number} [x] @param {number} [y] */
  zoom(factor, x = this.width / 2, y = this.height / 2) {
    const scale = Math.max(this.least, Math.min(this.most, this.scale * factor))
    if (scale === this.scale) return
    const { scrollLeft, scrollTop } = this.element
    const grown = scale / this.scale
    this.scale = scale
    this.resize()
    this.element.scrollTo({ left: (scrollLeft + x) * grown - x, top: (scrollTop + y) * grown - y, behavior: 'instant' })
    this.changed()
  }

  reset() {
    this.scale = 1
    this.resize()
    this.element.scrollTo({ left: 0, top: 0, behavior: 'instant' })
    this.changed()
  }

  /** Brings a box of the world into sight. @param {{x: number, y: number, w: number, h: number}} box */
  reveal({ x, y, w, h: tall }) {
    const { scrollLeft: left, scrollTop: top } = this.element
    const at = { left: x * this.scale, top: y * this.scale, right: (x + w) * this.scale, bottom: (y + tall) * this.scale }
    const margin = 24
    const toLeft = at.left < left ? at.left - margin : at.right > left + this.width ? at.right - this.width + margin : left
    const toTop = at.top < top ? at.top - margin : at.bottom > top + this.height ? at.bottom - this.height + margin : top
    if (toLeft !== left || toTop !== top) this.element.scrollTo({ left: toLeft, top: toTop, behavior: 'instant' })
  }

  /** Sets the scale at which the box is that wide, with the box in the middle. @param {{x: number, y: number, w: number, h: number}} box @param {number} pixels */
  zoomTo({ x, y, w, h: tall }, pixels) {
    this.scale = Math.max(this.least, Math.min(this.most, pixels / w))
    this.resize()
    this.element.scrollTo({ left: (x + w / 2) * this.scale - this.width / 2, top: (y + tall / 2) * this.scale - this.height / 2, behavior: 'instant' })
    this.changed()
  }

  /** A point of the screen in the world. @param {number} clientX @param {number} clientY */
  toWorld(clientX, clientY) {
    const box = this.element.getBoundingClientRect()
    return { x: (clientX - box.left + this.element.scrollLeft) / this.scale, y: (clientY - box.top + this.element.scrollTop) / this.scale }
  }
}
