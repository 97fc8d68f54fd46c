// @ts-check
/** A ResourceQuota as gauges: how much of each bound is used. */
import { h, icon } from '../dom/element.js'
import { fill, gettext } from '../format/words.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {{resource: string, used: string | null, hard: string, part: number | null}} Gauge */
/** @typedef {{namespace: string, name: string, scopes: string[], gauges: Gauge[]}} Quota */

/** @param {App} app @param {Quota} quota */
export function quotaCard(app, { namespace, name, scopes, gauges }) {
  const open = () => app.select({ resource: 'resourcequotas', namespace, name })
  return h('div', { class: 'quota' },
    h('div', { class: 'quota-head' }, h('button', { type: 'button', class: 'link cut', on: { click: open } }, name), h('span', { class: 'caption cut' }, namespace), scopes.map((scope) => h('span', { class: 'badge' }, scope))),
    gauges.map(gauge))
}

/** @param {Gauge} given */
function gauge({ resource, used, hard, part }) {
  const full = part !== null && part >= 1
  const percent = Math.round(Math.min(part ?? 0, 1) * 100)
  const text = fill(gettext('%(used)s of %(hard)s'), { used: used ?? '–', hard })
  return h('div', { class: `gauge ${full ? 'full' : ''}` },
    h('span', { class: 'gauge-name cut', title: resource }, resource),
    h('span', { class: 'gauge-track', role: 'meter', 'aria-label': resource, 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': percent, 'aria-valuetext': text }, h('span', { class: 'gauge-fill', style: { width: `${percent}%` } })),
    h('span', { class: 'gauge-text', title: used === null ? gettext('not counted yet') : '' }, full ? icon('block', 'small') : null, text))
}
