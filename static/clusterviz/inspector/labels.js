// @ts-check
/** Labels and annotations: what others select by, and what tools left behind. */
import { h } from '../dom/element.js'
import { gettext } from '../format/words.js'
import { section } from './parts.js'

const LONG = 120

/** @param {any} object */
export function labels({ metadata }) {
  const names = Object.entries(metadata.labels ?? {})
  const notes = Object.entries(metadata.annotations ?? {})
  if (!names.length && !notes.length) return null
  return h('div', null,
    names.length ? section(gettext('Labels'), h('ul', { class: 'labels' }, names.map(([name, value]) => label(name, String(value))))) : null,
    notes.length ? section(gettext('Annotations'), h('ul', { class: 'annotations' }, notes.map(([name, value]) => annotation(name, String(value))))) : null)
}

/** @param {string} name @param {string} value */
function label(name, value) {
  return h('li', { class: 'label mono' }, h('span', { class: 'muted' }, name), value && '=', value)
}

/** @param {string} name @param {string} value */
function annotation(name, value) {
  if (value.length <= LONG) return h('li', null, h('div', { class: 'caption' }, name), h('div', { class: 'mono' }, value))
  return h('li', null, h('details', null, h('summary', { class: 'caption' }, name), h('pre', { class: 'well' }, value)))
}
