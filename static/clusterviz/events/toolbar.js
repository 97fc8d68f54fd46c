// @ts-check
/** The filters of the Events page; what is chosen stands in the URL. */
import { h, icon, replace } from '../dom/element.js'
import { attachMenu } from '../dom/menu.js'
import { segments } from '../frame/page-head.js'
import { count } from '../format/quantity.js'
import { gettext } from '../format/words.js'
import { tally } from './filter.js'

/** @typedef {import('../app.js').App} App */

const TYPE_AFTER = 150
const MOST = 40

export class Toolbar {
  /** @param {App} app */
  constructor(app) {
    this.app = app
    this.types = segments({ label: gettext('Type'), options: [['', gettext('All')], ['Warning', gettext('Warnings')], ['Normal', gettext('Normal')]], value: this.given('type'), change: (type) => app.location.set({ type }) })
    this.layout = segments({ label: gettext('Arrangement'), options: [['', gettext('Stream')], ['object', gettext('By object')]], value: this.given('by'), change: (by) => app.location.set({ by }) })
    this.reason = this.menuButton('reason', gettext('Reason'), () => gettext('all reasons'))
    this.namespace = this.menuButton('ns', gettext('Namespace'), () => gettext('all namespaces'))
    this.search = /** @type {HTMLInputElement} */ (h('input', { class: 'field events-search', type: 'search', placeholder: gettext('Filter by word'), 'aria-label': gettext('Filter by word') }))
    this.search.value = this.given('q')
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined
    this.search.addEventListener('input', () => {
      clearTimeout(this.timer)
      this.timer = setTimeout(() => {
        this.timer = undefined
        app.location.set({ q: this.search.value.trim() })
      }, TYPE_AFTER)
    })
    this.element = h('div', { class: 'events-tools', role: 'search' }, this.types, this.reason, this.namespace, this.search)
  }

  /** @param {string} name */
  given(name) {
    return this.app.location.get(name) ?? ''
  }

  get grouped() {
    return this.given('by') === 'object'
  }

  /** @returns {import('./filter.js').Wish} */
  wish() {
    return { type: this.given('type'), reason: this.given('reason'), namespace: this.given('ns'), text: this.given('q') }
  }

  /** @param {"reason" | "ns"} name @param {string} label @param {() => string} all */
  menuButton(name, label, all) {
    const button = h('button', { type: 'button', class: 'button', 'aria-label': label, 'aria-haspopup': 'menu', 'aria-expanded': 'false' })
    attachMenu(button, () => {
      const now = this.given(name)
      const known = tally(this.app.store.events.values(), name === 'ns' ? 'namespace' : 'reason').slice(0, MOST)
      const items = [{ text: all(), checked: !now, end: '', run: () => this.app.location.set({ [name]: null }) }]
      return items.concat(known.map(([text, n]) => ({ text, checked: text === now, end: count(n), run: () => this.app.location.set({ [name]: text }) })))
    })
    return button
  }

  draw() {
    replace(this.reason, icon('label', 'small'), h('span', { class: 'cut' }, this.given('reason') || gettext('all reasons')))
    replace(this.namespace, icon('filter_list', 'small'), h('span', { class: 'cut' }, this.given('ns') || gettext('all namespaces')))
    this.types.choose?.(this.given('type'))
    this.layout.choose?.(this.given('by'))
    if (document.activeElement !== this.search && !this.timer) this.search.value = this.given('q')
  }

  clear() {
    this.search.value = ''
    this.app.location.set({ type: null, reason: null, ns: null, q: null })
  }

  stop() {
    clearTimeout(this.timer)
  }
}
