// @ts-check
/** The documents of an upload with their verdicts. */
import { h, icon } from '../dom/element.js'
import { gettext } from '../format/words.js'
import { VirtualList } from '../view/virtual.js'
import { titleOf, verdictOf } from './document.js'

/** @typedef {import('./document.js').ManifestDocument} ManifestDocument */
/** @typedef {import('./session.js').Session} Session */
/** @typedef {{key: string, height: number, document: ManifestDocument}} Item */

const ROW = 37

export class DocumentList {
  /** @param {Session} session */
  constructor(session) {
    this.session = session
    this.element = h('div', { class: 'card documents' })
    this.scroller = h('div', { class: 'documents-scroll', role: 'region', 'aria-label': gettext('Documents') })
    this.element.append(this.scroller)
    this.list = new VirtualList(this.scroller, (item) => this.row(/** @type {Item} */ (item)), { role: 'list' })
    this.scroller.addEventListener('keydown', (event) => this.key(event))
    /** @type {ManifestDocument[] | null} */
    this.drawn = null
  }

  draw() {
    const { documents } = this.session
    if (documents !== this.drawn) this.list.set(documents.map((document) => ({ key: String(document.index), height: ROW, document })), true)
    else this.list.paint(true)
    this.drawn = documents
    const { document } = this.session
    if (document) this.list.reveal(String(document.index))
  }

  /** @param {Item} item */
  row({ document }) {
    const chosen = document === this.session.document
    const { text, tone, symbol, colour } = verdictOf(document)
    const at = this.session.documents.indexOf(document)
    const several = new Set(this.session.documents.map(({ file }) => file)).size > 1
    const button = h('button', { type: 'button', class: 'document', 'aria-current': chosen ? 'true' : null, tabindex: chosen ? 0 : -1, on: { click: () => this.session.select(at) } },
      h('span', { class: `tone ${colour}` }, icon(symbol)),
      h('span', { class: 'document-name' }, h('b', { class: 'cut' }, titleOf(document)), h('span', { class: 'caption cut' }, document.kind || gettext('cannot be read'), several ? ` · ${document.file}` : '')),
      h('span', { class: `badge ${tone}` }, text))
    return h('div', { role: 'listitem' }, button)
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { selected, documents } = this.session
    const to = /** @type {Record<string, number>} */ ({ ArrowDown: selected + 1, ArrowUp: selected - 1, Home: 0, End: documents.length - 1 })[event.key]
    if (to === undefined) return
    event.preventDefault()
    this.session.select(to)
    const current = this.scroller.querySelector('[aria-current="true"]')
    if (current instanceof HTMLElement) current.focus({ preventScroll: true })
  }

  stop() {
    this.list.destroy()
  }
}
