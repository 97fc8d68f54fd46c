// @ts-check
/** The legend: counts what is shown, and filters by what is pressed. */
import { h, replace } from '../dom/element.js'
import { ramp } from './ramp.js'
import { count } from '../format/quantity.js'
import { gettext } from '../format/words.js'

/** @typedef {{key: string, text: string, count: number, shape?: string, colour?: string}} Entry */

export class Legend {
  /** @param {(keys: Set<string>) => void} filter called with what is pressed */
  constructor(filter) {
    this.filter = filter
    /** @type {Set<string>} */
    this.pressed = new Set()
    this.entries = h('div', { class: 'entries', role: 'group', 'aria-label': gettext('Show only') })
    this.note = h('span', { class: 'legend-note muted' })
    this.element = h('div', { class: 'legend' }, this.entries, this.note)
    this.element.addEventListener('click', (event) => this.click(event))
    this.drawn = ''
  }

  /** @param {{entries: Entry[], note: string, gauge?: string}} content gauge: words of the ramp in front of it */
  show({ entries, note, gauge }) {
    this.note.textContent = note
    const now = JSON.stringify([entries, gauge, [...this.pressed], gauge ? ramp() : 0])
    if (now === this.drawn) return
    this.drawn = now
    const focused = document.activeElement instanceof HTMLElement && this.entries.contains(document.activeElement) ? document.activeElement.dataset.key : undefined
    replace(this.entries, gauge ? scale(gauge) : null, entries.map((entry) => this.entry(entry)))
    if (focused) /** @type {HTMLElement | null} */ (this.entries.querySelector(`[data-key="${CSS.escape(focused)}"]`))?.focus()
  }

  /** @param {Entry} entry */
  entry({ key, text, count: n, shape, colour }) {
    const swatch = h('span', { class: `pod ${shape ?? ''}`, 'aria-hidden': 'true', style: colour ? { background: colour } : {} })
    const parts = [swatch, h('span', null, text), h('span', { class: 'n' }, count(n))]
    return h('button', { type: 'button', class: 'entry', dataset: { key }, 'aria-pressed': String(this.pressed.has(key)) }, parts)
  }

  /** @param {Event} event */
  click(event) {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    const key = button?.dataset.key
    if (key === undefined) return
    if (this.pressed.has(key)) this.pressed.delete(key)
    else this.pressed.add(key)
    button?.setAttribute('aria-pressed', String(this.pressed.has(key)))
    this.filter(new Set(this.pressed))
  }
}

/** @param {string} words */
function scale(words) {
  return h('span', { class: 'gauge' }, h('span', null, words), h('span', { class: 'steps', 'aria-hidden': 'true' }, ramp().map((colour) => h('span', { style: { background: colour } }))), h('span', null, '0 – 100 %'))
}
