// @ts-check
/** The tree: families in lanes, only those in sight drawn. */
import { h, icon, replace } from '../dom/element.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { VirtualList } from '../view/virtual.js'
import { drawFamily } from './family.js'
import { LANES, layFamily } from './layout.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {import('./ownership.js').Family} Family */
/** @typedef {{title: string, text: string, button: {text: string, run: () => void}} | null} EmptyText */
/** @typedef {{key: string, height: number, namespace?: string, count?: number, family?: Family, block?: import('./layout.js').Block}} Item */

const PADDING = 15
const HEADING = 34

export class TreeView {
  /** @param {HTMLElement} host @param {App} app @param {import('./ownership.js').Ownership} ownership */
  constructor(host, app, ownership) {
    this.app = app
    this.ownership = ownership
    /** @type {Set<string>} uids of roots whose earlier revisions are shown */
    this.unfolded = new Set()
    /** @type {Family[]} */
    this.families = []
    /** @type {EmptyText} */
    this.emptyText = null
    this.lanes = h('div', { class: 'lanes caption', 'aria-hidden': 'true' },
      [gettext('Deployment, StatefulSet, CronJob …'), gettext('ReplicaSet, Job'), gettext('Pods')].map((text, i) => h('span', { style: { left: `${PADDING + LANES[i]}px` } }, text)))
    this.scroller = h('div', { class: 'tree', role: 'region', 'aria-label': gettext('Workloads and what they own') })
    this.empty = h('div', { class: 'empty', hidden: true })
    replace(host, this.lanes, this.scroller, this.empty)
    this.list = new VirtualList(this.scroller, (item) => this.render(/** @type {Item} */ (item)), { overscan: 300 })
    this.width = 0
    /** whether rows have been shown: the first time the selection is brought into view */
    this.shown = false
    this.resize = new ResizeObserver(() => this.fit())
    this.resize.observe(this.scroller)
  }

  fit() {
    const width = Math.max(LANES[2] + 90, this.scroller.clientWidth - 2 * PADDING)
    if (width === this.width) return
    this.width = width
    this.set(this.families, this.emptyText)
  }

  /** @param {Family[]} families @param {EmptyText} emptyText */
  set(families, emptyText) {
    this.families = families
    this.emptyText = emptyText
    const none = !families.length && emptyText !== null
    this.scroller.hidden = this.lanes.hidden = none
    this.empty.hidden = !none
    if (none) return showEmpty(this.empty, emptyText)
    if (!this.width) return
    this.list.set(this.items(), true)
    if (!this.shown && families.length) this.select()
    this.shown ||= families.length > 0
  }

  /** @returns {Item[]} */
  items() {
    const counts = new Map()
    for (const { root } of this.families) counts.set(root.namespace, (counts.get(root.namespace) ?? 0) + 1)
    /** @type {Item[]} */
    const items = []
    let namespace = ''
    for (const family of this.families) {
      if (counts.size > 1 && family.root.namespace !== namespace) {
        namespace = family.root.namespace
        items.push({ key: `ns:${namespace}`, height: HEADING, namespace, count: counts.get(namespace) })
      }
      const block = layFamily(family.root, family.children, { pods: (uid) => this.ownership.podCount(uid), width: this.width, unfolded: this.unfolded.has(family.root.uid) })
      items.push({ key: family.root.uid, height: block.height, family, block })
    }
    return items
  }

  /** @param {Item} item */
  render(item) {
    if (!item.family || !item.block) return this.heading(item)
    const focus = focusIn(item.family.root.uid)
    const element = drawFamily({ app: this.app, ownership: this.ownership, family: item.family, block: item.block, unfolded: this.unfolded.has(item.key), fold: () => this.fold(item.key) })
    if (focus) queueMicrotask(() => focus(element))
    return element
  }

  /** @param {Item} item */
  heading({ namespace = '', count = 0 }) {
    return h('h2', { class: 'tree-namespace' }, icon('folder', 'small'), namespace, h('span', { class: 'caption' }, fill(ngettext('%(n)s workload', '%(n)s workloads', count), { n: count })))
  }

  /** @param {string} uid */
  fold(uid) {
    if (!this.unfolded.delete(uid)) this.unfolded.add(uid)
    this.list.set(this.items(), true)
  }

  /** The selected object's family is drawn anew and brought into view. */
  select() {
    this.list.paint(true)
    const root = this.ownership.rootOf(this.app.selection()?.uid ?? '')
    if (root) this.list.reveal(root.uid)
  }

  destroy() {
    this.resize.disconnect()
    this.list.destroy()
  }
}

/** What brings the focus back into a family that is drawn anew. @param {string} uid @returns {((element: HTMLElement) => void) | null} */
function focusIn(uid) {
  const active = document.activeElement
  const name = active instanceof HTMLElement ? active.dataset.uid : undefined
  if (!name || !active?.closest(`[data-family="${CSS.escape(uid)}"]`)) return null
  return (element) => /** @type {HTMLElement | null} */ (element.querySelector(`[data-uid="${CSS.escape(name)}"]`))?.focus({ preventScroll: true })
}

/** @param {HTMLElement} host @param {NonNullable<EmptyText>} text */
export function showEmpty(host, { title, text, button }) {
  replace(host, icon('account_tree'), h('h2', null, title), h('p', null, text), h('button', { type: 'button', class: 'button primary', on: { click: button.run } }, button.text))
}
