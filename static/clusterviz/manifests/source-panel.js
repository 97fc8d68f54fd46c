// @ts-check
/** The source of one document, its errors under their lines, a remedy where there is one, and an editor. */
import { h, icon, replace } from '../dom/element.js'
import { fill, gettext } from '../format/words.js'
import { revealLine, showCode } from '../view/code.js'
import { Editor } from '../view/editor.js'
import { LONGEST_SOURCE, titleOf } from './document.js'
import { placeOf } from './rewrite.js'

/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./document.js').ManifestDocument} ManifestDocument */
/** @typedef {import('./document.js').Fault} Fault */

export class SourcePanel {
  /** @param {Session} session */
  constructor(session) {
    this.session = session
    /** @type {ManifestDocument | null} */
    this.drawn = null
    /** @type {Editor | null} */
    this.editor = null
    this.head = h('div', { class: 'source-head' })
    this.body = h('div', { class: 'source-body' })
    this.element = h('section', { class: 'card source', 'aria-label': gettext('Source') }, this.head, this.body)
  }

  draw() {
    const { document } = this.session
    if (document === this.drawn && !this.editor) return this.drawHead()
    if (document === this.drawn) return
    this.drawn = document
    this.editor = null
    this.drawHead()
    if (!document) return replace(this.body)
    const code = showCode(this.body, document.source, { first: document.line, label: document.file, notes: this.notes(document) })
    const [first] = document.errors
    if (first?.line) revealLine(code, first.line)
  }

  drawHead() {
    const { document, stage } = this.session
    if (!document) return replace(this.head)
    const busy = stage !== 'checked'
    const near = document.errors.filter((fault) => fault.suggestion)
    replace(this.head,
      h('span', { class: 'mono cut', title: document.file }, document.file),
      document.source ? h('span', { class: 'muted' }, fill(gettext('lines %(from)s–%(to)s'), { from: document.line, to: document.end_line })) : null,
      h('div', { class: 'source-tools' },
        near.length > 0 && h('button', { type: 'button', class: 'button', disabled: busy, on: { click: () => this.session.fix(document, near) } }, icon('auto_fix_high', 'small'), fixText(near)),
        h('button', { type: 'button', class: 'button', disabled: busy || !document.source || document.source.length >= LONGEST_SOURCE, on: { click: () => this.edit(document) } }, icon('edit', 'small'), gettext('Edit'))))
  }

  /** @param {ManifestDocument} document @returns {import('../view/code.js').Note[]} */
  notes(document) {
    const errors = document.errors.map((fault) => this.note(document, fault, 'error'))
    const warnings = document.warnings.filter((one) => typeof one === 'object').map((fault) => this.note(document, /** @type {Fault} */ (fault), 'warning'))
    return [...errors, ...warnings]
  }

  /** Without a line of its own, a fault stands at the document's first. @param {ManifestDocument} document @param {Fault} fault @param {"error" | "warning"} kind @returns {import('../view/code.js').Note} */
  note(document, fault, kind) {
    const line = fault.line >= document.line && fault.line <= document.end_line ? fault.line : document.line
    const said = fault.path && !fault.message.includes(fault.path) ? `${fault.path}: ${fault.message}` : fault.message
    const hint = fault.suggestion ? [' ', gettext('Did you mean'), ' ', h('button', { type: 'button', class: 'link', on: { click: () => this.session.fix(document, [fault]) } }, fault.suggestion), '?'] : []
    const at = fault.line && fault.column ? placeOf(document.source.split('\n')[line - document.line] ?? '', fault) : -1
    return { line, column: at + 1, kind, words: [said, ...hint] }
  }

  /** @param {ManifestDocument} document */
  edit(document) {
    const editor = (this.editor = new Editor(document.source.replace(/\n$/, ''), { label: fill(gettext('YAML of %(name)s'), { name: titleOf(document) }), first: document.line }))
    editor.mark(document.errors.filter((fault) => fault.line).map(({ line, message }) => ({ line, message })))
    const cancel = h('button', { type: 'button', class: 'button plain', on: { click: () => this.leave() } }, gettext('Cancel'))
    const check = h('button', { type: 'button', class: 'button primary', on: { click: () => this.send(document, editor.text) } }, icon('fact_check', 'small'), gettext('Check again'))
    replace(/** @type {Element} */ (this.head.querySelector('.source-tools')), cancel, check)
    replace(this.body, editor.element)
    editor.area.focus()
    if (document.errors[0]?.line) editor.goTo(document.errors[0].line, document.errors[0].column)
  }

  leave() {
    this.drawn = null
    this.editor = null
    this.draw()
  }

  /** @param {ManifestDocument} document @param {string} text */
  send(document, text) {
    this.leave()
    this.session.edit(document, text)
  }
}

/** @param {Fault[]} near */
function fixText(near) {
  return near.length === 1 ? fill(gettext('Use %(name)s'), { name: near[0].suggestion ?? '' }) : fill(gettext('Use the %(n)s suggested names'), { n: near.length })
}
