// @ts-check
/** The filters of the audit; what is chosen stands in the URL. */
import { h, icon, replace } from '../dom/element.js'
import { attachMenu } from '../dom/menu.js'
import { segments } from '../frame/page-head.js'
import { count } from '../format/quantity.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { wordField } from './fields.js'

/** @typedef {import('../app.js').App} App */

const FILTERS = /** @type {const} */ (['user', 'verb', 'resource', 'outcome', 'q'])

export class AuditTools {
  /** @param {App} app */
  constructor(app) {
    this.app = app
    this.outcome = segments({ label: gettext('Outcome'), options: [['', gettext('All')], ['refused', gettext('Refused')], ['failed', gettext('Failed')]], value: this.given('outcome'), change: (outcome) => app.location.set({ outcome }) })
    /** @type {[string, string, string, () => string, HTMLElement][]} parameter, column, icon, text for all, button */
    this.menus = [
      ['user', 'username', 'person', () => gettext('everybody'), this.button(gettext('User'))],
      ['verb', 'verb', 'bolt', () => gettext('all verbs'), this.button(gettext('Verb'))],
      ['resource', 'resource', 'data_object', () => gettext('all resources'), this.button(gettext('Resource'))],
    ]
    for (const [name, column, , all, button] of this.menus) attachMenu(button, () => this.items(name, column, all()))
    this.word = wordField(gettext('Filter by word'), gettext('Filter by word'), (q) => app.location.set({ q }))
    this.total = h('span', { class: 'security-summary', 'aria-live': 'off' })
    this.element = h('div', { class: 'security-tools', role: 'search' }, this.outcome, this.menus.map((menu) => menu[4]), h('span', { class: 'security-field word' }, this.word), this.total)
    this.draw()
  }

  /** @param {string} name */
  given(name) {
    return this.app.location.get(name) ?? ''
  }

  wish() {
    return Object.fromEntries(FILTERS.filter((name) => this.given(name)).map((name) => [name, this.given(name)]))
  }

  /** @param {Set<string>} changed */
  concerns(changed) {
    return FILTERS.some((name) => changed.has(name))
  }

  /** @param {string} label */
  button(label) {
    return h('button', { type: 'button', class: 'button', 'aria-label': label, 'aria-haspopup': 'menu', 'aria-expanded': 'false' })
  }

  /** @param {string} name @param {string} column @param {string} all */
  async items(name, column, all) {
    const now = this.given(name)
    const found = await this.app.api.get('security/audit/choices').catch(() => ({}))
    const items = [{ text: all, checked: !now, run: () => this.app.location.set({ [name]: null }) }]
    return items.concat((found[column] ?? []).map((/** @type {string} */ text) => ({ text, checked: text === now, run: () => this.app.location.set({ [name]: text }) })))
  }

  draw() {
    for (const [name, , symbol, all, button] of this.menus) replace(button, icon(symbol, 'small'), h('span', { class: 'cut' }, this.given(name) || all()))
    this.outcome.choose?.(this.given('outcome'))
    if (document.activeElement !== this.word) this.word.value = this.given('q')
  }

  /** How many there were, and what became of them. @param {{written: number, lost: number, deleted: number}} counts */
  tell({ written, lost, deleted }) {
    const all = fill(ngettext('%(n)s entry', '%(n)s entries', written), { n: count(written) })
    const old = deleted ? ` · ${fill(ngettext('the oldest deleted', 'the oldest %(n)s deleted', deleted), { n: count(deleted) })}` : ''
    const gone = lost ? h('span', { class: 'badge wait', title: gettext('They came faster than they could be written.') }, icon('warning', 'small'), fill(ngettext('%(n)s entry lost', '%(n)s entries lost', lost), { n: count(lost) })) : null
    replace(this.total, all, old, gone && ' ', gone)
  }

  clear() {
    this.app.location.set(Object.fromEntries(FILTERS.map((name) => [name, null])))
  }
}
