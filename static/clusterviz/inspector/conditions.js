// @ts-check
/** The conditions of an object's status: which hold, which do not, and what the API says of them. */
import { h, icon } from '../dom/element.js'
import { gettext } from '../format/words.js'
import { seconds } from './badges.js'
import { elapsed, section } from './parts.js'

/** Conditions that are good news when False. */
const BAD_WHEN_TRUE = /Pressure$|^NetworkUnavailable$|^ReplicaFailure$|^Failed$|^FailureTarget$|^Disruption|^DisruptionTarget$|^Suspended$/

/** @param {import('./inspected.js').Inspected} given */
export function conditions({ object, app }) {
  const all = object.status?.conditions
  if (!Array.isArray(all) || !all.length) return null
  return section(gettext('Conditions'), h('ul', { class: 'conditions' }, all.map((one) => row(one, app))))
}

/** @param {any} one @returns {"ok" | "bad" | "unk"} */
export function verdict(one) {
  if (one.status !== 'True' && one.status !== 'False') return 'unk'
  return (one.status === 'True') !== BAD_WHEN_TRUE.test(one.type) ? 'ok' : 'bad'
}

const SYMBOLS = { ok: 'check_circle', bad: 'error', unk: 'help' }

/** @param {any} one @param {import('../app.js').App} app */
function row(one, app) {
  const tone = verdict(one)
  const since = seconds(one.lastTransitionTime)
  const text = one.message || (tone === 'ok' ? '' : one.reason)
  return h('li', null,
    h('span', { class: `tone ${tone}` }, icon(SYMBOLS[tone], 'small')),
    h('div', { class: 'grow' }, h('div', { class: 'condition-head' }, h('b', null, one.type), h('span', { class: 'caption' }, one.status, one.reason && ` · ${one.reason}`)),
      text && h('p', { class: 'muted' }, text)),
    since !== undefined && h('span', { class: 'caption' }, elapsed(since, app)))
}
