// @ts-check
/** Decisions of the controllers with the arithmetic behind them, and the chain of causes. */
import { h, icon } from '../dom/element.js'
import { age } from '../format/quantity.js'
import { clockTime } from '../format/time.js'
import { gettext } from '../format/words.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {{time: number, revision?: number, component?: string, action: string, reason: any}} Decision time: virtual µs */
/** @typedef {{time: number, actor: string, text: string}} Cause */

const SAID = ['text', 'why', 'formula', 'rule', 'message']

/**
 * A reason in one line: its sentence first, then the figures it rests on.
 * @param {any} reason
 * @returns {string}
 */
export function reasonText(reason) {
  if (reason === null || reason === undefined) return ''
  if (typeof reason !== 'object') return String(reason)
  const said = SAID.filter((name) => typeof reason[name] === 'string' && reason[name]).map((name) => reason[name])
  const figures = Object.entries(reason).filter(([name]) => !SAID.includes(name)).map(([name, value]) => figure(name, value)).filter(Boolean)
  return [...said, figures.join(' · ')].filter(Boolean).join(' · ')
}

/** @param {string} name @param {any} value @returns {string} */
function figure(name, value) {
  if (value === null || value === undefined || value === '') return ''
  const words = name.replace(/_/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  if (Array.isArray(value)) return value.length ? `${words}: ${value.slice(0, 6).map(plain).join(', ')}${value.length > 6 ? ' …' : ''}` : ''
  return `${words} ${plain(value)}`
}

/** @param {any} value */
function plain(value) {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** @param {App} app @param {Decision[]} decisions oldest first */
export function stepList(app, decisions) {
  return h('ol', { class: 'steps' }, decisions.map((one) => h('li', null, moment(app, one.time),
    h('div', null, h('b', null, one.action.replace(/->/g, '→')), h('p', { class: 'muted' }, reasonText(one.reason))))))
}

/** @param {App} app @param {number} time */
export function moment(app, time) {
  return h('button', { type: 'button', class: 'moment mono', title: gettext('Go to this moment'), on: { click: () => app.past.go(time) } }, clockTime(time))
}

/** @type {[RegExp, string][]} */
const ACTORS = [[/schedul/i, 'move_location'], [/kubelet|node/i, 'dns'], [/controller|garbage|endpoint|replica|deployment/i, 'sync'], [/./, 'person']]

/** @param {App} app @param {Cause[]} causes oldest first; times after the first are shown as what passed since it */
export function causeList(app, causes) {
  const start = causes[0]?.time ?? 0
  return h('ol', { class: 'causes' }, causes.map((one, i) => h('li', null,
    icon(ACTORS.find(([pattern]) => pattern.test(one.actor ?? ''))?.[1] ?? 'sync', 'small'),
    h('span', { class: 'grow' }, one.text, one.actor && !one.text.includes(one.actor) ? h('span', { class: 'caption' }, ` · ${one.actor}`) : null),
    i ? h('span', { class: 'mono muted' }, `+${passed(one.time - start)}`) : moment(app, one.time))))
}

/** @param {number} us */
export function passed(us) {
  if (us < 1000) return `${us} µs`
  if (us < 1e6) return `${Math.round(us / 1000)} ms`
  return us < 6e7 ? `${(us / 1e6).toFixed(1)} s` : age(us / 1e6)
}
