// @ts-check
/** Why a pod is pending, or why it stands on its node: the scheduler's message, verdicts, remedies and queue. */
import { h, icon } from '../dom/element.js'
import { count } from '../format/quantity.js'
import { clockTime } from '../format/time.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { heatMap } from './heat-map.js'
import { keyOf } from './owner.js'
import { objectLink, section } from './parts.js'

/** @typedef {import('../app.js').App} App */

const MOST_NODES = 60
const FEW_NODES = 12

/**
 * @param {App} app
 * @param {any} object
 * @param {any} scheduling the protocol's `scheduling`, or null
 * @returns {(Node | null)[]}
 */
export function schedulingParts(app, object, scheduling) {
  if (!scheduling) return []
  const pending = !object?.spec?.nodeName
  const title = pending ? gettext('Why is it pending?') : gettext('Why on this node?')
  return [
    section(title, scheduling.message ? h('p', { class: 'well mono' }, scheduling.message) : null, verdicts(app, scheduling)),
    refusals(scheduling), admit(app, scheduling.admit ?? []), pending ? queue(scheduling) : null,
  ]
}

/** @param {App} app @param {any} scheduling */
function verdicts(app, { plugins = [], nodes = [] }) {
  if (!plugins.length || !nodes.length) return null
  const shown = nodes.slice(0, MOST_NODES)
  const rest = nodes.length - shown.length
  return h('div', null, heatMap(app, plugins, shown), rest > 0 ? h('p', { class: 'caption' }, fill(gettext('and %(n)s more nodes'), { n: count(rest) })) : null)
}

/** How many nodes each reason keeps away, when there are more than the map shows. @param {any} scheduling */
function refusals({ counts = [], nodes = [] }) {
  const most = Math.max(1, ...counts.map((/** @type {[string, number]} */ [, n]) => n))
  if (counts.length < 2 || nodes.length <= FEW_NODES) return null
  const rows = counts.map((/** @type {[string, number]} */ [reason, n]) => h('li', null,
    h('span', { class: 'grow' }, reason), h('span', { class: 'end' }, count(n)),
    h('div', { class: 'meter thin' }, h('div', { class: 'bad', style: { width: `${(100 * n) / most}%` } }))))
  return section(gettext('What keeps the nodes away'), h('ul', { class: 'refusals' }, rows))
}

/** @param {App} app @param {{text: string, node: string}[]} ways */
function admit(app, ways) {
  if (!ways.length) return null
  const row = (/** @type {{text: string, node: string}} */ way) => {
    const node = way.node ? keyOf('Node', '', way.node) : null
    return h('li', null, h('span', { class: 'tone ok' }, icon('check_circle', 'small')), h('span', { class: 'grow' }, ...marked(way.text), node ? ' → ' : null, node ? objectLink(app, node) : null))
  }
  return section(gettext('What would admit it'), h('ul', { class: 'lines' }, ways.map(row)))
}

/** Text in which backquotes stand around names. @param {string} text @returns {(Node | string)[]} */
export function marked(text) {
  return text.split('`').map((piece, i) => (i % 2 ? h('span', { class: 'mono' }, piece) : piece)).filter((piece) => piece !== '')
}

/** @param {any} scheduling */
function queue({ since, attempts, queue: text }) {
  const parts = []
  if (since) parts.push(fill(gettext('unschedulable since %(time)s'), { time: clockTime(since) }))
  if (attempts) parts.push(fill(ngettext('%(n)s attempt', '%(n)s attempts', attempts), { n: attempts }))
  if (text) parts.push(text)
  return parts.length ? section(gettext('Queue'), h('p', { class: 'muted' }, parts.join(' · '))) : null
}
