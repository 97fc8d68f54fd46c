// @ts-check
/**
 * A list of which only the rows in sight are in the document; rows may differ in height, positions are known beforehand.
 */
import { h } from '../dom/element.js'

/**
 * @typedef {object} Item
 * @property {string} key  stays the same for the same thing
 * @property {number} height  pixels
 */

/**
 * First index whose bottom edge lies below `y`; `tops[i]` is where item i begins, the last entry is the total height.
 * @param {number[]} tops
 * @param {number} y
 */
export function indexAt(tops, y) {
  let low = 0
  let high = Math.max(0, tops.length - 2)
  while (low < high) {
    const middle = (low + high) >> 1
    if (tops[middle + 1] <= y) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Where each item begins, with the total height at the end.
 * @param {Item[]} items
 */
export function topsOf(items) {
  const tops = new Array(items.length + 1)
  tops[0] = 0
  for (let i = 0; i < items.length; i += 1) tops[i + 1] = tops[i] + items[i].height
  return tops
}

/**
 * @template {Item} T
 */
export class VirtualList {
  /**
   * @param {HTMLElement} scroller  the element that scrolls
   * @param {(item: T, index: number, old: HTMLElement | null) => HTMLElement} render  may return `old` after updating it
   * @param {{role?: string, overscan?: number}} [options]
   */
  constructor(scroller, render, options = {}) {
    this.scroller = scroller
    this.render = render
    this.overscan = options.overscan ?? 200
    this.canvas = h('div', { class: 'virtual-canvas', role: options.role })
    scroller.append(this.canvas)
    /** @type {T[]} */ this.items = []
    /** @type {number[]} */ this.tops = [0]
    /** @type {Map<string, HTMLElement>} */ this.shown = new Map()
    this.onScroll = () => this.paint(false)
    scroller.addEventListener('scroll', this.onScroll, { passive: true })
    this.resize = new ResizeObserver(() => this.paint(false))
    this.resize.observe(scroller)
  }

  /**
   * Takes a new list. With `anchored` the row at the top of the view stays where the reader sees it.
   * @param {T[]} items
   * @param {boolean} [anchored]
   */
  set(items, anchored = false) {
    const anchor = anchored ? this.anchor() : null
    this.items = items
    this.tops = topsOf(items)
    this.canvas.style.height = `${this.tops[items.length]}px`
    if (anchor) this.restore(anchor)
    this.paint(true)
  }

  /** @returns {{key: string, offset: number} | null} */
  anchor() {
    const top = this.scroller.scrollTop
    if (top <= 4 || !this.items.length) return null
    const index = indexAt(this.tops, top)
    return { key: this.items[index].key, offset: top - this.tops[index] }
  }

  /** @param {{key: string, offset: number}} anchor */
  restore(anchor) {
    const index = this.items.findIndex((item) => item.key === anchor.key)
    if (index >= 0) this.scroller.scrollTop = this.tops[index] + anchor.offset
  }

  /** @param {boolean} fresh  whether rows already shown are rendered again */
  paint(fresh) {
    const from = indexAt(this.tops, this.scroller.scrollTop - this.overscan)
    const bottom = this.scroller.scrollTop + this.scroller.clientHeight + this.overscan
    const wanted = new Map()
    for (let i = from; i < this.items.length && this.tops[i] < bottom; i += 1) {
      const key = this.items[i].key
      wanted.set(key, this.row(i, this.shown.get(key) ?? null, fresh))
    }
    for (const [key, element] of this.shown) if (wanted.get(key) !== element) element.remove()
    this.shown = wanted
  }

  /**
   * @param {number} index
   * @param {HTMLElement | null} old
   * @param {boolean} fresh
   */
  row(index, old, fresh) {
    const element = old && !fresh ? old : this.render(this.items[index], index, old)
    element.style.transform = `translateY(${this.tops[index]}px)`
    if (element.parentNode !== this.canvas) this.canvas.append(element)
    return element
  }

  /** @param {string} key */
  reveal(key) {
    const index = this.items.findIndex((item) => item.key === key)
    if (index < 0) return
    const { scrollTop, clientHeight } = this.scroller
    const [top, bottom] = [this.tops[index], this.tops[index + 1]]
    if (top < scrollTop || bottom > scrollTop + clientHeight) this.scroller.scrollTop = top - 12
  }

  destroy() {
    this.resize.disconnect()
    this.scroller.removeEventListener('scroll', this.onScroll)
    this.canvas.remove()
    this.shown.clear()
  }
}
