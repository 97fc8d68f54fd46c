// @ts-check
/** What can be done to an object: a list by kind, as values. */
import { fill, gettext } from '../format/words.js'

/**
 * @typedef {object} Action
 * @property {string} id  the protocol's word
 * @property {string} text
 * @property {string} icon
 * @property {{title: string, text: string, button: string}} [ask]  asked before
 * @property {boolean} [danger]
 * @property {"replicas"} [input]
 */

const SCALED = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'])
const RESTARTED = new Set(['Deployment', 'StatefulSet', 'DaemonSet'])

/**
 * @param {any} object
 * @returns {Action[]}
 */
export function actionsOf(object) {
  return [...special(object), removal(object)]
}

/** @param {any} object @returns {Action[]} */
function special(object) {
  const { kind } = object
  if (kind === 'Node') return nodeActions(object)
  if (kind === 'Pod') return [{ id: 'kill', text: gettext('Crash'), icon: 'bolt', ask: { title: fill(gettext('Crash the containers of %(name)s?'), { name: object.metadata.name }), text: gettext('They exit with an error; the kubelet restarts them, with back-off when it happens again and again.'), button: gettext('Crash') } }]
  return [
    ...(RESTARTED.has(kind) ? [{ id: 'restart', text: gettext('Restart'), icon: 'restart_alt' }] : []),
    ...(SCALED.has(kind) ? [{ id: 'scale', text: gettext('Scale'), icon: 'unfold_more', input: /** @type {"replicas"} */ ('replicas') }] : []),
    ...(kind === 'Deployment' ? deploymentActions(object) : []),
  ]
}

/** @param {any} deployment @returns {Action[]} */
export function deploymentActions({ spec = {}, metadata }) {
  const hold = spec.paused ? { id: 'resume', text: gettext('Resume'), icon: 'play_arrow' } : { id: 'pause', text: gettext('Pause'), icon: 'pause' }
  const undo = { title: fill(gettext('Undo the last rollout of %(name)s?'), { name: metadata.name }), text: gettext('The pod template of the revision before becomes the newest one.'), button: gettext('Undo') }
  return [hold, { id: 'undo', text: gettext('Undo'), icon: 'undo', ask: undo }]
}

/** @param {any} node @returns {Action[]} */
function nodeActions({ spec = {}, metadata, status = {} }) {
  const ready = (status.conditions ?? []).some((/** @type {any} */ one) => one.type === 'Ready' && one.status === 'True')
  const { name } = metadata
  const cordon = spec.unschedulable
    ? { id: 'uncordon', text: gettext('Uncordon'), icon: 'lock_open' } : { id: 'cordon', text: gettext('Cordon'), icon: 'lock' }
  const drain = { title: fill(gettext('Drain %(name)s?'), { name }), text: gettext('It is cordoned, and its pods are evicted and made anew elsewhere.'), button: gettext('Drain') }
  const fail = { title: fill(gettext('Fail %(name)s?'), { name }), text: gettext('Its kubelet stops, as when the machine loses power. After 50 seconds it counts as unreachable, its pods are evicted some minutes later.'), button: gettext('Fail') }
  const life = ready ? { id: 'fail', text: gettext('Fail'), icon: 'power_off', ask: fail } : { id: 'recover', text: gettext('Recover'), icon: 'power' }
  return [cordon, { id: 'drain', text: gettext('Drain'), icon: 'water_drop', ask: drain }, life]
}

/** @param {any} object @returns {Action} */
function removal({ kind, metadata }) {
  const title = fill(gettext('Delete %(kind)s %(name)s?'), { kind, name: metadata.name })
  const owned = metadata.ownerReferences?.length ? gettext('Its owner will make a new one.') : gettext('What it owns goes with it.')
  return { id: 'delete', text: gettext('Delete'), icon: 'delete', danger: true, ask: { title, text: owned, button: gettext('Delete') } }
}
