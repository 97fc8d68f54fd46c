// @ts-check
/** The few words that say how an object is, as values: text, tone, and since when. */
import { fill, gettext, ngettext } from '../format/words.js'
import { cpu, memory } from '../format/quantity.js'
import { podState } from '../stream/pod-state.js'
import { requested } from '../view/amounts.js'

/** @typedef {"ok" | "wait" | "bad" | "unk" | "gone" | "accent" | ""} Tone */
/** @typedef {{text: string, tone: Tone, since?: number}} Badge since: virtual seconds; the time passed is added to the text */

/** @type {Record<string, Tone>} */
const POD_TONES = { running: 'ok', starting: 'wait', pending: 'wait', failing: 'bad', unknown: 'unk', terminating: 'gone', done: '' }

/** @type {Record<string, (object: any, row: any) => Badge[]>} */
const BY_KIND = { Pod: podBadges, Node: nodeBadges, Deployment: deploymentBadges, ReplicaSet: replicaBadges, StatefulSet: replicaBadges,
  ReplicationController: replicaBadges, DaemonSet: daemonBadges, Job: jobBadges, Service: serviceBadges }

/**
 * @param {any} object
 * @param {any} [row] its row of the stream, when there is one
 * @returns {Badge[]}
 */
export function badgesOf(object, row) {
  const made = (BY_KIND[object.kind] ?? phaseBadges)(object, row)
  const ending = object.metadata?.deletionTimestamp && object.kind !== 'Pod'
  return ending ? [{ text: gettext('Terminating'), tone: 'gone' }, ...made] : made
}

/** The condition of one type. @param {any} object @param {string} type */
export function condition(object, type) {
  return (object.status?.conditions ?? []).find((/** @type {any} */ one) => one.type === type)
}

/** @param {string | undefined} text @returns {number | undefined} virtual seconds */
export function seconds(text) {
  const ms = text ? Date.parse(text) : NaN
  return Number.isNaN(ms) ? undefined : ms / 1000
}

/** @param {any} pod @param {any} row @returns {Badge[]} */
function podBadges(pod, row) {
  const status = row?.status ?? (pod.metadata?.deletionTimestamp ? 'Terminating' : pod.status?.phase ?? 'Pending')
  const tone = POD_TONES[row ? podState(row) : status.toLowerCase()] ?? ''
  const waits = tone === 'wait' ? seconds(pod.metadata?.creationTimestamp) : undefined
  const restarts = row?.restarts ?? 0
  return [
    { text: status, tone, since: waits },
    ...(restarts ? [{ text: fill(ngettext('%(n)s restart', '%(n)s restarts', restarts), { n: restarts }), tone: /** @type {Tone} */ ('wait') }] : []),
    ...asks('cpu', requested(pod.spec, 'cpu'), cpu), ...asks(gettext('memory'), requested(pod.spec, 'memory'), memory),
  ]
}

/** @param {string} name @param {number} amount @param {(amount: number) => string} write @returns {Badge[]} */
function asks(name, amount, write) {
  return amount ? [{ text: `${name} ${write(amount)}`, tone: '' }] : []
}

/** @param {any} node @returns {Badge[]} */
function nodeBadges(node) {
  const ready = condition(node, 'Ready')
  /** @type {Badge[]} */
  const made = [readiness(ready)]
  if (node.spec?.unschedulable) made.push({ text: 'SchedulingDisabled', tone: 'wait' })
  for (const one of node.status?.conditions ?? []) {
    if (one.type !== 'Ready' && one.status === 'True') made.push({ text: one.type, tone: 'wait' })
  }
  return made
}

/** @param {any} ready @returns {Badge} */
function readiness(ready) {
  if (ready?.status === 'True') return { text: 'Ready', tone: 'ok' }
  const since = seconds(ready?.lastTransitionTime)
  return ready?.status === 'Unknown' ? { text: 'Unknown', tone: 'unk', since } : { text: 'NotReady', tone: 'bad', since }
}

/** @param {any} deployment @param {any} row @returns {Badge[]} */
function deploymentBadges(deployment, row) {
  const available = condition(deployment, 'Available')?.status === 'True'
  const progressing = condition(deployment, 'Progressing')
  /** @type {Badge[]} */
  const made = [available ? { text: 'Available', tone: 'ok' } : { text: gettext('Not available'), tone: 'bad' }]
  if (progressing?.status === 'False') made.push({ text: progressing.reason ?? 'Failed', tone: 'bad' })
  else if (row?.status === 'Progressing' || unfinished(deployment)) made.push({ text: 'Progressing', tone: 'wait' })
  if (deployment.spec?.paused) made.push({ text: gettext('Paused'), tone: 'wait' })
  return [...made, replicas(deployment.spec?.replicas ?? 1)]
}

/** @param {any} deployment */
function unfinished({ spec, status }) {
  const wanted = spec?.replicas ?? 1
  return (status?.updatedReplicas ?? 0) < wanted || (status?.availableReplicas ?? 0) < wanted || (status?.replicas ?? 0) > wanted
}

/** @param {number} n @returns {Badge} */
function replicas(n) {
  return { text: fill(ngettext('%(n)s replica', '%(n)s replicas', n), { n }), tone: '' }
}

/** @param {any} object @returns {Badge[]} */
function replicaBadges({ spec, status }) {
  const wanted = spec?.replicas ?? 1
  return [share(status?.readyReplicas ?? 0, wanted), replicas(wanted)]
}

/** @param {any} object @returns {Badge[]} */
function daemonBadges({ status }) {
  return [share(status?.numberReady ?? 0, status?.desiredNumberScheduled ?? 0)]
}

/** @param {number} ready @param {number} wanted @returns {Badge} */
function share(ready, wanted) {
  const text = fill(gettext('%(ready)s of %(desired)s ready'), { ready, desired: wanted })
  return { text, tone: ready >= wanted ? 'ok' : ready ? 'wait' : 'bad' }
}

/** @param {any} job @returns {Badge[]} */
function jobBadges(job) {
  if (condition(job, 'Failed')?.status === 'True') return [{ text: 'Failed', tone: 'bad' }]
  return [condition(job, 'Complete')?.status === 'True' ? { text: 'Complete', tone: 'ok' } : { text: gettext('Active'), tone: 'accent' }]
}

/** @param {any} service @returns {Badge[]} */
function serviceBadges({ spec }) {
  return [{ text: spec?.clusterIP === 'None' ? 'Headless' : spec?.type ?? 'ClusterIP', tone: '' }]
}

/** @param {any} object @returns {Badge[]} */
function phaseBadges({ status }) {
  if (typeof status?.phase !== 'string') return []
  return [{ text: status.phase, tone: ['Bound', 'Active', 'Available'].includes(status.phase) ? 'ok' : 'wait' }]
}
