// @ts-check
/** Counts nodes and pods by state as they change, without reading all rows again. */
import { STATES, podState } from './pod-state.js'

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./store.js').Changes} Changes */
/** @typedef {import('./rows.js').PodRow} PodRow */
/** @typedef {import('./pod-state.js').PodState} PodState */

export class Census {
  /** @param {Store} store */
  constructor(store) {
    this.store = store
    this.nodes = 0
    this.nodesReady = 0
    this.pods = emptyCounts()
    /** @type {Map<string, number>} kubectl's words of failing pods, with how many have each */
    this.failing = new Map()
    /** @type {Map<string, string>} node name → Ready */
    this.ready = new Map()
  }

  /** Brings the counts up to date with what the store said. @param {Changes} changes */
  take(changes) {
    const nodesDiffer = this.takeNodes(changes)
    if (nodesDiffer || changes.pods.reset) return this.recount()
    for (const pod of changes.pods.gone.values()) this.add(/** @type {PodRow} */ (pod), -1)
    for (const [uid, before] of changes.pods.set) {
      if (before) this.add(/** @type {PodRow} */ (before), -1)
      const pod = this.store.pods.get(uid)
      if (pod) this.add(pod, 1)
    }
  }

  /** @param {Changes} changes @returns {boolean} whether some node's readiness differs */
  takeNodes(changes) {
    const change = changes.nodes
    if (!change.reset && !change.set.size && !change.gone.size) return false
    const ready = new Map()
    for (const node of this.store.nodes.values()) ready.set(node.name, node.ready)
    const differs = ready.size !== this.ready.size || [...ready].some(([name, word]) => this.ready.get(name) !== word)
    this.ready = ready
    this.nodes = ready.size
    this.nodesReady = [...ready.values()].filter((word) => word === 'True').length
    return differs
  }

  recount() {
    this.pods = emptyCounts()
    this.failing = new Map()
    for (const pod of this.store.pods.values()) this.add(pod, 1)
  }

  /** @param {PodRow} pod @param {1 | -1} sign */
  add(pod, sign) {
    const state = podState(pod, this.ready.get(pod.node))
    this.pods[state] += sign
    if (state !== 'failing') return
    const left = (this.failing.get(pod.status) ?? 0) + sign
    if (left) this.failing.set(pod.status, left)
    else this.failing.delete(pod.status)
  }
}

/** @returns {Record<PodState, number>} */
function emptyCounts() {
  return /** @type {Record<PodState, number>} */ (Object.fromEntries(STATES.map((state) => [state, 0])))
}
