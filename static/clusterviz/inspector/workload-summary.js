// @ts-check
/** A workload: how many it wants and has, its revisions and pods, and each step with its reason. */
import { h, replace } from '../dom/element.js'
import { fill, gettext } from '../format/words.js'
import { WORKLOAD_RESOURCES, workloadKey } from '../stream/keys.js'
import { condition, seconds } from './badges.js'
import { containers } from './containers.js'
import { causeList, stepList } from './decisions.js'
import { fetchPart } from './load.js'
import { elapsed, facts, objectLink, section } from './parts.js'
import { podSquares } from './pod-squares.js'

/** @typedef {import('./inspected.js').Inspected} Inspected */

const NEWEST = 6

/** @param {Inspected} given @returns {(Node | null)[]} */
export function workloadSummary(given) {
  const { object, app } = given
  const steps = h('div')
  if (object.kind === 'Deployment' || object.kind === 'ReplicaSet') fillSteps(steps, given)
  return [
    section(gettext('Facts'), facts(factsOf(given))), revisions(given), pods(given), steps,
    object.spec?.template ? containers(object.spec.template.spec, {}, app) : null,
  ]
}

/** @param {Inspected} given @returns {[string, any][]} */
function factsOf({ object, app }) {
  const { spec = {}, status = {}, metadata } = object
  const created = seconds(metadata.creationTimestamp)
  const total = status.replicas ?? status.currentNumberScheduled
  const ready = status.readyReplicas ?? status.numberReady
  return [
    [gettext('desired'), number(spec.replicas ?? status.desiredNumberScheduled ?? spec.completions)],
    [gettext('updated'), number(status.updatedReplicas ?? status.updatedNumberScheduled)],
    [gettext('ready'), total === undefined ? number(ready ?? status.ready) : fill(gettext('%(part)s of %(whole)s'), { part: ready ?? 0, whole: total })],
    [gettext('available'), number(status.availableReplicas ?? status.numberAvailable)],
    [gettext('unavailable'), number(status.unavailableReplicas ?? status.numberUnavailable)],
    [gettext('succeeded'), number(status.succeeded)],
    [gettext('failed'), number(status.failed)],
    [gettext('progress deadline'), deadline(object, app)],
    [gettext('selector'), selectorText(spec.selector)],
    [gettext('age'), created === undefined ? null : elapsed(created, app)],
  ]
}

/** @param {number | undefined} value */
function number(value) {
  return value === undefined ? null : String(value)
}

/** @param {any} object @param {import('../app.js').App} app */
function deadline(object, app) {
  const limit = object.spec?.progressDeadlineSeconds
  if (!limit) return null
  const progressing = condition(object, 'Progressing')
  const since = seconds(progressing?.lastUpdateTime)
  if (since === undefined || progressing.reason === 'NewReplicaSetAvailable') return `${limit} s`
  return [`${limit} s · `, elapsed(since, app), ` ${gettext('since the last progress')}`]
}

/** @param {any} selector */
export function selectorText(selector) {
  const labels = selector?.matchLabels ?? (selector?.matchExpressions ? {} : selector) ?? {}
  const equal = Object.entries(labels).map(([name, value]) => `${name}=${value}`)
  const others = (selector?.matchExpressions ?? []).map((/** @type {any} */ one) => [one.key, one.operator, (one.values ?? []).join(',')].join(' ').trim())
  return [...equal, ...others].join(', ')
}

/** The ReplicaSets or Jobs below. @param {Inspected} given */
function revisions({ object, app }) {
  const below = [...app.store.workloads.values()].filter((row) => row.owner === object.metadata.uid)
  if (!below.length) return null
  below.sort((a, b) => Number(b.revision) - Number(a.revision) || b.created - a.created)
  const rows = below.slice(0, 12).map((row) => h('li', null, objectLink(app, workloadKey(row)),
    h('span', { class: 'caption' }, row.revision && fill(gettext('revision %(n)s'), { n: row.revision })), h('span', { class: 'end' }, `${row.ready} / ${row.desired}`)))
  return section(object.kind === 'CronJob' ? gettext('Jobs') : gettext('Revisions'), h('ul', { class: 'lines' }, rows))
}

/** @param {Inspected} given */
function pods({ object, app }) {
  const owners = new Set([object.metadata.uid])
  for (const row of app.store.workloads.values()) if (row.owner === object.metadata.uid) owners.add(row.uid)
  const own = [...app.store.pods.values()].filter((pod) => owners.has(pod.owner))
  if (!own.length && WORKLOAD_RESOURCES[object.kind] === undefined) return null
  return section(fill(gettext('Pods · %(n)s'), { n: own.length }), podSquares(app, own))
}

/** @param {HTMLElement} host @param {Inspected} given */
async function fillSteps(host, { app, key, signal }) {
  const why = await fetchPart(app, key, 'why', signal).catch(() => null)
  if (!why || signal.aborted) return
  const newest = [...(why.decisions ?? [])].slice(-NEWEST)
  replace(host, newest.length ? section(gettext('Each step and its reason'), stepList(app, newest)) : null,
    why.causes?.length ? section(gettext('Cause'), causeList(app, why.causes)) : null)
}
