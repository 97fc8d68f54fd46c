// @ts-check
/** The topology as a table: the same nodes in rows, for keyboards, screen readers and those who like to sort. */
import { h, replace } from '../dom/element.js'
import { cores, count, memoryPair } from '../format/quantity.js'
import { fill, gettext } from '../format/words.js'
import { VirtualList } from '../view/virtual.js'
import { badgesOf } from './paint-badges.js'

/** @typedef {import('./node-item.js').NodeItem} NodeItem */
/** @typedef {{key: string, height: number, node: NodeItem}} Row */

const ROW = 32
const natural = new Intl.Collator('en', { numeric: true })
const BAD = { bad: 3, wait: 2, cordoned: 1, '': 0 }

/** @type {Record<string, (a: NodeItem, b: NodeItem) => number>} */
const ORDERS = {
  name: (a, b) => natural.compare(a.row.name, b.row.name),
  zone: (a, b) => natural.compare(a.row.zone, b.row.zone) || natural.compare(a.row.pool, b.row.pool),
  state: (a, b) => BAD[b.problem] - BAD[a.problem],
  pods: (a, b) => b.active - a.active,
  cpu: (a, b) => b.cpu / (b.row.cpu || 1) - a.cpu / (a.row.cpu || 1),
  memory: (a, b) => b.memory / (b.row.memory || 1) - a.memory / (a.row.memory || 1),
}

export class NodeTable {
  /** @param {(uid: string) => void} select */
  constructor(select) {
    this.order = 'zone'
    this.selected = ''
    /** @type {NodeItem[]} */
    this.nodes = []
    this.head = h('div', { class: 'node-row head', role: 'row' })
    this.body = h('div', { class: 'node-rows', role: 'rowgroup', tabindex: 0, 'aria-label': gettext('Nodes') })
    this.element = h('div', { class: 'card node-table', role: 'table', 'aria-label': gettext('Nodes') }, h('div', { class: 'node-head', role: 'rowgroup' }, this.head), this.body)
    this.list = new VirtualList(this.body, (/** @type {Row} */ row) => this.row(row.node), { role: 'presentation' })
    this.body.addEventListener('click', (event) => {
      const row = event.target instanceof Element ? event.target.closest('[data-uid]') : null
      if (row instanceof HTMLElement) select(row.dataset.uid ?? '')
    })
    this.drawHead()
  }

  stop() {
    this.list.destroy()
  }

  drawHead() {
    /** @type {[string, string][]} */
    const columns = [['name', gettext('Node')], ['zone', gettext('Zone and pool')], ['state', gettext('State')], ['pods', gettext('Pods')], ['cpu', gettext('CPU requested')], ['memory', gettext('Memory requested')]]
    replace(this.head, columns.map(([key, text]) => h('span', { role: 'columnheader', 'aria-sort': this.order === key ? 'ascending' : 'none' },
      h('button', { type: 'button', class: 'link', on: { click: () => this.sort(key) } }, text, this.order === key ? ' ↓' : ''))))
  }

  /** @param {string} key */
  sort(key) {
    this.order = key
    this.drawHead()
    this.show(this.nodes, this.selected)
  }

  /** @param {Iterable<NodeItem>} nodes @param {string} selected uid */
  show(nodes, selected) {
    this.selected = selected
    const order = ORDERS[this.order]
    this.nodes = [...nodes].sort((a, b) => order(a, b) || ORDERS.name(a, b))
    this.list.set(this.nodes.map((node) => ({ key: node.row.uid, height: ROW, node })))
  }

  /** @param {NodeItem} node */
  row(node) {
    const { row } = node
    const memory = memoryPair(node.memory, row.memory)
    const cells = [
      h('button', { type: 'button', class: 'link cut' }, row.name), h('span', { class: 'cut' }, [row.zone, row.pool].filter(Boolean).join(' · ')),
      h('span', { class: 'states' }, state(node)), `${count(node.active)} / ${count(row.pods)}`,
      gauge(node.cpu / (row.cpu || 1), fill(gettext('%(part)s of %(whole)s'), { part: cores(node.cpu), whole: cores(row.cpu) })),
      gauge(node.memory / (row.memory || 1), `${fill(gettext('%(part)s of %(whole)s'), memory)} ${memory.unit}`),
    ]
    const isSelected = row.uid === this.selected
    return h('div', { class: `node-row${isSelected ? ' selected' : ''}`, role: 'row', dataset: { uid: row.uid }, 'aria-selected': String(isSelected) }, cells.map((cell) => h('span', { role: 'cell' }, cell)))
  }
}

/** @param {NodeItem} node */
function state(node) {
  const badges = badgesOf(node).map(({ text, tone }) => h('span', { class: `badge ${tone}` }, h('span', { class: 'cut' }, text)))
  return node.isReady ? [h('span', { class: 'badge ok' }, gettext('Ready')), ...badges] : badges
}

/** @param {number} share @param {string} text */
function gauge(share, text) {
  const width = `${Math.round(Math.min(1, share) * 100)}%`
  return h('span', { class: 'gauge-cell' }, h('span', { class: 'track', 'aria-hidden': 'true' }, h('span', { class: 'part', style: { width } })), h('span', null, text))
}
