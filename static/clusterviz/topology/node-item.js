// @ts-check
/** One node with its pods in slots: a pod keeps its square until it goes, and a new one takes the first free. */

/** @typedef {import('../stream/rows.js').NodeRow} NodeRow */
/** @typedef {import('../stream/rows.js').PodRow} PodRow */

const SYSTEM = 'kube-system'
const ENDED = new Set(['Succeeded', 'Failed'])

export class Slots {
  constructor() {
    /** @type {(PodRow | null)[]} */
    this.pods = []
    /** @type {Map<string, number>} uid → place */
    this.places = new Map()
    this.free = 0
  }

  get size() { return this.places.size }

  /** @param {PodRow} pod */
  put(pod) {
    let place = this.places.get(pod.uid)
    if (place === undefined) {
      while (this.free < this.pods.length && this.pods[this.free]) this.free += 1
      place = this.free
      this.places.set(pod.uid, place)
    }
    this.pods[place] = pod
  }

  /** @param {string} uid @returns {number} the place it had, or -1 */
  take(uid) {
    const place = this.places.get(uid)
    if (place === undefined) return -1
    this.places.delete(uid)
    this.pods[place] = null
    this.free = Math.min(this.free, place)
    while (this.pods.length && !this.pods[this.pods.length - 1]) this.pods.pop()
    return place
  }
}

export class NodeItem {
  /** @param {NodeRow} row */
  constructor(row) {
    this.row = row
    this.own = new Slots()
    this.system = new Slots()
    /** requested by pods that have not ended: millicores and bytes */
    this.cpu = 0
    this.memory = 0
    /** how many pods count against the node's limit */
    this.active = 0
  }

  /** @param {PodRow} pod */
  slotsOf(pod) {
    return pod.namespace === SYSTEM ? this.system : this.own
  }

  /** @param {PodRow} pod */
  put(pod) {
    this.slotsOf(pod).put(pod)
    this.weigh(pod, 1)
  }

  /** @param {PodRow} pod as it was put @returns {number} its place */
  take(pod) {
    this.weigh(pod, -1)
    return this.slotsOf(pod).take(pod.uid)
  }

  /** @param {PodRow} before @param {PodRow} now on the same node */
  swap(before, now) {
    this.weigh(before, -1)
    this.put(now)
  }

  /** @param {PodRow} pod @param {1 | -1} sign */
  weigh(pod, sign) {
    if (ENDED.has(pod.phase)) return
    this.cpu += sign * pod.cpu
    this.memory += sign * pod.memory
    this.active += sign
  }

  get isReady() { return this.row.ready === 'True' }
  get isCordoned() { return Boolean(this.row.unschedulable) }
  /** Bad conditions, as far as they are known: a kubelet that is silent says nothing of its memory. */
  get pressures() { return this.row.ready === 'Unknown' ? [] : this.row.conditions || [] }

  /** What is wrong with the node itself, the worst first. @returns {"bad" | "wait" | "cordoned" | ""} */
  get problem() {
    if (!this.isReady) return 'bad'
    if (this.pressures.length) return 'wait'
    return this.isCordoned ? 'cordoned' : ''
  }
}
