// @ts-check
/** Who owns whom: children and pods by the uid of their owner, kept up to date row by row. */
import { podState } from '../stream/pod-state.js'

/** @typedef {import('../stream/rows.js').WorkloadRow} WorkloadRow */
/** @typedef {import('../stream/rows.js').PodRow} PodRow */
/** @typedef {{root: WorkloadRow, children: WorkloadRow[]}} Family children: newest revision first */
/**
 * @template T
 * @typedef {{reset: boolean, set: Map<string, T | undefined>, gone: Map<string, T>}} Change
 */
/** @typedef {{pods: Map<string, PodRow>, workloads: Map<string, WorkloadRow>, nodes: Map<string, any>}} Source */

/** What the groups of pods without a controller are called in the place of an owner's uid. */
const LONE = 'pods:'

/** Rows by the uid of their owner. @template {{uid: string, owner: string}} T */
class ByOwner {
  /** @param {(row: T) => string} [keyOf] under what a row is found: its owner's uid, if nothing else is said */
  constructor(keyOf = (row) => row.owner) {
    this.keyOf = keyOf
    /** @type {Map<string, Set<string>>} */
    this.uids = new Map()
    /** @type {Map<string, string>} uid → key, of those that are not found under their owner's uid */
    this.moved = new Map()
  }

  /** @param {Map<string, T>} rows */
  rebuild(rows) {
    this.uids.clear()
    this.moved.clear()
    for (const row of rows.values()) this.add(row)
  }

  /** @param {T} row */
  add(row) {
    const key = this.keyOf(row)
    if (key !== row.owner) this.moved.set(row.uid, key)
    const uids = this.uids.get(key)
    if (uids) uids.add(row.uid)
    else this.uids.set(key, new Set([row.uid]))
  }

  /** @param {T | undefined} row */
  drop(row) {
    if (!row) return
    this.uids.get(this.moved.get(row.uid) ?? row.owner)?.delete(row.uid)
    this.moved.delete(row.uid)
  }

  /** @param {Map<string, T>} rows @param {Change<T>} change */
  follow(rows, change) {
    if (change.reset) return this.rebuild(rows)
    for (const row of change.gone.values()) this.drop(row)
    for (const [uid, before] of change.set) {
      const row = rows.get(uid)
      if (!row || before?.owner === row.owner) continue
      this.drop(before)
      this.add(row)
    }
  }
}

export class Ownership {
  /** @param {Source} source the store: its tables are read, never copied */
  constructor(source) {
    this.source = source
    /** @type {ByOwner<PodRow>} */
    this.pods = new ByOwner((pod) => (!pod.owner || source.nodes.has(pod.owner) ? LONE + pod.namespace : pod.owner))
    /** @type {ByOwner<WorkloadRow>} */
    this.workloads = new ByOwner()
    this.rebuild()
  }

  rebuild() {
    this.pods.rebuild(this.source.pods)
    this.workloads.rebuild(this.source.workloads)
  }

  /** @param {{pods: Change<PodRow>, workloads: Change<WorkloadRow>}} changes */
  follow(changes) {
    this.pods.follow(this.source.pods, changes.pods)
    this.workloads.follow(this.source.workloads, changes.workloads)
  }

  /** @param {string} owner uid */
  podCount(owner) {
    return this.pods.uids.get(owner)?.size ?? 0
  }

  /** Oldest first. @param {string} owner uid @returns {PodRow[]} */
  podsOf(owner) {
    const rows = [...(this.pods.uids.get(owner) ?? [])].map((uid) => this.source.pods.get(uid)).filter((row) => row !== undefined)
    return rows.sort((a, b) => a.created - b.created || (a.name < b.name ? -1 : 1))
  }

  /** @param {string} owner uid @returns {WorkloadRow[]} */
  childrenOf(owner) {
    const uids = [...(this.workloads.uids.get(owner) ?? [])]
    const rows = uids.map((uid) => this.source.workloads.get(uid)).filter((row) => row !== undefined)
    return rows.sort((a, b) => Number(b.revision) - Number(a.revision) || b.created - a.created || (a.name < b.name ? -1 : 1))
  }

  /** The workload at the top of the chain that a workload or pod belongs to. @param {string} uid @returns {WorkloadRow | null} */
  rootOf(uid) {
    const { pods, workloads } = this.source
    const lone = this.pods.moved.get(uid)
    if (lone) return this.lone().find(({ root }) => root.uid === lone)?.root ?? null
    const start = workloads.get(uid) ?? workloads.get(pods.get(uid)?.owner ?? '')
    return start ? workloads.get(start.owner) ?? start : null
  }

  /** Every workload that no other owns, with what it owns. @returns {Family[]} */
  families() {
    const out = []
    for (const root of this.source.workloads.values()) {
      if (!this.source.workloads.has(root.owner)) out.push({ root, children: this.childrenOf(root.uid) })
    }
    return [...out, ...this.lone()]
  }

  /** Pods that no controller looks after (made by hand, or static ones of a node), by namespace. @returns {Family[]} */
  lone() {
    const groups = [...this.pods.uids].filter(([key, uids]) => key.startsWith(LONE) && uids.size > 0)
    return groups.map(([uid]) => {
      const pods = this.podsOf(uid)
      const ready = pods.filter((pod) => podState(pod) === 'running' || podState(pod) === 'done').length
      const root = { uid, kind: 'Pod', namespace: uid.slice(LONE.length), name: '', owner: '', desired: pods.length, ready, updated: 0, available: ready, revision: '', image: '', paused: 0, created: 0, status: '', selector: '' }
      return { root, children: [] }
    })
  }
}
