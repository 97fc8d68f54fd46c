// @ts-check
/** A right and what gives it: the cell of the matrix, its legend, and the line that tells the reason. */
import { h, icon, replace } from '../dom/element.js'
import { fill, gettext } from '../format/words.js'
import { subjectText } from './fields.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {[string, string, string]} Place resource, namespace, name */
/** @typedef {{binding: Place, role: Place, subject: import('./fields.js').Subject, names: string[], why: string}} Grant */

/** @type {Record<string, string>} */
const ICONS = { User: 'person', Group: 'group', ServiceAccount: 'smart_toy' }

/** How far a right goes: everywhere, in a namespace, or for some objects. @param {Grant} grant */
export function reach(grant) {
  if (grant.names.length) return 'some'
  return grant.binding[1] ? 'place' : 'all'
}

/**
 * @param {{grant: Grant | null, verb: string, subject: import('./fields.js').Subject, tab: boolean, pick: () => void, open: () => void}} given
 */
export function grantCell({ grant, verb, subject, tab, pick, open }) {
  const who = subject[2]
  const label = grant ? `${who}, ${verb}: ${grant.why}` : fill(gettext('%(who)s may not %(verb)s'), { who, verb })
  const props = { dataset: { verb }, tabindex: tab ? 0 : -1, 'aria-label': label, title: grant?.why ?? '', on: { focus: pick, pointerenter: grant ? pick : () => {}, click: open } }
  const inner = grant ? h('button', { type: 'button', class: `grant ${reach(grant)}`, ...props }) : h('span', { class: 'grant none', role: 'img', ...props }, '·')
  return h('span', { role: 'gridcell', class: 'grant-cell' }, inner)
}

/** Whose row it is; leads to the reverse question. @param {import('./fields.js').Subject} subject @param {App} app */
export function subjectName(subject, app) {
  const [kind, namespace, name] = subject
  const ask = () => app.location.set({ way: 'may', who: subjectText(subject), res: null, obj: null, ns: null })
  return h('span', { role: 'rowheader', class: 'grant-who' }, icon(ICONS[kind] ?? 'person', 'small'), h('span', { class: 'only-read' }, kind),
    h('button', { type: 'button', class: 'link cut', tabindex: -1, title: `${kind} ${namespace ? `${namespace}/` : ''}${name}`, on: { click: ask } }, name), namespace ? h('span', { class: 'caption cut' }, namespace) : null)
}

export function legend() {
  /** @type {[string, string][]} */
  const lines = [['all', gettext('in the whole cluster')], ['place', gettext('in the namespace')], ['some', gettext('some objects only')]]
  return h('ul', { class: 'grant-legend', 'aria-label': gettext('Legend') }, lines.map(([name, text]) => h('li', null, h('span', { class: `grant ${name}` }), text)))
}

/** The line under the matrix: by which binding and role, with links to both. */
export class Reason {
  /** @param {App} app */
  constructor(app) {
    this.app = app
    this.element = h('div', { class: 'security-reason' })
    this.clear()
  }

  clear() {
    replace(this.element, icon('info', 'small'), h('span', { class: 'muted' }, gettext('Point at a cell to see what gives the right; click it to open the binding.')))
  }

  /** @param {Grant | null} grant @param {string} verb @param {import('./fields.js').Subject} subject */
  show(grant, verb, subject) {
    if (!grant) {
      replace(this.element, icon('block', 'small'), h('span', null, fill(gettext('%(who)s may not %(verb)s'), { who: subject[2], verb })))
      return
    }
    const some = grant.names.length ? h('span', { class: 'badge' }, fill(gettext('only %(names)s'), { names: grant.names.join(', ') })) : null
    replace(this.element, icon('check_circle', 'small'), h('span', { class: 'mono cut', title: grant.why }, grant.why), some,
      h('span', { class: 'security-reason-links' }, this.link(grant.binding, gettext('Binding')), this.link(grant.role, gettext('Role'))))
  }

  /** @param {Place} place @param {string} text */
  link(place, text) {
    return h('button', { type: 'button', class: 'link', on: { click: () => this.open(place) } }, text)
  }

  /** @param {Place} place */
  open([resource, namespace, name]) {
    this.app.select({ resource, namespace, name })
  }
}
