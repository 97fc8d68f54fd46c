// @ts-check
/** The same workloads as a table that can be sorted. */
import { h, icon, replace } from '../dom/element.js'
import { age } from '../format/quantity.js'
import { gettext } from '../format/words.js'
import { workloadKey } from '../stream/keys.js'
import { VirtualList } from '../view/virtual.js'
import { isRolling, progressOf } from './progress.js'
import { showEmpty } from './tree.js'

/** @typedef {import('./ownership.js').Family} Family */
/** @typedef {import('../stream/rows.js').WorkloadRow} WorkloadRow */
/** @typedef {{name: string, text: string, read: (row: WorkloadRow) => string | number}} Column */
/** @typedef {{key: string, height: number, family: Family}} Item */

const ROW = 32

/** @returns {Column[]} */
function columns() {
  return [
    { name: 'kind', text: gettext('Kind'), read: (row) => row.kind },
    { name: 'name', text: gettext('Name'), read: (row) => row.name },
    { name: 'namespace', text: gettext('Namespace'), read: (row) => row.namespace },
    { name: 'ready', text: gettext('Ready'), read: (row) => row.ready / Math.max(1, row.desired) },
    { name: 'updated', text: gettext('Up to date'), read: (row) => row.updated },
    { name: 'available', text: gettext('Available'), read: (row) => row.available },
    { name: 'image', text: gettext('Image'), read: (row) => row.image },
    { name: 'age', text: gettext('Age'), read: (row) => row.created },
    { name: 'status', text: gettext('Status'), read: (row) => row.status },
  ]
}

export class TableView {
  /** @param {HTMLElement} host @param {import('../app.js').App} app */
  constructor(host, app) {
    this.app = app
    this.columns = columns()
    this.sort = { name: '', down: false }
    /** @type {Family[]} */
    this.families = []
    this.head = h('div', { class: 'workload-row head', role: 'row' })
    this.scroller = h('div', { class: 'table-scroll', role: 'presentation' })
    this.empty = h('div', { class: 'empty', hidden: true })
    this.table = h('div', { class: 'workload-table', role: 'table', 'aria-label': gettext('Workloads') }, h('div', { role: 'rowgroup' }, this.head), this.scroller)
    replace(host, this.table, this.empty)
    this.list = new VirtualList(this.scroller, (item) => this.render(/** @type {Item} */ (item).family), { role: 'rowgroup' })
    this.drawHead()
  }

  drawHead() {
    replace(this.head, this.columns.map(({ name, text }) => {
      const on = this.sort.name === name
      const order = on ? (this.sort.down ? 'descending' : 'ascending') : 'none'
      return h('span', { role: 'columnheader', 'aria-sort': order }, h('button', { type: 'button', class: 'sort', on: { click: () => this.sortBy(name) } }, text, on ? icon(this.sort.down ? 'arrow_downward' : 'arrow_upward', 'small') : null))
    }))
  }

  /** @param {string} name */
  sortBy(name) {
    this.sort = this.sort.name !== name ? { name, down: false } : this.sort.down ? { name: '', down: false } : { name, down: true }
    const at = this.columns.findIndex((column) => column.name === name)
    this.drawHead()
    this.head.querySelectorAll('button')[at]?.focus()
    this.list.set(this.items())
  }

  /** @param {Family[]} families @param {import('./tree.js').EmptyText} emptyText */
  set(families, emptyText) {
    this.families = families.filter(({ root }) => root.kind !== 'Pod')
    const none = !families.length && emptyText !== null
    this.table.hidden = none
    this.empty.hidden = !none
    if (none) showEmpty(this.empty, emptyText)
    else this.list.set(this.items(), true)
  }

  /** @returns {Item[]} */
  items() {
    const column = this.columns.find(({ name }) => name === this.sort.name)
    const sorted = column ? [...this.families].sort((a, b) => compare(column.read(a.root), column.read(b.root)) * (this.sort.down ? -1 : 1)) : this.families
    return sorted.map((family) => ({ key: family.root.uid, height: ROW, family }))
  }

  /** @param {Family} family */
  render({ root, children }) {
    const progress = progressOf(root, children)
    const selected = this.app.selection()?.uid === root.uid
    const name = h('button', { type: 'button', class: 'link', dataset: { uid: root.uid }, on: { click: () => this.app.select(workloadKey(root)) } }, root.name)
    const now = (this.app.past.time ?? this.app.clock.now()) / 1e6
    const word = isRolling(root, children) || root.paused ? progress.text : root.status || progress.text
    const cells = [root.kind, name, root.namespace, `${root.ready} / ${root.desired}`, root.updated, root.available, h('span', { class: 'mono', title: root.image }, root.image), age(now - root.created),
      h('span', { class: `workload-progress ${progress.tone}` }, word)]
    return h('div', { class: `workload-row ${selected ? 'selected' : ''}`, role: 'row' }, cells.map((cell) => h('span', { role: 'cell', class: 'cut' }, cell)))
  }

  select() {
    this.list.paint(true)
  }

  destroy() {
    this.list.destroy()
  }
}

/** @param {string | number} a @param {string | number} b */
function compare(a, b) {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a).localeCompare(String(b), 'en', { numeric: true })
}
