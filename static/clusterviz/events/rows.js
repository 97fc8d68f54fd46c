// @ts-check
/** One line of the Events page: an event, or an object with the events about it. */
import { h, icon } from '../dom/element.js'
import { kindIcon } from '../frame/kind-icons.js'
import { count } from '../format/quantity.js'
import { clockTime } from '../format/time.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { keyOf } from '../inspector/owner.js'
import { keyOfUid } from '../stream/keys.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {import('../stream/rows.js').EventRow} EventRow */
/** @typedef {import('./filter.js').Group} Group */

/** The object that an event is about, as far as it can be found or named. @param {App} app @param {{subject: string, object: string, namespace: string}} about */
export function subjectKey(app, { subject, object, namespace }) {
  const slash = object.indexOf('/')
  return keyOfUid(app.store, subject) ?? keyOf(object.slice(0, slash), namespace, object.slice(slash + 1), subject)
}

/** @param {App} app @param {EventRow} row @param {boolean} [inside] in its object's group, which names the object already */
export function eventRow(app, row, inside = false) {
  const warning = row.type === 'Warning'
  return h('div', { class: `event ${warning ? 'warning' : ''} ${inside ? 'inside' : ''}`, role: 'listitem' },
    timeButton(app, row.time), sign(row.type),
    h('div', { class: 'event-text' },
      h('div', { class: 'event-top' }, h('b', null, row.reason), inside ? null : objectName(app, row), times(row.count), h('span', { class: 'caption end cut' }, row.source)),
      h('div', { class: 'event-message', title: row.message }, row.message)))
}

/** @param {string} type */
function sign(type) {
  const warning = type === 'Warning'
  return h('span', { class: `tone ${warning ? 'wait' : ''}` }, icon(warning ? 'warning' : 'info', 'small'), h('span', { class: 'only-read' }, type))
}

/** @param {App} app @param {number} time virtual seconds */
function timeButton(app, time) {
  return h('button', { type: 'button', class: 'moment mono', title: gettext('Go to this moment'), on: { click: () => app.past.go(time * 1e6) } }, clockTime(time * 1e6))
}

/** @param {number} n */
function times(n) {
  return n > 1 ? h('span', { class: 'badge', title: gettext('how often it happened') }, `×${count(n)}`) : null
}

/** @param {App} app @param {EventRow | Group} about */
function objectName(app, about) {
  const key = subjectKey(app, about)
  const text = about.object.slice(about.object.indexOf('/') + 1)
  const name = key ? h('button', { type: 'button', class: 'link cut', title: about.object, on: { click: () => app.select(key) } }, text) : h('span', { class: 'cut', title: about.object }, text)
  return h('span', { class: 'event-object' }, icon(kindIcon(about.object.split('/')[0]), 'small'), name)
}

/** @param {App} app @param {Group} group @param {boolean} open @param {() => void} toggle */
export function groupRow(app, group, open, toggle) {
  const [newest] = group.events
  const n = group.events.length
  const expand = h('button', { type: 'button', class: 'button plain square', 'aria-expanded': String(open), 'aria-label': fill(gettext('Events of %(name)s'), { name: group.object }), on: { click: toggle } }, icon(open ? 'expand_more' : 'chevron_right', 'small'))
  return h('div', { class: `event group ${group.warnings ? 'warning' : ''}`, role: 'listitem' }, expand,
    h('div', { class: 'event-text' },
      h('div', { class: 'event-top' }, objectName(app, group), h('span', { class: 'caption' }, group.namespace),
        group.warnings ? h('span', { class: 'badge wait' }, fill(ngettext('%(n)s warning', '%(n)s warnings', group.warnings), { n: group.warnings })) : null,
        h('span', { class: 'badge' }, fill(ngettext('%(n)s event', '%(n)s events', n), { n })), h('span', { class: 'end' }, timeButton(app, newest.time))),
      h('div', { class: 'event-message', title: newest.message }, h('b', null, newest.reason), ' ', newest.message)))
}
