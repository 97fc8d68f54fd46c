// @ts-check
/** The tools of a tab that lists things of namespaces: a namespace, a word, how many are shown, and what an empty list says. */
import { h, icon, replace } from '../dom/element.js'
import { gettext } from '../format/words.js'
import { choice, wordField } from './fields.js'

/** @typedef {import('../app.js').App} App */

export class Scope {
  /** @param {App} app @param {string} label @param {...HTMLElement} more */
  constructor(app, label, ...more) {
    this.app = app
    this.namespace = choice(gettext('Namespace'), (ns) => app.location.set({ ns }))
    this.word = wordField(label, label, (q) => app.location.set({ q }))
    this.total = h('span', { class: 'security-summary', 'aria-live': 'polite' })
    this.element = h('div', { class: 'security-tools', role: 'search' }, more, this.namespace.element, h('span', { class: 'security-field word' }, this.word), this.total)
    this.draw([], '')
  }

  /** @param {string} name */
  given(name) {
    return this.app.location.get(name) ?? ''
  }

  /** Whether something of a namespace with these words is shown. @param {string} namespace @param {string} words */
  lets(namespace, words) {
    const ns = this.given('ns')
    const text = words.toLowerCase()
    return (!ns || namespace === ns) && this.given('q').toLowerCase().split(/\s+/).every((word) => text.includes(word))
  }

  /** @param {string[]} namespaces @param {string} total */
  draw(namespaces, total) {
    const known = [...new Set(namespaces)].sort()
    this.namespace.set([{ value: '', text: gettext('all namespaces') }, ...known.map((name) => ({ value: name, text: name }))], this.given('ns'))
    if (document.activeElement !== this.word) this.word.value = this.given('q')
    this.total.textContent = total
  }

  /** @param {HTMLElement} host @param {boolean} filtered whether there would be some without the filter @param {{symbol: string, title: string, text: string}} teach */
  drawEmpty(host, filtered, { symbol, title, text }) {
    const clear = h('button', { type: 'button', class: 'button primary', on: { click: () => this.app.location.set({ ns: null, q: null, kind: null }) } }, gettext('Clear the filters'))
    const upload = h('button', { type: 'button', class: 'button primary', on: { click: () => this.app.location.go('manifests') } }, gettext('Upload a manifest'))
    replace(host, h('div', { class: 'empty' }, icon(symbol), h('h2', null, filtered ? gettext('Nothing matches') : title), h('p', null, filtered ? gettext('There are some, but none that all of the filters let through.') : text), filtered ? clear : upload))
  }
}
