// @ts-check
/** The tab "Namespaces": how far pods may go, how much of a quota is used, what a LimitRange fills in. */
import { h, icon, replace } from '../dom/element.js'
import { count } from '../format/quantity.js'
import { fill, gettext } from '../format/words.js'
import { Question } from './question.js'
import { showRefused } from './pod-security.js'
import { quotaCard } from './quotas.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {{level: string, given: string, version: string}} Mode */
/** @typedef {{name: string, created: number, modes: Record<string, Mode>}} Namespace */
/** @typedef {{namespace: string, name: string, type: string, resource: string, min: string, max: string, default: string, defaultRequest: string, maxLimitRequestRatio: string}} Limit */
/** @typedef {{namespaces: Namespace[], quotas: import('./quotas.js').Quota[], limits: Limit[]}} Answer */

/** @type {Record<string, string>} */
const LEVEL_ICONS = { privileged: 'lock_open', baseline: 'shield', restricted: 'lock' }
const MOST = 500

export class NamespacesTab {
  /** @param {HTMLElement} host @param {App} app */
  constructor(host, app) {
    this.app = app
    this.body = h('div', { class: 'security-columns', tabindex: 0, role: 'region', 'aria-label': gettext('Namespaces') })
    replace(host, this.body)
    this.question = new Question(app, this.body, (/** @type {Answer} */ answer) => this.draw(answer))
    this.refresh()
  }

  /** @param {Answer} answer */
  draw({ namespaces, quotas, limits }) {
    const top = this.body.scrollTop
    replace(this.body,
      section(gettext('Pod Security'), gettext('what a pod may ask for, by the labels of its namespace'), this.levels(namespaces)),
      section(gettext('Quotas'), gettext('used of what a namespace may have'), quotas.length ? h('div', { class: 'quota-grid' }, quotas.map((one) => quotaCard(this.app, one))) : teach('speed', gettext('No quotas yet'), gettext('A ResourceQuota bounds what all pods and objects of a namespace may ask for together; each bound would be a gauge here.'), this.app)),
      section(gettext('Limit ranges'), gettext('bounds and defaults of each container, pod and claim'), limits.length ? this.limits(limits) : teach('straighten', gettext('No limit ranges yet'), gettext('A LimitRange gives containers without requests their defaults, and refuses what is too small or too large.'), this.app)))
    this.body.scrollTop = top
  }

  /** @param {Namespace[]} namespaces */
  levels(namespaces) {
    const pods = this.podCounts()
    const rows = namespaces.slice(0, MOST).map(({ name, modes }) => [
      h('button', { type: 'button', class: 'link cut', on: { click: () => this.app.select({ resource: 'namespaces', namespace: '', name }) } }, name),
      ...['enforce', 'audit', 'warn'].map((mode) => level(modes[mode])), count(pods.get(name) ?? 0),
      h('button', { type: 'button', class: 'link', 'aria-label': fill(gettext('What would be refused in %(name)s?'), { name }), on: { click: () => showRefused(this.app, name) } }, gettext('What would be refused?'))])
    return table([gettext('Namespace'), gettext('refused (enforce)'), gettext('noted (audit)'), gettext('warned of (warn)'), gettext('Pods'), gettext('Question')], rows)
  }

  podCounts() {
    const counts = new Map()
    for (const { namespace } of this.app.store.pods.values()) counts.set(namespace, (counts.get(namespace) ?? 0) + 1)
    return counts
  }

  /** @param {Limit[]} limits */
  limits(limits) {
    const rows = limits.slice(0, MOST).map((one) => [
      one.namespace, h('button', { type: 'button', class: 'link cut', on: { click: () => this.app.select({ resource: 'limitranges', namespace: one.namespace, name: one.name }) } }, one.name),
      one.type, one.resource, ...[one.min, one.defaultRequest, one.default, one.max, one.maxLimitRequestRatio].map((text) => h('span', { class: 'mono' }, text || '–'))])
    return table([gettext('Namespace'), gettext('Name'), gettext('Of each'), gettext('Resource'), gettext('least'), gettext('default request'), gettext('default limit'), gettext('most'), gettext('limit / request')], rows)
  }

  refresh() {
    this.question.ask('namespaces')
  }

  moved() {}

  stop() {
    this.question.stop()
  }
}

/** @param {Mode} mode */
function level({ level, given, version }) {
  const wrong = given && given !== level
  const title = wrong ? fill(gettext('%(given)s is no level; %(level)s holds'), { given, level }) : given ? fill(gettext('rules of version %(version)s'), { version }) : gettext('no label of its own')
  const tone = wrong ? 'wait' : !given ? 'unsaid' : level === 'privileged' ? '' : 'accent'
  return h('span', { class: `badge ${tone}`, title }, icon(wrong ? 'warning' : LEVEL_ICONS[level], 'small'), wrong ? given : level, version !== 'latest' ? ` ${version}` : null)
}

/** @param {string} title @param {string} question @param {HTMLElement} body */
function section(title, question, body) {
  return h('section', { class: 'card security-section' }, h('div', { class: 'security-section-head' }, h('h2', null, title), h('span', { class: 'caption' }, question)), body)
}

/** @param {string[]} heads @param {(Node | string)[][]} rows */
function table(heads, rows) {
  return h('div', { class: 'security-table' }, h('table', { class: 'grid-table' }, h('thead', null, h('tr', null, heads.map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', null, rows.map((cells) => h('tr', null, cells.map((cell) => h('td', null, cell)))))))
}

/** @param {string} symbol @param {string} title @param {string} text @param {App} app */
function teach(symbol, title, text, app) {
  return h('div', { class: 'empty small' }, icon(symbol), h('h3', null, title), h('p', null, text),
    h('button', { type: 'button', class: 'button', on: { click: () => app.location.go('manifests') } }, gettext('Upload a manifest')))
}
