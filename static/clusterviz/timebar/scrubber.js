// @ts-check
/** The scrubber over the whole history: dragging or the arrow keys show the past; its right end is the present. */
import { h } from '../dom/element.js'
import { momentText } from '../format/time.js'
import { gettext } from '../format/words.js'
import { drawScrubber } from './scrubber-paint.js'
import { MARK_WORDS } from './mark-words.js'
import { Zoom } from './zoom.js'

const EDGE = 8
/** Nearer than this to the right end is the present, px. */
const LIVE_ZONE = 6

export class Scrubber {
  /** @param {import('../app.js').App} app @param {import('./history.js').History} history */
  constructor(app, history) {
    this.app = app
    this.history = history
    this.zoom = new Zoom()
    this.canvas = /** @type {HTMLCanvasElement} */ (h('canvas', { 'aria-hidden': 'true' }))
    this.tip = h('div', { class: 'tip float', hidden: true, 'aria-hidden': 'true' })
    this.element = h('div', {
      class: 'scrubber', role: 'slider', tabindex: 0, 'aria-label': gettext('Moment of the cluster'), 'aria-keyshortcuts': '+ - 0',
      on: {
        pointerdown: (/** @type {PointerEvent} */ event) => this.press(event), pointermove: (/** @type {PointerEvent} */ event) => this.move(event),
        pointerleave: () => { this.tip.hidden = true }, keydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
        wheel: (/** @type {WheelEvent} */ event) => this.wheel(event),
      },
    }, this.canvas, this.tip)
    this.width = 0
    this.due = false
    new ResizeObserver(() => this.draw()).observe(this.element)
  }

  /** The part of the history in sight. */
  span() {
    return this.zoom.of(this.history.span())
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    event.preventDefault()
    this.zoomBy(Math.exp(-Math.max(-80, Math.min(80, event.deltaY)) * 0.005), this.timeAt(event.clientX).time)
  }

  /** @param {number} factor 0 shows all @param {number} at µs */
  zoomBy(factor, at) {
    if (factor) this.zoom.by(this.history.span(), factor, at)
    else this.zoom.reset()
    this.draw()
  }

  draw() {
    if (this.due) return
    this.due = true
    requestAnimationFrame(() => { this.due = false; this.paint() })
  }

  paint() {
    const span = this.span()
    const at = this.app.past.time ?? this.app.clock.now()
    this.width = this.element.clientWidth
    if (!this.width || !this.app.clock.state) return
    drawScrubber(this.canvas, { width: this.width, height: this.element.clientHeight, edge: EDGE, span, at, isPast: this.app.past.time !== null, recorded: this.history.recorded })
    this.element.setAttribute('aria-valuemin', String(Math.floor(span.first / 1e6)))
    this.element.setAttribute('aria-valuemax', String(Math.floor(span.last / 1e6)))
    this.element.setAttribute('aria-valuenow', String(Math.floor(at / 1e6)))
    this.element.setAttribute('aria-valuetext', `${this.app.past.time === null ? gettext('LIVE') : gettext('PAST')}, ${momentText(at)}`)
  }

  /** @param {number} clientX */
  timeAt(clientX) {
    const { first, last } = this.span()
    const x = clientX - this.element.getBoundingClientRect().left - EDGE
    const part = Math.max(0, Math.min(1, x / Math.max(1, this.width - 2 * EDGE)))
    return { time: first + part * (last - first), isLive: last >= this.history.span().last && x > this.width - 2 * EDGE - LIVE_ZONE }
  }

  /** @param {PointerEvent} event */
  press(event) {
    if (event.button !== 0) return
    this.element.setPointerCapture(event.pointerId)
    this.go(event)
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (this.element.hasPointerCapture(event.pointerId)) this.go(event)
    this.hint(event)
  }

  /** @param {PointerEvent} event */
  go(event) {
    const { time, isLive } = this.timeAt(event.clientX)
    if (isLive) this.app.past.live()
    else this.app.past.go(this.snap(time))
  }

  /** A mark within 5 px draws the moment to it. @param {number} time µs */
  snap(time) {
    const near = this.nearMark(time)
    return near ? near[0] : time
  }

  /** @param {number} time */
  nearMark(time) {
    const { first, last } = this.span()
    const reach = ((last - first) / Math.max(1, this.width - 2 * EDGE)) * 5
    return this.history.recorded.marks.find((mark) => Math.abs(mark[0] - time) <= reach)
  }

  /** @param {PointerEvent} event */
  hint(event) {
    const { time } = this.timeAt(event.clientX)
    const mark = this.nearMark(time)
    const word = mark ? ` · ${mark[2] || (MARK_WORDS[mark[1]]?.() ?? '')}` : ''
    this.tip.textContent = momentText(mark ? mark[0] : time) + word
    this.tip.hidden = false
    const box = this.element.getBoundingClientRect()
    const x = Math.max(0, Math.min(event.clientX - box.left - this.tip.offsetWidth / 2, box.width - this.tip.offsetWidth))
    this.tip.style.left = `${x}px`
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { first, last } = this.history.span()
    const shown = this.span()
    const step = (shown.last - shown.first) / 100
    const at = this.app.past.time ?? last
    if (event.key === '+' || event.key === '-' || event.key === '0') return this.zoomBy({ '+': 1.5, '-': 1 / 1.5, 0: 0 }[event.key], at)
    /** @type {Record<string, number>} */
    const moves = { ArrowLeft: at - step, ArrowDown: at - step, ArrowRight: at + step, ArrowUp: at + step, PageUp: at + 10 * step, PageDown: at - 10 * step, Home: first, End: last }
    if (!(event.key in moves)) return
    event.preventDefault()
    const wanted = Math.max(first, moves[event.key])
    if (wanted >= last) this.app.past.live()
    else this.app.past.go(wanted)
  }
}
