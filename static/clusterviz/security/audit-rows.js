// @ts-check
/** One line of the audit, and the whole entry under it. */
import { h, icon } from '../dom/element.js'
import { clockTime } from '../format/time.js'
import { fill, gettext } from '../format/words.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {{id: number, wall: number, event: any}} Entry */

const LINE = 17
const MOST_LINES = 60

/** @param {Entry} entry */
export function entryText({ event }) {
  return JSON.stringify(event, null, 2)
}

/** px of an opened entry's text. @param {string} text */
export function textHeight(text) {
  return Math.min(text.split('\n').length, MOST_LINES) * LINE + 26
}

/** The virtual moment, µs. @param {Entry} entry */
function moment({ event }) {
  return Date.parse(event.requestReceivedTimestamp) * 1000
}

/** @param {any} event @returns {[string, string, string]} tone, icon, word */
export function outcome({ stage, responseStatus }) {
  const code = responseStatus?.code ?? 0
  if (code === 401 || code === 403) return ['bad', 'block', gettext('refused')]
  if (code >= 400) return ['wait', 'warning', gettext('failed')]
  return stage === 'ResponseStarted' ? ['', 'play_arrow', gettext('began')] : ['ok', 'check', gettext('done')]
}

/** "deployments.apps/scale" @param {any} reference */
function resourceOf(reference) {
  const group = reference.apiGroup ? `.${reference.apiGroup}` : ''
  return `${reference.resource}${group}${reference.subresource ? `/${reference.subresource}` : ''}`
}

/** What it was about: a link when it was one object. @param {App} app @param {any} event */
function about(app, event) {
  const ref = event.objectRef
  if (!ref) return h('span', { class: 'mono cut', title: event.requestURI }, event.requestURI)
  const key = { resource: ref.resource + (ref.apiGroup ? `.${ref.apiGroup}` : ''), namespace: ref.resource === 'namespaces' ? '' : ref.namespace ?? '', name: ref.name ?? '' }
  const place = ref.namespace && ref.resource !== 'namespaces' ? h('span', { class: 'caption cut' }, ref.namespace) : null
  const name = !key.name ? null : key.name.includes('/') ? h('span', { class: 'cut' }, key.name) : h('button', { type: 'button', class: 'link cut', on: { click: () => app.select(key) } }, key.name)
  return h('span', { class: 'entry-about' }, h('span', { class: 'cut' }, resourceOf(ref)), name, place)
}

/** @param {any} event */
function who(event) {
  const name = event.user?.username || gettext('nobody known')
  const as = event.impersonatedUser?.username
  return h('span', { class: 'entry-user cut', title: as ? `${name} → ${as}` : name }, name, as ? h('span', { class: 'caption' }, fill(gettext(' as %(name)s'), { name: as })) : null)
}

/** Why it was allowed, or the refusal. @param {any} event */
export function reasonOf(event) {
  return event.responseStatus?.message || event.annotations?.['authorization.k8s.io/reason'] || event.userAgent || ''
}

/** @param {App} app @param {Entry} entry @param {boolean} open @param {() => void} toggle */
export function entryRow(app, entry, open, toggle) {
  const { event } = entry
  const [tone, symbol, word] = outcome(event)
  const expand = h('button', { type: 'button', class: 'button plain square', 'aria-expanded': String(open), 'aria-label': fill(gettext('Entry %(id)s'), { id: event.auditID }), on: { click: toggle } }, icon(open ? 'expand_more' : 'chevron_right', 'small'))
  const time = h('button', { type: 'button', class: 'moment mono', title: gettext('Go to this moment'), on: { click: () => app.past.go(moment(entry)) } }, clockTime(moment(entry)))
  const reason = reasonOf(event)
  return h('div', { class: `entry ${open ? 'open' : ''}`, role: 'listitem' },
    h('div', { class: 'entry-line' }, expand, time, h('span', { class: `badge ${tone}` }, icon(symbol, 'small'), event.responseStatus?.code ? String(event.responseStatus.code) : '', h('span', { class: 'only-read' }, word)),
      h('div', { class: 'entry-text' }, h('div', { class: 'entry-top' }, h('b', null, event.verb), about(app, event), who(event)), h('div', { class: 'entry-reason cut', title: reason }, reason))),
    open ? h('pre', { class: 'entry-doc', tabindex: 0, 'aria-label': gettext('The whole entry') }, entryText(entry)) : null)
}
