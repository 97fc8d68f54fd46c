// @ts-check
/**
 * Source with line numbers, colours, and notes (errors, warnings) under the line they are about.
 */
import { h } from '../dom/element.js'
import { colourLines } from './yaml.js'

/**
 * @typedef {object} Note
 * @property {number} line  the line's own number, as in the file
 * @property {number} [column]  1-based; 0 or absent marks the whole line's text
 * @property {"error" | "warning"} kind
 * @property {(Node | string)[]} words
 */
/** @typedef {import("./yaml.js").Token} Token */

const CHUNK = 200
const LINE_HEIGHT = 19

/**
 * Fills `host` with the source. Long sources are filled in chunks when they come near the view.
 * @param {HTMLElement} host
 * @param {string} text
 * @param {{first?: number, notes?: Note[], label?: string}} [options]
 */
export function showCode(host, text, options = {}) {
  const first = options.first ?? 1
  const lines = text.replace(/\n$/, '').split('\n')
  const tokens = colourLines(lines)
  const notes = byLine(options.notes ?? [])
  const code = h('div', { class: 'code', role: 'region', tabindex: 0, 'aria-label': options.label })
  code.style.setProperty('--gutter', `${Math.max(2, String(first + lines.length).length)}ch`)
  for (let from = 0; from < tokens.length; from += CHUNK) {
    code.append(chunk(tokens.slice(from, from + CHUNK), first + from, notes, from > 0))
  }
  host.replaceChildren(code)
  return code
}

/** @param {Note[]} notes */
function byLine(notes) {
  /** @type {Map<number, Note[]>} */
  const map = new Map()
  for (const note of notes) map.set(note.line, [...(map.get(note.line) ?? []), note])
  return map
}

/**
 * @param {Token[][]} tokens
 * @param {number} first
 * @param {Map<number, Note[]>} notes
 * @param {boolean} lazy
 */
function chunk(tokens, first, notes, lazy) {
  const block = h('div', { class: 'code-chunk' })
  const draw = () => block.replaceChildren(...tokens.flatMap((line, i) => row(line, first + i, notes.get(first + i) ?? [])))
  const noted = tokens.some((_, i) => notes.has(first + i))
  if (!lazy || noted) draw()
  else whenNear(block, tokens.length * LINE_HEIGHT, draw)
  return block
}

/**
 * @param {HTMLElement} block
 * @param {number} height
 * @param {() => void} draw
 */
function whenNear(block, height, draw) {
  block.style.height = `${height}px`
  const observer = new IntersectionObserver(
    ([entry]) => {
      if (!entry.isIntersecting) return
      observer.disconnect()
      block.style.height = ''
      draw()
    },
    { rootMargin: '400px' },
  )
  observer.observe(block)
}

/**
 * @param {Token[]} tokens
 * @param {number} number
 * @param {Note[]} notes
 */
function row(tokens, number, notes) {
  const kind = notes.some((note) => note.kind === 'error') ? 'error' : notes.length ? 'warning' : ''
  const column = notes.find((note) => note.column)?.column ?? 0
  const line = h(
    'div',
    { class: `code-line ${kind}`, dataset: { line: String(number) } },
    h('span', { class: 'code-number', 'aria-hidden': 'true' }, number),
    h('span', { class: 'code-text' }, spans(tokens, kind ? column : -1)),
  )
  return [line, ...notes.map((note) => h('div', { class: `code-note ${note.kind}` }, ...note.words))]
}

/**
 * Coloured spans of a line; the token at `column` (0: all of the line's text, -1: none) is underlined.
 * @param {Token[]} tokens
 * @param {number} column
 */
export function spans(tokens, column = -1) {
  let at = 1
  return tokens.map(([kind, text]) => {
    const hit = column === 0 ? text.trim() !== '' : column >= at && column < at + text.length
    at += text.length
    if (!kind && !hit) return text
    return h('span', { class: `${kind && `y-${kind}`} ${hit ? 'wave' : ''}`.trim() }, text)
  })
}

/**
 * Brings a line into view.
 * @param {HTMLElement} code
 * @param {number} line
 */
export function revealLine(code, line) {
  code.querySelector(`[data-line='${Number(line)}']`)?.scrollIntoView({ block: 'center' })
}
