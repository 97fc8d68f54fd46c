// @ts-check
/**
 * A text area over its own coloured copy: native editing, undo and accessibility, with the colours underneath.
 */
import { h } from '../dom/element.js'
import { spans } from './code.js'
import { colourLines } from './yaml.js'

/** @typedef {{line: number, message: string}} Mark  line counted from 1 */

const COLOURED_UP_TO = 200_000

export class Editor {
  /**
   * @param {string} text
   * @param {{label: string, onInput?: () => void, first?: number}} options
   */
  constructor(text, options) {
    this.first = options.first ?? 1
    /** @type {Map<number, string>} */ this.marks = new Map()
    this.area = /** @type {HTMLTextAreaElement} */ (
      h('textarea', {
        class: 'editor-area',
        spellcheck: 'false',
        autocapitalize: 'off',
        autocomplete: 'off',
        wrap: 'off',
        'aria-label': options.label,
        on: {
          input: () => {
            this.schedule()
            options.onInput?.()
          },
          keydown: (/** @type {KeyboardEvent} */ event) => this.indent(event),
        },
      })
    )
    this.area.value = text
    this.copy = h('div', { class: 'editor-copy', 'aria-hidden': 'true' })
    this.gutter = h('div', { class: 'editor-gutter', 'aria-hidden': 'true' })
    this.element = h('div', { class: 'editor' }, this.gutter, h('div', { class: 'editor-body' }, this.copy, this.area))
    this.frame = 0
    this.draw()
  }

  get text() {
    return this.area.value
  }

  set text(value) {
    this.area.value = value
    this.draw()
  }

  schedule() {
    cancelAnimationFrame(this.frame)
    this.frame = requestAnimationFrame(() => this.draw())
  }

  draw() {
    const lines = this.area.value.split('\n')
    const plain = this.area.value.length > COLOURED_UP_TO
    /** @type {import('./yaml.js').Token[][]} */
    const tokens = plain ? lines.map((line) => [['', line]]) : colourLines(lines)
    this.copy.replaceChildren(...tokens.map((line, i) => this.copyRow(line, i + this.first)))
    this.gutter.replaceChildren(...lines.map((_, i) => this.numberRow(i + this.first)))
  }

  /**
   * @param {import('./yaml.js').Token[]} line
   * @param {number} number
   */
  copyRow(line, number) {
    const marked = this.marks.has(number)
    return h('div', { class: marked ? 'editor-line error' : 'editor-line' }, spans(line, marked ? 0 : -1), '\u200b')
  }

  /** @param {number} number */
  numberRow(number) {
    const message = this.marks.get(number)
    return h('div', { class: message ? 'editor-number error' : 'editor-number', title: message }, number)
  }

  /** @param {Mark[]} marks */
  mark(marks) {
    this.marks = new Map(marks.map(({ line, message }) => [line, message]))
    this.draw()
  }

  /**
   * Puts the caret at a line and brings it into view.
   * @param {number} line
   * @param {number} [column]
   */
  goTo(line, column = 1) {
    const lines = this.area.value.split('\n')
    const before = lines.slice(0, line - this.first).reduce((sum, text) => sum + text.length + 1, 0)
    this.area.focus()
    this.area.setSelectionRange(before + column - 1, before + column - 1)
    this.copy.children[line - this.first]?.scrollIntoView({ block: 'center' })
  }

  /**
   * Enter keeps the indent, Ctrl-] indents. Tab is left alone: the keyboard must be able to leave the editor.
   * @param {KeyboardEvent} event
   */
  indent(event) {
    const { selectionStart: at, value } = this.area
    const line = value.slice(value.lastIndexOf('\n', at - 1) + 1, at)
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault()
      const deeper = /:\s*$/.test(line) ? '  ' : ''
      document.execCommand("insertText", false, `\n${/^\s*/.exec(line)?.[0] ?? ''}${deeper}`)
    } else if (event.key === ']' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      document.execCommand('insertText', false, '  ')
    }
  }
}
