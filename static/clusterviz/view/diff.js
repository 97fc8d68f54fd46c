// @ts-check
/**
 * A diff as the server gives it ([sign, line] pairs) with long equal stretches folded away.
 */
import { h } from '../dom/element.js'
import { fill, gettext } from '../format/words.js'
import { spans } from './code.js'
import { colourLine } from './yaml.js'

/** @typedef {[sign: string, line: string]} DiffLine */
/** @typedef {{fold: DiffLine[]} | {line: DiffLine}} Piece */

const CONTEXT = 3

/**
 * Keeps `context` equal lines around each change and folds the rest.
 * @param {DiffLine[]} lines
 * @param {number} [context]
 * @returns {Piece[]}
 */
export function foldDiff(lines, context = CONTEXT) {
  const keep = nearChange(lines, context)
  /** @type {Piece[]} */
  const pieces = []
  /** @type {DiffLine[]} */
  let fold = []
  lines.forEach((line, i) => {
    if (!keep[i]) return void fold.push(line)
    if (fold.length) pieces.push({ fold })
    fold = []
    pieces.push({ line })
  })
  if (fold.length) pieces.push({ fold })
  return pieces
}

/**
 * @param {DiffLine[]} lines
 * @param {number} context
 */
function nearChange(lines, context) {
  const keep = new Array(lines.length).fill(false)
  lines.forEach(([sign], i) => {
    if (sign === ' ') return
    for (let j = Math.max(0, i - context); j <= Math.min(lines.length - 1, i + context); j += 1) keep[j] = true
  })
  return keep
}

/**
 * @param {DiffLine[]} lines
 * @returns {{added: number, removed: number}}
 */
export function countDiff(lines) {
  return {
    added: lines.filter(([sign]) => sign === '+').length,
    removed: lines.filter(([sign]) => sign === '-').length,
  }
}

/**
 * @param {DiffLine[]} lines
 * @param {{label?: string}} [options]
 */
export function showDiff(lines, options = {}) {
  const carry = { block: -1 }
  const rows = foldDiff(lines).map((piece) => ('fold' in piece ? foldRow(piece.fold, carry) : diffRow(piece.line, carry)))
  return h('div', { class: 'diff', role: 'region', tabindex: 0, 'aria-label': options.label ?? gettext('Changes') }, rows)
}

/** @type {Record<string, string>} */
const CLASSES = { '+': 'new', '-': 'old', ' ': '' }

/**
 * @param {DiffLine} line
 * @param {{block: number}} carry
 */
function diffRow([sign, text], carry) {
  return h(
    'div',
    { class: `diff-line ${CLASSES[sign] ?? ''}` },
    h('span', { class: 'diff-sign' }, sign === '-' ? '−' : sign),
    h('span', { class: 'diff-text' }, spans(colourLine(text, carry))),
  )
}

/**
 * @param {DiffLine[]} fold
 * @param {{block: number}} carry
 */
function foldRow(fold, carry) {
  if (fold.length <= 2) return h('div', {}, fold.map((line) => diffRow(line, carry)))
  const label = fill(gettext('%(n)s lines unchanged'), { n: fold.length })
  const button = h('button', { type: 'button', class: 'diff-fold' }, '⋯ ', label)
  button.addEventListener('click', () => button.replaceWith(...fold.map((line) => diffRow(line, { block: -1 }))))
  return button
}
