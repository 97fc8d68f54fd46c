// @ts-check
/** A kind without a summary of its own: its plain fields, read off the document. */
import { h } from '../dom/element.js'
import { gettext } from '../format/words.js'
import { seconds } from './badges.js'
import { elapsed, facts, section } from './parts.js'

const MOST = 14

/** @param {import('./inspected.js').Inspected} given */
export function genericFacts({ object, app }) {
  const created = seconds(object.metadata.creationTimestamp)
  const shown = facts([[gettext('age'), created === undefined ? null : elapsed(created, app)], ...plainFields(object)])
  return [section(gettext('Facts'), shown), keys(object)]
}

/**
 * Scalars and short lists of scalars of spec and status (or of the top level, where a kind has no spec).
 * @param {any} object
 * @returns {[string, string][]}
 */
export function plainFields(object) {
  const { apiVersion, kind, metadata, spec, status, data, stringData, binaryData, ...top } = object
  return [top, spec ?? {}, status ?? {}].flatMap(fieldsOf).slice(0, MOST)
}

/** @param {Record<string, any>} values @returns {[string, string][]} */
function fieldsOf(values) {
  return Object.entries(values).flatMap(([name, value]) => {
    const text = plain(value)
    return text === null ? [] : [/** @type {[string, string]} */ ([name, text])]
  })
}

/** @param {any} value @returns {string | null} */
function plain(value) {
  if (['string', 'number', 'boolean'].includes(typeof value)) return value === '' ? null : String(value).slice(0, 200)
  if (Array.isArray(value) && value.length && value.length < 6 && value.every((one) => typeof one !== 'object')) return value.join(', ')
  const entries = value && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : []
  const flat = entries.length > 0 && entries.length < 5 && entries.every(([, one]) => typeof one !== 'object')
  return flat ? entries.map(([name, one]) => `${name}: ${one}`).join(', ') : null
}

/** The keys that a ConfigMap or Secret holds; never their values. @param {any} object */
function keys({ data, binaryData }) {
  const names = Object.keys({ ...data, ...binaryData })
  if (!names.length) return null
  return section(gettext('Keys'), h('ul', { class: 'labels' }, names.map((name) => h('li', { class: 'label mono' }, name))))
}
