// @ts-check
/** Changes to the uploaded text: a name put right at its place, or a document's lines replaced. */

/** @typedef {import('./document.js').ManifestDocument} ManifestDocument */
/** @typedef {import('./document.js').Fault} Fault */

const NAME = /^[\x22\x27]?[\w.$\/-]+/ // perhaps in quotes

/**
 * Replaces the name at a fault's place by the suggested one.
 * @param {string} text of the whole file
 * @param {Fault} fault line and column counted from 1
 * @returns {string | null} null when there is no such name at that place
 */
export function fixName(text, fault) {
  const { line, suggestion } = fault
  const lines = text.split('\n')
  const row = lines[line - 1]
  if (row === undefined || !suggestion) return null
  const at = placeOf(row, fault)
  if (at < 0) return null
  const found = NAME.exec(row.slice(at))?.[0] ?? ''
  const quote = '"\''.includes(found[0]) ? found[0] : ''
  lines[line - 1] = row.slice(0, at) + quote + suggestion + row.slice(at + found.length)
  return lines.join('\n')
}

/** As `fixName` for several faults of one file; those that are not found at their place are left. @param {string} text @param {Fault[]} faults */
export function fixNames(text, faults) {
  const fromBelow = [...faults].sort((a, b) => b.line - a.line || (b.column ?? 0) - (a.column ?? 0))
  return fromBelow.reduce((now, fault) => fixName(now, fault) ?? now, text)
}

/**
 * Where the name begins. An unknown field's own name is wrong; of any other fault the value behind the name is.
 * @param {string} row
 * @param {Fault} fault
 */
export function placeOf(row, { column = 0, path = '', message }) {
  const last = path.split('.').at(-1)?.replace(/\[.*$/, '') ?? ''
  const start = column > 0 && NAME.test(row.slice(column - 1)) ? column - 1 : last ? row.indexOf(last) : -1
  if (start < 0 || /unknown field/.test(message)) return start
  const name = /^[\w.$\/-]+\s*:\s+/.exec(row.slice(start))
  return name ? start + name[0].length : start
}

/** Puts new lines in the place of a document's. @param {string} text of the whole file @param {ManifestDocument} document @param {string} source */
export function replaceDocument(text, document, source) {
  const lines = text.split('\n')
  lines.splice(document.line - 1, document.end_line - document.line + 1, ...source.replace(/\n$/, '').split('\n'))
  return lines.join('\n')
}

/**
 * The text of one file put together again from its documents, each at its own lines, for files that came out of an archive.
 * @param {ManifestDocument[]} documents of that file
 */
export function rebuild(documents) {
  const sorted = [...documents].sort((a, b) => a.line - b.line)
  /** @type {string[]} */
  const lines = []
  sorted.forEach((document, i) => {
    while (lines.length < document.line - 1) lines.push('')
    if (i > 0 && lines.length) lines[lines.length - 1] = '---'
    lines.push(...document.source.replace(/\n$/, '').split('\n'))
  })
  return `${lines.join('\n')}\n`
}
