// @ts-check
/** The tab "Audit": every request, the newest first; more come as one scrolls, news as they happen. */
import { h, icon, replace } from '../dom/element.js'
import { gettext } from '../format/words.js'
import { failure, skeleton } from '../inspector/parts.js'
import { VirtualList } from '../view/virtual.js'
import { entryRow, entryText, textHeight } from './audit-rows.js'
import { AuditTools } from './audit-tools.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {import('./audit-rows.js').Entry} Entry */
/** @typedef {{key: string, height: number, entry: Entry}} Item */
/** @typedef {{entries: Entry[], more: boolean, written: number, lost: number, deleted: number}} Answer */

const ROW = 50
const EVERY = 2000
const NEAR = 400

export class AuditTab {
  /** @param {HTMLElement} host @param {App} app */
  constructor(host, app) {
    this.app = app
    /** @type {Entry[]} */
    this.entries = []
    /** @type {Set<string>} */
    this.opened = new Set()
    this.more = false
    this.busy = false
    this.asking = new AbortController()
    this.tools = new AuditTools(app)
    this.notice = h('div', null, skeleton(8))
    this.scroller = h('div', { class: 'security-scroll', tabindex: 0, role: 'region', 'aria-label': gettext('Audit'), hidden: true })
    replace(host, this.tools.element, h('div', { class: 'card security-card' }, this.notice, this.scroller))
    this.list = new VirtualList(this.scroller, (item) => this.render(/** @type {Item} */ (item).entry), { role: 'list' })
    this.scroller.addEventListener('scroll', () => this.scrolled(), { passive: true })
    this.timer = setInterval(() => this.poll(), EVERY)
    this.restart()
  }

  /** Forgets what is shown and asks anew. */
  async restart() {
    this.asking.abort()
    this.asking = new AbortController()
    this.busy = false
    const answer = await this.fetch({})
    if (!answer) return
    this.entries = answer.entries
    this.more = answer.more
    this.scroller.scrollTop = 0
    this.draw(answer, false)
  }

  /** @param {Record<string, any>} query @returns {Promise<Answer | null>} null when it failed or another is under way */
  async fetch(query) {
    if (this.busy) return null
    this.busy = true
    const { signal } = this.asking
    try {
      const answer = await this.app.api.get('security/audit', { ...this.tools.wish(), time: this.app.past.time, ...query }, signal)
      return signal.aborted ? null : answer
    } catch (error) {
      if (!signal.aborted && !this.entries.length) replace(this.notice, failure(/** @type {Error} */ (error), () => this.restart()))
      return null
    } finally {
      if (!signal.aborted) this.busy = false
    }
  }

  /** News, in front of what is shown; when more came than one answer holds, the stream begins anew. */
  async poll() {
    if (document.hidden || this.app.past.time !== null) return
    const answer = await this.fetch({})
    if (!answer) return
    const newest = this.entries[0]?.id ?? 0
    const fresh = answer.entries.filter(({ id }) => id > newest)
    if (!fresh.length) return this.tools.tell(answer)
    if (fresh.length < answer.entries.length) this.entries = [...fresh, ...this.entries]
    else [this.entries, this.more] = [answer.entries, answer.more]
    this.draw(answer, this.scroller.scrollTop > 4)
  }

  async scrolled() {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller
    if (!this.more || scrollTop + clientHeight < scrollHeight - NEAR) return
    const answer = await this.fetch({ before: this.entries[this.entries.length - 1]?.id })
    if (!answer) return
    this.entries = [...this.entries, ...answer.entries]
    this.more = answer.more
    this.draw(answer, true)
  }

  /** @param {Answer} answer @param {boolean} anchored */
  draw(answer, anchored) {
    this.tools.tell(answer)
    const none = !this.entries.length
    this.notice.hidden = !none
    this.scroller.hidden = none
    if (none) this.drawEmpty(answer.written > 0)
    this.drawList(anchored)
  }

  /** @param {boolean} anchored */
  drawList(anchored) {
    this.list.set(this.entries.map((entry) => ({ key: String(entry.id), height: this.opened.has(String(entry.id)) ? ROW + textHeight(entryText(entry)) : ROW, entry })), anchored)
  }

  /** @param {Entry} entry */
  render(entry) {
    const key = String(entry.id)
    return entryRow(this.app, entry, this.opened.has(key), () => {
      if (!this.opened.delete(key)) this.opened.add(key)
      this.drawList(true)
      const button = this.list.shown.get(key)?.querySelector('[aria-expanded]')
      if (button instanceof HTMLElement) button.focus()
    })
  }

  /** @param {boolean} filtered */
  drawEmpty(filtered) {
    const clear = h('button', { type: 'button', class: 'button primary', on: { click: () => this.tools.clear() } }, gettext('Clear the filters'))
    replace(this.notice, h('div', { class: 'empty' }, icon('receipt_long'), h('h2', null, filtered ? gettext('No entry matches') : gettext('Nobody has asked for anything yet')),
      h('p', null, filtered ? gettext('There are entries, but none that all of the filters let through.') : gettext('Every request to the Kubernetes API, and what people do on the dashboard, leaves an entry here: who, what, from where, and by which binding it was allowed. Try it:')),
      filtered ? clear : h('code', null, 'KUBECONFIG=var/kubeconfig kubectl get pods -A')))
  }

  refresh() {
    if (this.app.past.time !== null || this.shownPast) this.restart()
    this.shownPast = this.app.past.time !== null
  }

  /** @param {Set<string>} changed */
  moved(changed) {
    if (!this.tools.concerns(changed)) return
    this.tools.draw()
    this.restart()
  }

  stop() {
    clearInterval(this.timer)
    this.asking.abort()
    this.list.destroy()
  }
}
