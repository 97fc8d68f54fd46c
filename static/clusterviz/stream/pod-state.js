// @ts-check
/** What a pod's square shows, from kubectl's STATUS word and the health of its node. */
import { gettext } from '../format/words.js'

/** @typedef {import('./rows.js').PodRow} PodRow */
/** @typedef {"running" | "starting" | "pending" | "failing" | "unknown" | "terminating" | "done"} PodState */

/** @type {PodState[]} In the order of the legend. */
export const STATES = ['running', 'starting', 'pending', 'failing', 'unknown', 'terminating', 'done']

const STARTING = new Set(['ContainerCreating', 'PodInitializing'])
const DONE = new Set(['Completed', 'Succeeded'])
const INIT_COUNT = /^Init:\d+\/\d+$/

/** @type {Record<string, (pod: PodRow) => PodState>} */
const BY_STATUS = {
  Running: (pod) => (pod.ready >= pod.containers ? 'running' : 'starting'),
  Pending: (pod) => (pod.node ? 'starting' : 'pending'),
  SchedulingGated: () => 'pending',
  NotReady: () => 'starting',
  Terminating: () => 'terminating',
  Unknown: () => 'unknown',
  NodeLost: () => 'unknown',
}

/**
 * @param {PodRow} pod
 * @param {string} [nodeReady] the Ready condition of its node; "Unknown" hides what its pods do
 * @returns {PodState}
 */
export function podState(pod, nodeReady) {
  if (pod.status === 'Running' && nodeReady === 'True') return pod.ready >= pod.containers ? 'running' : 'starting' // nearly all of them
  if (DONE.has(pod.status)) return 'done'
  if (nodeReady === 'Unknown' && pod.status !== 'Terminating') return 'unknown'
  const known = BY_STATUS[pod.status]
  if (known) return known(pod)
  if (STARTING.has(pod.status) || INIT_COUNT.test(pod.status)) return 'starting'
  return 'failing'
}

/** The state's word in the page's language. @param {PodState} state */
export function stateWord(state) {
  return {
    running: gettext('Running'), starting: gettext('Starting'), pending: gettext('Pending'), failing: gettext('Failing'),
    unknown: gettext('Unknown'), terminating: gettext('Terminating'), done: gettext('Succeeded'),
  }[state]
}
