// @ts-check
/** The Events page: what happened, as a stream that can be filtered, or object by object. */
import { h, icon, replace } from '../dom/element.js'
import { pageHead } from '../frame/page-head.js'
import { count } from '../format/quantity.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { VirtualList } from '../view/virtual.js'
import { choose, group } from './filter.js'
import { eventRow, groupRow } from './rows.js'
import { Toolbar } from './toolbar.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {import('../stream/rows.js').EventRow} EventRow */
/** @typedef {{key: string, height: number, event?: EventRow, group?: import('./filter.js').Group, inside?: boolean}} Item */

const ROW = 50
const INSIDE = 46
const DRAW_EVERY = 200

class EventsPage {
  /** @param {HTMLElement} host @param {App} app */
  constructor(host, app) {
    this.app = app
    /** @type {Set<string>} keys of the groups that are open */
    this.opened = new Set()
    /** @type {Set<string>} */
    this.seen = new Set()
    this.unseen = 0
    this.toolbar = new Toolbar(app)
    this.total = h('span', { class: 'question', 'aria-live': 'off' })
    this.scroller = h('div', { class: 'events-scroll', tabindex: 0, role: 'region', 'aria-label': gettext('Events') })
    this.fresh = h('button', { type: 'button', class: 'button primary events-fresh', hidden: true, on: { click: () => this.toTop() } })
    this.empty = h('div', { class: 'empty', hidden: true })
    const head = pageHead(gettext('Events'), gettext('what happened?'), this.toolbar.layout)
    head.querySelector('.question')?.after(this.total)
    replace(host, head, this.toolbar.element, h('div', { class: 'card events-card' }, this.scroller, this.fresh, this.empty))
    this.list = new VirtualList(this.scroller, (item) => this.render(/** @type {Item} */ (item)), { role: 'list' })
    this.scroller.addEventListener('scroll', () => { if (this.scroller.scrollTop <= 4) this.caughtUp() }, { passive: true })
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined
    this.ends = [
      app.store.subscribe(['events'], () => { this.timer ??= setTimeout(() => this.draw(true), DRAW_EVERY) }),
      app.location.on((_page, _params, changed) => { if (['type', 'reason', 'ns', 'q', 'by'].some((name) => changed.has(name))) this.draw(false) }),
    ]
    this.draw(false)
  }

  /** @param {boolean} anchored whether the reader's place is kept: yes for news, no for another filter */
  draw(anchored) {
    clearTimeout(this.timer)
    this.timer = undefined
    const all = this.app.store.events
    const rows = choose(all.values(), this.toolbar.wish())
    this.toolbar.draw()
    this.total.textContent = totals(rows)
    this.list.set(this.items(rows), anchored)
    if (!anchored) this.scroller.scrollTop = 0
    this.news(rows, anchored)
    this.showEmpty(rows.length === 0 && this.app.store.loaded, all.size > 0)
  }

  /** @param {EventRow[]} rows @returns {Item[]} */
  items(rows) {
    if (!this.toolbar.grouped) return rows.map((event) => ({ key: event.uid, height: ROW, event }))
    return group(rows).flatMap((one) => {
      const key = `group:${one.subject || one.object}`
      const head = { key, height: ROW, group: one }
      return this.opened.has(key) ? [head, ...one.events.map((event) => ({ key: event.uid, height: INSIDE, event, inside: true }))] : [head]
    })
  }

  /** @param {Item} item */
  render(item) {
    if (item.event) return eventRow(this.app, item.event, item.inside)
    const one = /** @type {import('./filter.js').Group} */ (item.group)
    return groupRow(this.app, one, this.opened.has(item.key), () => this.toggle(item.key))
  }

  /** @param {string} key */
  toggle(key) {
    if (!this.opened.delete(key)) this.opened.add(key)
    this.draw(true)
    const button = this.list.shown.get(key)?.querySelector('[aria-expanded]')
    if (button instanceof HTMLElement) button.focus()
  }

  /** Counts what came in above the reader's place. @param {EventRow[]} rows @param {boolean} anchored */
  news(rows, anchored) {
    const fresh = rows.filter((row) => !this.seen.has(row.uid)).length
    if (!anchored || this.scroller.scrollTop <= 4) return this.caughtUp()
    this.unseen = fresh
    this.fresh.hidden = fresh === 0
    replace(this.fresh, icon('arrow_upward', 'small'), fill(ngettext('%(n)s new event', '%(n)s new events', fresh), { n: count(fresh) }))
  }

  caughtUp() {
    this.seen = new Set(this.app.store.events.keys())
    this.fresh.hidden = true
  }

  toTop() {
    this.scroller.scrollTop = 0
    this.caughtUp()
    this.scroller.focus()
  }

  /** @param {boolean} none @param {boolean} filtered whether there would be events without the filter */
  showEmpty(none, filtered) {
    this.empty.hidden = !none
    this.scroller.hidden = none
    if (!none) return
    const clear = h('button', { type: 'button', class: 'button primary', on: { click: () => this.toolbar.clear() } }, gettext('Clear the filters'))
    const upload = h('button', { type: 'button', class: 'button primary', on: { click: () => this.app.location.go('manifests') } }, gettext('Upload a manifest'))
    replace(this.empty, icon('notifications_off'),
      h('h2', null, filtered ? gettext('No event matches') : gettext('Nothing has happened yet')),
      h('p', null, filtered ? gettext('There are events, but none that all of the filters let through.') : gettext('Scheduler, kubelets and controllers tell here what they do: pods scheduled, images pulled, containers started, probes failed. Kubernetes keeps an event for an hour.')),
      filtered ? clear : upload)
  }

  stop() {
    clearTimeout(this.timer)
    for (const end of this.ends) end()
    this.toolbar.stop()
    this.list.destroy()
  }
}

/** @param {EventRow[]} rows */
function totals(rows) {
  const warnings = rows.filter((row) => row.type === 'Warning').length
  const all = fill(ngettext('%(n)s event', '%(n)s events', rows.length), { n: count(rows.length) })
  return warnings ? `${all} · ${fill(ngettext('%(n)s warning', '%(n)s warnings', warnings), { n: count(warnings) })}` : all
}

/** @type {EventsPage | null} */
let page = null

/** @param {HTMLElement} host @param {App} app */
export function start(host, app) {
  page = new EventsPage(host, app)
}

export function stop() {
  page?.stop()
  page = null
}
