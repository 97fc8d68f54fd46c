// @ts-check
/** What an upload would change: diffs, new objects, whether there is room, and warnings. */
import { h, icon, replace } from '../dom/element.js'
import { count, cores, memory } from '../format/quantity.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { meter } from '../inspector/node-summary.js'
import { section } from '../inspector/parts.js'
import { marked } from '../inspector/scheduling.js'
import { showDiff } from '../view/diff.js'

/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./document.js').ManifestDocument} ManifestDocument */

const DIFFS_AT_ONCE = 12

export class ChangePanel {
  /** @param {Session} session */
  constructor(session) {
    this.session = session
    /** @type {"changed" | "new" | "same"} */
    this.tab = 'changed'
    /** @type {any} */
    this.drawn = null
    this.shown = DIFFS_AT_ONCE
    this.head = h('div', { class: 'change-head' })
    this.tabs = h('div', { class: 'tabs', role: 'tablist', 'aria-label': gettext('What would change') })
    this.tabs.addEventListener('click', (event) => this.choose(event))
    this.body = h('div', { class: 'change-body', id: 'change-panel', role: 'tabpanel', tabindex: 0 })
    this.element = h('aside', { class: 'change', 'aria-label': gettext('What would change') }, this.head, this.tabs, this.body)
  }

  draw() {
    const { answer } = this.session
    if (!answer || answer === this.drawn) return
    this.drawn = answer
    this.shown = DIFFS_AT_ONCE
    this.tab = answer.summary.changed ? 'changed' : answer.summary.new ? 'new' : 'same'
    const { summary } = answer
    const against = fill(gettext('against the cluster %(name)s at revision %(n)s'), { name: this.session.app.cluster.name, n: count(this.session.revision) })
    replace(this.head, h('h2', null, gettext('What would change')), h('p', { class: 'muted' }, against), h('div', { class: 'badges' },
      h('span', { class: `badge ${summary.new ? 'ok' : ''}` }, `+ ${fill(gettext('%(n)s new'), { n: count(summary.new) })}`),
      h('span', { class: `badge ${summary.changed ? 'wait' : ''}` }, `~ ${fill(gettext('%(n)s changed'), { n: count(summary.changed) })}`),
      h('span', { class: 'badge' }, `= ${fill(gettext('%(n)s same'), { n: count(summary.same) })}`)))
    this.drawBody()
  }

  drawBody() {
    const { answer } = this.session
    if (!answer) return
    const names = { changed: gettext('Changed'), new: gettext('New'), same: gettext('Same') }
    replace(this.tabs, Object.entries(names).map(([id, text]) => h('button', { type: 'button', role: 'tab', dataset: { tab: id }, 'aria-selected': String(id === this.tab), 'aria-controls': 'change-panel' }, text)))
    const documents = answer.documents.filter(({ verdict }) => verdict === this.tab)
    const lists = this.tab === 'changed' ? this.diffs(documents) : this.kinds(documents)
    replace(this.body, ...lists, capacity(answer.capacity), this.warnings(answer.documents))
  }

  /** @param {MouseEvent} event */
  choose(event) {
    const tab = event.target instanceof Element ? event.target.closest('[data-tab]') : null
    if (!(tab instanceof HTMLElement)) return
    this.tab = /** @type {any} */ (tab.dataset.tab)
    this.drawBody()
    const current = this.tabs.querySelector('[aria-selected="true"]')
    if (current instanceof HTMLElement) current.focus()
  }

  /** @param {ManifestDocument[]} documents */
  diffs(documents) {
    if (!documents.length) return [h('p', { class: 'muted' }, gettext('No object of the cluster would be changed.'))]
    const shown = documents.slice(0, this.shown).map((document) => section(`${document.kind} ${document.name}`, showDiff(document.diff, { label: fill(gettext('Changes of %(name)s'), { name: document.name }) })))
    const rest = documents.length - shown.length
    const more = h('button', { type: 'button', class: 'button', on: { click: () => { this.shown += 50; this.drawBody() } } }, fill(gettext('Show %(n)s more'), { n: count(Math.min(50, rest)) }))
    return rest > 0 ? [...shown, more] : shown
  }

  /** @param {ManifestDocument[]} documents */
  kinds(documents) {
    if (!documents.length) return [h('p', { class: 'muted' }, this.tab === 'new' ? gettext('Nothing would be made anew.') : gettext('No document equals what the cluster has.'))]
    /** @type {Map<string, ManifestDocument[]>} */
    const byKind = new Map()
    for (const document of documents) byKind.set(document.kind, [...(byKind.get(document.kind) ?? []), document])
    return [...byKind].map(([kind, some]) => section(`${kind} · ${some.length}`, h('ul', { class: 'labels' }, some.slice(0, 100).map((document) => h('li', null, this.link(document)))), some.length > 100 ? h('p', { class: 'caption' }, `+${count(some.length - 100)}`) : null))
  }

  /** @param {ManifestDocument} document */
  link(document) {
    return h('button', { type: 'button', class: 'label link', title: document.namespace, on: { click: () => this.session.select(this.session.documents.indexOf(document)) } }, document.name)
  }

  /** @param {ManifestDocument[]} documents */
  warnings(documents) {
    const all = documents.flatMap((document) => document.warnings.map((one) => ({ document, text: typeof one === 'string' ? one : one.message })))
    if (!all.length) return null
    return section(gettext('Warnings'), h('ul', { class: 'lines' }, all.slice(0, 50).map(({ document, text }) => h('li', null,
      h('span', { class: 'tone wait' }, icon('warning', 'small')), h('span', { class: 'grow' }, this.link(document), ' ', ...marked(text))))))
  }
}

/** @param {any} room the protocol's `capacity`: millicores, bytes, pods; or null */
function capacity(room) {
  if (!room || !(room.pods || room.cpu || room.memory)) return null
  const some = room.cpu || room.memory
  const need = !some ? gettext('The pods request neither cpu nor memory.') : fill(gettext('needs %(cpu)s cpu and %(memory)s more; %(free_cpu)s cpu and %(free_memory)s are free.'), { cpu: cores(room.cpu), memory: memory(room.memory), free_cpu: cores(room.free_cpu), free_memory: memory(room.free_memory) })
  const fits = room.fits ? fill(ngettext('The %(n)s pod fits.', 'All %(n)s pods fit.', room.pods), { n: count(room.pods) }) : fill(ngettext('The %(n)s pod does not fit.', 'Not all of the %(n)s pods fit: some will stay pending.', room.pods), { n: count(room.pods) })
  return section(gettext('Capacity'), h('p', { class: room.fits ? 'muted' : 'bad-words' }, need, ' ', fits),
    h('div', { class: 'meters' },
      some ? meter('cpu', room.cpu, room.free_cpu, cores) : null,
      some ? meter(gettext('memory'), room.memory, room.free_memory, memory) : null,
      room.free_pods === undefined ? null : meter(gettext('pods'), room.pods, room.free_pods, count)))
}
