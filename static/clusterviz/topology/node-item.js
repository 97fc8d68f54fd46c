// @ts-check
/** One node with its pods in slots: a pod keeps its square until it goes, and a new one takes the first free. */

/** @typedef {import('../stream/rows.js').NodeRow} NodeRow */
/** @typedef {import('../stream/rows.js').PodRow} PodRow */

const SYSTEM = 'kube-system'

export class Slots {
  constructor() {
    /** @type {(PodRow | null)[]} */
    this.pods = []
    this.size = 0
  }

  /** The place of a pod, or -1. A node has at most a few hundred: looking is cheaper than 5,000 maps. @param {string} uid */
  placeOf(uid) {
    return this.pods.findIndex((pod) => pod !== null && pod.uid === uid)
  }

  /** A pod that is not here yet, while there are no holes. @param {PodRow} pod */
  append(pod) {
    this.pods.push(pod)
    this.size += 1
  }

  /** @param {PodRow} pod */
  put(pod) {
    const place = this.placeOf(pod.uid)
    if (place >= 0) { this.pods[place] = pod; return }
    const free = this.size === this.pods.length ? this.size : this.pods.indexOf(null)
    this.pods[free] = pod
    this.size += 1
  }

  /** @param {string} uid @returns {number} the place it had, or -1 */
  take(uid) {
    const place = this.placeOf(uid)
    if (place < 0) return -1
    this.pods[place] = null
    this.size -= 1
    while (this.pods.length && !this.pods[this.pods.length - 1]) this.pods.pop()
    return place
  }
}

export class NodeItem {
  /** @param {NodeRow} row @param {string} [order] its place among others */
  constructor(row, order = row.name) {
    this.row = row
    this.order = order
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

  /** One of many while all are read anew. @param {PodRow} pod */
  append(pod) {
    this.slotsOf(pod).append(pod)
    this.weigh(pod, 1)
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
    if (pod.phase === 'Succeeded' || pod.phase === 'Failed') return
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
