// @ts-check
/** Counts nodes and pods by state as they change, without reading all rows again. */
import { STATES, podState } from './pod-state.js'

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./store.js').Changes} Changes */
/** @typedef {import('./pod-state.js').PodState} PodState */

export class Census {
  /** @param {Store} store */
  constructor(store) {
    this.store = store
    this.nodes = 0
    this.nodesReady = 0
    /** @type {Record<PodState, number>} */
    this.pods = emptyCounts()
    /** @type {Map<string, PodState>} pod uid → state as counted */
    this.counted = new Map()
    /** @type {Map<string, string>} node name → Ready */
    this.ready = new Map()
  }

  /** Brings the counts up to date with what the store said. @param {Changes} changes */
  take(changes) {
    const nodesDiffer = this.takeNodes(changes)
    if (nodesDiffer || changes.pods.reset) return this.recount()
    for (const uid of changes.pods.gone.keys()) this.move(uid, null)
    for (const uid of changes.pods.set.keys()) {
      const pod = this.store.pods.get(uid)
      if (pod) this.move(uid, podState(pod, this.ready.get(pod.node)))
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
    this.counted = new Map()
    for (const [uid, pod] of this.store.pods) this.move(uid, podState(pod, this.ready.get(pod.node)))
  }

  /** @param {string} uid @param {PodState | null} state */
  move(uid, state) {
    const before = this.counted.get(uid)
    if (before === state) return
    if (before) this.pods[before] -= 1
    if (state) {
      this.pods[state] += 1
      this.counted.set(uid, state)
    } else {
      this.counted.delete(uid)
    }
  }
}

/** @returns {Record<PodState, number>} */
function emptyCounts() {
  return /** @type {Record<PodState, number>} */ (Object.fromEntries(STATES.map((state) => [state, 0])))
}
