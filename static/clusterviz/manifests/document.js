// @ts-check
/** What the server says of one document, and that in a word. */
import { fill, gettext, ngettext } from '../format/words.js'

/** @typedef {{line: number, column?: number, path?: string, message: string, suggestion?: string | null}} Fault */
/**
 * @typedef {object} ManifestDocument
 * @property {number} index
 * @property {string} file
 * @property {number} line first line in its file, from 1
 * @property {number} end_line
 * @property {string} kind
 * @property {string} name
 * @property {string} namespace
 * @property {string} resource
 * @property {"new" | "changed" | "same" | "error"} verdict
 * @property {Fault[]} errors
 * @property {(string | Fault)[]} warnings
 * @property {[string, string][]} diff
 * @property {string} source
 */
/** @typedef {{token: string, files: {name: string, bytes: number}[], ignored?: string[], documents: ManifestDocument[], summary: Record<string, number>, capacity: any}} Answer */

/** Its name, or that of its file. @param {ManifestDocument} document */
export function titleOf({ name, file }) {
  return name || (file.split('/').at(-1) ?? file)
}

/** Characters of a document's text that the server sends back; what is longer cannot be edited here. */
export const LONGEST_SOURCE = 200_000

/** What is said of a document in a badge. @param {ManifestDocument} document @returns {{text: string, tone: string, symbol: string, colour: string}} */
export function verdictOf({ verdict, errors, warnings }) {
  if (verdict === 'error') return { text: fill(ngettext('%(n)s error', '%(n)s errors', errors.length), { n: errors.length }), tone: 'bad', symbol: 'error', colour: 'bad' }
  if (warnings.length) return { text: fill(ngettext('%(n)s warning', '%(n)s warnings', warnings.length), { n: warnings.length }), tone: 'wait', symbol: 'warning', colour: 'wait' }
  const text = { new: gettext('new'), changed: gettext('changed'), same: gettext('same') }[verdict]
  return { text, tone: '', symbol: 'check_circle', colour: 'ok' }
}
