// @ts-check
/** The History tab: every change of the object, who made it, field by field; a click goes to that moment. */
import { h, icon, replace } from '../dom/element.js'
import { clockTime, dayText } from '../format/time.js'
import { fill, gettext } from '../format/words.js'
import { fetchPart, oneAtATime } from './load.js'
import { emptyNote, failure, keepPlace, skeleton } from './parts.js'

/** @typedef {import('./inspected.js').Inspected} Inspected */
/** @typedef {{revision: number, time: number, actor: string, verb: string, summary: [string, any, any][]}} Change */

const FIELDS_SHOWN = 5

/** @param {HTMLElement} host @param {Inspected} given */
export function showHistory(host, given) {
  replace(host, skeleton())
  let before = ''
  const load = oneAtATime(async (/** @type {Inspected} */ now) => {
    try {
      const { changes } = await fetchPart(now.app, now.key, 'history', now.signal)
      const text = JSON.stringify([changes?.length, changes?.[0], changes?.at(-1), now.app.past.time])
      if (text === before) return
      before = text
      keepPlace(host, () => replace(host, list(now, changes ?? [])))
    } catch (error) {
      if (!now.signal.aborted) replace(host, failure(/** @type {Error} */ (error), () => load(now)))
    }
  })
  load(given)
  return { refresh: load }
}

/** @param {Inspected} given @param {Change[]} changes */
function list({ app }, changes) {
  if (!changes.length) return emptyNote('history', gettext('No history kept'), gettext('Changes older than the log keeps are gone; new ones will stand here.'))
  const newest = [...changes].sort((a, b) => b.revision - a.revision)
  const shown = app.past.time
  const current = shown === null ? newest[0] : newest.find((one) => one.time <= shown)
  let day = ''
  return h('ol', { class: 'history' }, newest.flatMap((change) => {
    const text = dayText(change.time)
    const head = text === day ? [] : [h('li', { class: 'day caption' }, text)]
    day = text
    return [...head, row(app, change, change === current)]
  }))
}

/** @type {Record<string, string>} */
const SYMBOLS = { ADDED: 'add_circle', MODIFIED: 'edit', DELETED: 'delete' }

/** @param {import('../app.js').App} app @param {Change} change @param {boolean} current */
function row(app, change, current) {
  const go = h('button', { type: 'button', class: 'history-go', 'aria-current': current ? 'time' : null, title: gettext('Go to this moment'), on: { click: () => app.past.go(change.time) } },
    icon(SYMBOLS[change.verb] ?? 'edit', 'small'), h('b', null, headline(change)), h('span', { class: 'mono muted' }, clockTime(change.time)))
  const fields = change.verb === 'MODIFIED' ? change.summary ?? [] : []
  const more = fields.length - FIELDS_SHOWN
  return h('li', { class: current ? 'current' : '' }, go,
    h('div', { class: 'caption' }, `${change.actor || '–'} · `, fill(gettext('revision %(n)s'), { n: change.revision })),
    fields.length ? h('ul', { class: 'field-changes' }, fields.slice(0, FIELDS_SHOWN).map(field)) : null,
    more > 0 ? h('details', null, h('summary', { class: 'caption' }, fill(gettext('%(n)s more fields'), { n: more })), h('ul', { class: 'field-changes' }, fields.slice(FIELDS_SHOWN).map(field))) : null)
}

/** @param {Change} change */
function headline({ verb, summary }) {
  if (verb === 'ADDED') return gettext('created')
  if (verb === 'DELETED') return gettext('deleted')
  const roots = [...new Set((summary ?? []).map(([path]) => String(path).split(/[.[]/)[0]))]
  return roots.length ? fill(gettext('%(parts)s changed'), { parts: roots.slice(0, 3).join(', ') }) : gettext('changed')
}

/** @param {[string, any, any]} change */
function field([path, old, now]) {
  return h('li', { class: 'mono' }, h('span', { class: 'path' }, path), ' ',
    empty(old) ? null : h('del', null, short(old)), empty(old) || empty(now) ? null : ' → ', empty(now) ? null : h('ins', null, short(now)))
}

/** @param {any} value */
function empty(value) {
  return value === null || value === undefined || value === ''
}

/** @param {any} value */
function short(value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 90 ? `${text.slice(0, 88)} …` : text
}
