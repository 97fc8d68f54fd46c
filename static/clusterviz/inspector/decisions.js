// @ts-check
/** Decisions of the controllers with the arithmetic behind them, and the chain of causes. */
import { h, icon } from '../dom/element.js'
import { age } from '../format/quantity.js'
import { clockTime } from '../format/time.js'
import { fill, gettext, ngettext } from '../format/words.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {{time: number, revision?: number, component?: string, action: string, reason: any}} Decision time: virtual µs */
/** @typedef {{time: number, actor: string, text: string}} Cause */

const STEPS_SHOWN = 25
const SAID = ['text', 'why', 'formula', 'rule', 'message']

/**
 * A reason in one line: its sentences and formulas, or, where there are none, the figures it rests on.
 * @param {any} reason
 * @returns {string}
 */
export function reasonText(reason) {
  if (reason === null || reason === undefined) return ''
  if (typeof reason !== 'object') return String(reason)
  const said = SAID.filter((name) => typeof reason[name] === 'string' && reason[name]).map((name) => reason[name])
  return said.length ? said.join(' · ') : figuresText(reason)
}

/** Every figure of a reason. @param {any} reason */
function figuresText(reason) {
  if (reason === null || typeof reason !== 'object') return ''
  return Object.entries(reason).filter(([name]) => !SAID.includes(name)).map(([name, value]) => figure(name, value)).filter(Boolean).join(' · ')
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
    h('div', { title: figuresText(one.reason) || null }, h('b', null, one.action.replace(/->/g, '→')), h('p', { class: 'muted' }, reasonText(one.reason))))))
}

/** The newest steps, with a button that shows all. @param {App} app @param {Decision[]} decisions oldest first */
export function newestSteps(app, decisions) {
  const earlier = decisions.length - STEPS_SHOWN
  const list = stepList(app, decisions.slice(-STEPS_SHOWN))
  if (earlier <= 0) return list
  const more = h('button', { type: 'button', class: 'link', on: { click: () => { more.remove(); list.replaceWith(stepList(app, decisions)) } } }, fill(ngettext('%(n)s earlier step', '%(n)s earlier steps', earlier), { n: earlier }))
  return h('div', { class: 'newest-steps' }, more, list)
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
