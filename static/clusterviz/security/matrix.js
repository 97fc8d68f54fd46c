// @ts-check
/** The who-can matrix: a row for everybody who may do something, a cell for each verb with what gives it. */
import { h, icon, replace } from '../dom/element.js'
import { count } from '../format/quantity.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { VirtualList } from '../view/virtual.js'
import { grantCell, legend, Reason, subjectName } from './grant.js'
import { isSystem } from './fields.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {import('./grant.js').Grant} Grant */
/** @typedef {{subject: import('./fields.js').Subject, cells: (number | null)[]}} Row */
/** @typedef {{verbs: string[], rows: Row[], grants: Grant[], total: number}} Answer */
/** @typedef {{key: string, height: number, row?: Row, at?: number, heading?: string}} Item */

const ROW = 34
const HEADING = 30

export class Matrix {
  /** @param {HTMLElement} host @param {App} app */
  constructor(host, app) {
    this.app = app
    /** @type {Answer} */
    this.answer = { verbs: [], rows: [], grants: [], total: 0 }
    /** where the keyboard is: row and verb */
    this.at = { row: 0, verb: 0 }
    this.summary = h('p', { class: 'security-summary', 'aria-live': 'polite' })
    this.body = h('div', { class: 'security-grid-body' })
    this.reason = new Reason(app)
    this.card = h('div', { class: 'card security-card' }, this.body, this.reason.element)
    replace(host, h('div', { class: 'security-line' }, this.summary, legend()), this.card)
  }

  /** @param {Answer} answer @param {{group: string, resource: string, namespace: string, name: string}} asked */
  set(answer, asked) {
    this.answer = answer
    this.at = { row: Math.min(this.at.row, Math.max(0, answer.rows.length - 1)), verb: Math.min(this.at.verb, answer.verbs.length - 1) }
    this.summary.textContent = sentence(answer, asked)
    this.reason.clear()
    if (!answer.rows.length) return this.drawEmpty()
    this.drawGrid()
    this.list?.set(this.items())
  }

  drawEmpty() {
    this.list?.destroy()
    this.list = undefined
    replace(this.body, h('div', { class: 'empty' }, icon('lock'), h('h2', null, gettext('Nobody may do this')),
      h('p', null, gettext('No binding gives anybody a verb on it here. A RoleBinding in a namespace, or a ClusterRoleBinding for all of them, would add a row.')),
      h('button', { type: 'button', class: 'button primary', on: { click: () => this.app.location.go('manifests') } }, gettext('Upload a manifest'))))
  }

  drawGrid() {
    const head = h('div', { class: 'grant-row head', role: 'row' }, h('span', { role: 'columnheader' }, gettext('Who')),
      this.answer.verbs.map((verb) => h('span', { role: 'columnheader', class: 'grant-verb' }, broken(verb))), h('span', { role: 'columnheader', class: 'grant-by' }, gettext('By')))
    this.list?.destroy()
    this.scroller = h('div', { class: 'security-scroll', role: 'presentation' })
    const grid = h('div', { class: 'security-grid', role: 'grid', 'aria-label': gettext('Who can'), 'aria-rowcount': this.answer.rows.length + 1, style: { '--verbs': String(this.answer.verbs.length) } }, h('div', { role: 'rowgroup' }, head), this.scroller)
    grid.addEventListener('keydown', (event) => this.key(event))
    replace(this.body, grid)
    this.list = new VirtualList(this.scroller, (item) => this.render(/** @type {Item} */ (item)), { role: 'rowgroup' })
  }

  /** @returns {Item[]} */
  items() {
    /** @type {Item[]} */
    const items = []
    let last = ''
    this.answer.rows.forEach((row, at) => {
      const heading = isSystem(row.subject) ? gettext("Kubernetes' own") : gettext('People and programs')
      if (heading !== last) items.push({ key: `# ${heading}`, height: HEADING, heading })
      last = heading
      items.push({ key: row.subject.join('/'), height: ROW, row, at })
    })
    return items
  }

  /** @param {Item} item */
  render({ row, at = 0, heading }) {
    if (!row) return h('div', { class: 'grant-heading', role: 'row' }, h('span', { role: 'gridcell' }, heading ?? ''))
    const given = row.cells.map((place) => (place === null ? null : this.answer.grants[place]))
    const cells = given.map((grant, verb) => grantCell({ grant, verb: this.answer.verbs[verb], subject: row.subject, tab: at === this.at.row && verb === this.at.verb, pick: () => { this.at = { row: at, verb }; this.reason.show(grant, this.answer.verbs[verb], row.subject) }, open: () => grant && this.reason.open(grant.binding) }))
    const first = given.find(Boolean)
    return h('div', { class: 'grant-row', role: 'row', 'aria-rowindex': at + 2 }, subjectName(row.subject, this.app), cells,
      h('span', { role: 'gridcell', class: 'grant-by cut caption', title: first?.why }, first ? `${first.role[2]} ← ${first.binding[2]}` : ''))
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    /** @type {Record<string, [number, number]>} */
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0], Home: [0, -99], End: [0, 99] }
    const move = moves[event.key]
    if (!move) return
    event.preventDefault()
    this.at = { row: clamp(this.at.row + move[0], this.answer.rows.length), verb: clamp(this.at.verb + move[1], this.answer.verbs.length) }
    const key = this.answer.rows[this.at.row].subject.join('/')
    this.list?.reveal(key)
    this.list?.paint(true)
    const cell = this.list?.shown.get(key)?.querySelectorAll('[data-verb]')[this.at.verb]
    if (cell instanceof HTMLElement) cell.focus({ preventScroll: true })
  }

  destroy() {
    this.list?.destroy()
  }
}

/** @param {number} value @param {number} size */
function clamp(value, size) {
  return Math.max(0, Math.min(value, size - 1))
}

/** A long verb may break in two. @param {string} verb */
function broken(verb) {
  return verb.startsWith('delete') && verb.length > 6 ? ['delete', h('wbr'), verb.slice(6)] : verb
}

/** @param {Answer} answer @param {{group: string, resource: string, namespace: string, name: string}} asked */
function sentence({ rows, total }, { resource, namespace, name }) {
  const own = rows.filter(({ subject }) => isSystem(subject)).length
  const what = name ? `${resource} ${name}` : resource
  const place = namespace ? fill(gettext('in %(namespace)s'), { namespace }) : gettext('in the whole cluster')
  const who = fill(ngettext('%(n)s subject has rights on %(what)s %(place)s', '%(n)s subjects have rights on %(what)s %(place)s', total), { n: count(total), what, place })
  return own ? `${who}; ${fill(ngettext("%(n)s of them is Kubernetes' own.", "%(n)s of them are Kubernetes' own.", own), { n: count(own) })}` : `${who}.`
}
