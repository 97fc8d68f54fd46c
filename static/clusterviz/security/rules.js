// @ts-check
/** The reverse question: each rule that holds for a subject, where it holds and what gives it. */
import { h, icon, replace } from '../dom/element.js'
import { count } from '../format/quantity.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { VirtualList } from '../view/virtual.js'
import { subjectText } from './fields.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {{verbs: string[], apiGroups: string[], resources: string[], resourceNames: string[], nonResourceURLs: string[], grant: import('./grant.js').Grant}} Rule */
/** @typedef {{groups: string[], rules: Rule[]}} Answer */
/** @typedef {{key: string, height: number, rule: Rule}} Item */

const ROW = 52

export class Rules {
  /** @param {HTMLElement} host @param {App} app */
  constructor(host, app) {
    this.app = app
    this.summary = h('p', { class: 'security-summary', 'aria-live': 'polite' })
    this.body = h('div', { class: 'security-grid-body' })
    replace(host, h('div', { class: 'security-line' }, this.summary), h('div', { class: 'card security-card' }, this.body))
  }

  /** @param {Answer} answer @param {{who: import('./fields.js').Subject | null}} asked */
  set({ groups, rules }, { who }) {
    const name = who?.[2] ?? ''
    const through = who?.[0] === 'Group' || !groups.length ? '' : ` ${fill(gettext('Counted with the groups %(groups)s.'), { groups: groups.join(', ') })}`
    this.summary.textContent = `${fill(ngettext('%(n)s rule holds for %(name)s.', '%(n)s rules hold for %(name)s.', rules.length), { n: count(rules.length), name })}${through}`
    this.list?.destroy()
    this.list = undefined
    if (!rules.length) return this.drawEmpty()
    const heads = [gettext('Where'), gettext('Verbs'), gettext('Resources or paths'), gettext('By')]
    const head = h('div', { class: 'rule-row head', role: 'row' }, heads.map((text) => h('span', { role: 'columnheader' }, text)))
    const scroller = h('div', { class: 'security-scroll', role: 'presentation' })
    replace(this.body, h('div', { class: 'security-grid', role: 'table', 'aria-label': gettext('What may') }, h('div', { role: 'rowgroup' }, head), scroller))
    this.list = new VirtualList(scroller, (item) => this.render(/** @type {Item} */ (item).rule), { role: 'rowgroup' })
    this.list.set(rules.map((rule, index) => ({ key: String(index), height: ROW, rule })))
  }

  drawEmpty() {
    replace(this.body, h('div', { class: 'empty' }, icon('lock'), h('h2', null, gettext('No rule holds for this subject')),
      h('p', null, gettext('No binding names it, nor a group that it is sure to be in. What its own token may do is told by kubectl auth can-i --list.')),
      h('button', { type: 'button', class: 'button primary', on: { click: () => this.app.location.set({ way: null }) } }, gettext('Ask who can'))))
  }

  /** @param {Rule} rule */
  render({ verbs, apiGroups, resources, resourceNames, nonResourceURLs, grant }) {
    const groups = apiGroups.filter(Boolean).join(', ')
    const what = nonResourceURLs.length ? nonResourceURLs.join(', ') : resources.join(', ')
    const below = resourceNames.length ? fill(gettext('only %(names)s'), { names: resourceNames.join(', ') }) : groups
    const where = grant.binding[1] || gettext('the whole cluster')
    return h('div', { class: 'rule-row', role: 'row' }, two(where, '', true), h('span', { role: 'cell', class: 'rule-verbs' }, verbs.map((verb) => h('span', { class: 'badge' }, verb))),
      two(what, below), h('span', { role: 'cell', class: 'rule-two' }, this.link(grant.role), h('span', { class: 'rule-by' }, h('span', { class: 'caption' }, '← '), this.link(grant.binding), this.via(grant))))
  }

  /** Through which group, when the binding names another than the one who is asked about. @param {import('./grant.js').Grant} grant */
  via(grant) {
    const [kind, , name] = grant.subject
    return kind === 'Group' && this.app.location.get('who') !== subjectText(grant.subject) ? h('span', { class: 'caption cut' }, `· ${name}`) : null
  }

  /** @param {import('./grant.js').Place} place */
  link([resource, namespace, name]) {
    return h('button', { type: 'button', class: 'link cut', title: `${resource.split('.')[0]} ${name}`, on: { click: () => this.app.select({ resource, namespace, name }) } }, name)
  }

  destroy() {
    this.list?.destroy()
  }
}

/** Two lines of a cell. @param {string} text @param {string} below @param {boolean} [plain] */
function two(text, below, plain = false) {
  return h('span', { role: 'cell', class: 'rule-two' }, h('span', { class: plain ? 'cut' : 'rule-what', title: text }, text), below ? h('span', { class: 'caption cut', title: below }, below) : null)
}
