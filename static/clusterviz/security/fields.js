// @ts-check
/** What the access tab asks with: resources and subjects as text of the URL, and the fields to choose them. */
import { h, replace } from '../dom/element.js'
import { gettext } from '../format/words.js'

/** @typedef {[string, string, string]} Subject kind, namespace, name */
/** @typedef {{group: string, resource: string, namespaced: boolean}} Resource */

/** "apps/deployments/scale"; the core group is empty. @param {{group: string, resource: string}} one */
export function resourceText({ group, resource }) {
  return `${group}/${resource}`
}

/** @param {string | null} text */
export function parseResource(text) {
  const slash = (text ?? '').indexOf('/')
  return slash < 0 ? { group: '', resource: 'pods' } : { group: text?.slice(0, slash) ?? '', resource: text?.slice(slash + 1) || 'pods' }
}

/** "ServiceAccount/default/bot", "User//ann"; a user's name may have slashes itself. @param {Subject} subject */
export function subjectText([kind, namespace, name]) {
  return `${kind}/${namespace}/${name}`
}

/** @param {string | null} text @returns {Subject | null} */
export function parseSubject(text) {
  const found = /^(User|Group|ServiceAccount)\/([^/]*)\/(.+)$/s.exec(text ?? '')
  return found ? [found[1], found[2], found[3]] : null
}

/** Whether Kubernetes itself brings the subject. @param {Subject} subject */
export function isSystem([, namespace, name]) {
  return name.startsWith('system:') || namespace === 'kube-system'
}

/**
 * A labelled choice whose options may change.
 * @param {string} label @param {(value: string) => void} change
 */
export function choice(label, change) {
  const select = /** @type {HTMLSelectElement} */ (h('select', { class: 'field', 'aria-label': label, on: { change: () => change(select.value) } }))
  const element = h('span', { class: 'security-field' }, h('span', { class: 'caption', 'aria-hidden': 'true' }, label), select)
  return {
    element,
    /** @param {{value: string, text: string, group?: string}[]} options @param {string} value kept even when it is no option */
    set(options, value) {
      const known = options.some((one) => one.value === value)
      replace(select, ...grouped(known ? options : [{ value, text: value.replace(/^\//, '') }, ...options]))
      select.value = value
    },
  }
}

/** @param {{value: string, text: string, group?: string}[]} options */
function grouped(options) {
  /** @type {Map<string, HTMLElement[]>} */
  const groups = new Map()
  for (const { value, text, group = '' } of options) groups.set(group, [...(groups.get(group) ?? []), h('option', { value }, text)])
  return [...groups].flatMap(([group, made]) => (group ? [h('optgroup', { label: group }, made)] : made))
}

/** @param {Resource[]} resources */
export function resourceOptions(resources) {
  return resources.map((one) => ({ value: resourceText(one), text: one.resource, group: one.group || gettext('core') }))
}

/** @param {Subject[]} subjects */
export function subjectOptions(subjects) {
  return subjects.map((one) => ({ value: subjectText(one), text: one[1] ? `${one[1]}/${one[2]}` : one[2], group: one[0] }))
}

/** A field for words, heard a moment after the last key. @param {string} label @param {string} placeholder @param {(text: string) => void} change */
export function wordField(label, placeholder, change) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const input = /** @type {HTMLInputElement} */ (h('input', { class: 'field', type: 'search', placeholder, 'aria-label': label, spellcheck: 'false' }))
  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => change(input.value.trim()), 200)
  })
  return input
}
