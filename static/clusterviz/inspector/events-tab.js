// @ts-check
/** The Events tab: what Kubernetes said about this object, newest first. */
import { h, icon, replace } from '../dom/element.js'
import { gettext } from '../format/words.js'
import { moment } from './decisions.js'
import { fetchPart, oneAtATime } from './load.js'
import { elapsed, emptyNote, failure, keepPlace, skeleton } from './parts.js'

/** @typedef {import('./inspected.js').Inspected} Inspected */

/** @param {HTMLElement} host @param {Inspected} given */
export function showEvents(host, given) {
  replace(host, skeleton())
  let before = ''
  const load = oneAtATime(async (/** @type {Inspected} */ now) => {
    try {
      const { events } = await fetchPart(now.app, now.key, 'events', now.signal)
      const text = JSON.stringify(events)
      if (text === before) return
      before = text
      keepPlace(host, () => replace(host, list(now, events)))
    } catch (error) {
      if (!now.signal.aborted) replace(host, failure(/** @type {Error} */ (error), () => load(now)))
    }
  })
  load(given)
  return { refresh: load }
}

/** Virtual µs of what the server gives: µs, seconds or RFC 3339. @param {any} time */
export function micros(time) {
  if (typeof time === 'string') return Date.parse(time) * 1000
  return time > 1e14 ? time : time * 1e6
}

/** @param {Inspected} given @param {any[]} events */
function list({ app }, events) {
  if (!events?.length) {
    return emptyNote('notifications_off', gettext('No events'), gettext('Events are kept for an hour. What components do with this object will be told here.'))
  }
  const sorted = [...events].sort((a, b) => micros(b.last) - micros(a.last))
  return h('ol', { class: 'event-list' }, sorted.map((event) => row(app, event)))
}

/** @param {import('../app.js').App} app @param {any} event */
function row(app, event) {
  const warning = event.type === 'Warning'
  return h('li', { class: warning ? 'warning' : '' },
    h('span', { class: `tone ${warning ? 'wait' : ''}` }, icon(warning ? 'warning' : 'info', 'small'), h('span', { class: 'only-read' }, event.type)),
    h('div', { class: 'grow' },
      h('div', { class: 'event-head' }, h('b', null, event.reason), event.count > 1 && h('span', { class: 'badge' }, `×${event.count}`), h('span', { class: 'caption' }, event.source)),
      h('p', null, event.message),
      h('div', { class: 'caption' }, moment(app, micros(event.last)), ' · ', elapsed(micros(event.last) / 1e6, app), ` ${gettext('ago')}`)))
}
