// @ts-check
/**
 * How far a workload is, in a word or two and a tone.
 */
import { fill, gettext } from '../format/words.js'

/** @typedef {import('../stream/rows.js').WorkloadRow} Workload */
/** @typedef {"ok" | "wait" | "bad" | "accent" | "quiet"} Tone */
/** @typedef {{text: string, tone: Tone}} Progress */

/**
 * A Deployment rolls while more than one of its revisions wants or has pods.
 * @param {Workload} deployment
 * @param {Workload[]} children
 */
export function isRolling(deployment, children) {
  if (deployment.kind !== 'Deployment' || deployment.paused) return false
  return children.filter((child) => child.desired > 0 || child.ready > 0).length > 1
}

/**
 * @param {Workload} workload
 * @param {Workload[]} children
 * @returns {Progress}
 */
export function progressOf(workload, children) {
  if (workload.kind === 'Job') return jobProgress(workload)
  if (workload.kind === 'CronJob') return cronProgress(workload, children)
  if (workload.status === 'Failed') return { text: words(gettext('failed · %(ready)s of %(desired)s'), workload), tone: 'bad' }
  if (workload.paused) return { text: words(gettext('paused · %(ready)s of %(desired)s'), workload), tone: 'wait' }
  if (isRolling(workload, children)) return { text: fill(gettext('rolling %(percent)s'), { percent: `${percentOf(workload)} %` }), tone: 'wait' }
  return countProgress(workload)
}

/** @param {string} text @param {Workload} workload */
function words(text, { ready, desired }) {
  return fill(text, { ready, desired })
}

/**
 * Share of the pods that are of the new revision and available, in whole percent; below 100 until it is over.
 * @param {Workload} workload
 */
export function percentOf(workload) {
  const done = Math.min(workload.updated, workload.available)
  return Math.min(99, Math.floor((100 * done) / Math.max(1, workload.desired)))
}

/**
 * @param {Workload} workload
 * @returns {Progress}
 */
function countProgress(workload) {
  const { ready, desired } = workload
  const text = words(gettext('%(ready)s of %(desired)s'), workload)
  if (desired === 0 && ready === 0) return { text, tone: 'quiet' }
  return { text, tone: ready >= desired ? 'ok' : 'wait' }
}

/**
 * @param {Workload} job
 * @returns {Progress}
 */
function jobProgress(job) {
  if (job.status === 'Failed') return { text: gettext('failed'), tone: 'bad' }
  if (job.status === 'Complete' || (job.desired > 0 && job.available >= job.desired)) return { text: gettext('complete'), tone: 'ok' }
  return { text: gettext('active'), tone: 'accent' }
}

/**
 * @param {Workload} cron
 * @param {Workload[]} jobs
 * @returns {Progress}
 */
function cronProgress(cron, jobs) {
  if (cron.paused) return { text: gettext('suspended'), tone: 'quiet' }
  const active = jobs.filter((job) => jobProgress(job).tone === 'accent').length
  return active ? { text: fill(gettext('%(n)s active'), { n: active }), tone: 'accent' } : { text: gettext('waiting'), tone: 'quiet' }
}

/**
 * A workload below another: its own count, blue for the new revision of a rollout.
 * @param {Workload} child
 * @param {boolean} isFresh
 * @returns {Progress}
 */
export function childProgress(child, isFresh) {
  if (child.kind === 'Job') return jobProgress(child)
  const { text, tone } = countProgress(child)
  return { text, tone: isFresh ? 'accent' : tone === 'wait' ? 'wait' : 'quiet' }
}

/**
 * Whether the workload wants a look: rolling, failing, paused or short of pods.
 * @param {Workload} workload
 * @param {Workload[]} children
 */
export function needsLook(workload, children) {
  return ['wait', 'bad'].includes(progressOf(workload, children).tone)
}
