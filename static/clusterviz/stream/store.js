// @ts-check
/** The page's copy of the cluster: live tables, or those of a past moment; tells subscribers once per animation frame. */
import { Tables, noChange } from './tables.js'
import { TABLES } from './rows.js'

/** @typedef {import('./rows.js').TableName} TableName */
/** @typedef {import('./tables.js').TableChange} TableChange */
/** @typedef {Record<TableName, TableChange>} Changes */
/** @typedef {(changes: Changes) => void} Subscriber called with every table's change; look at those you asked for */

export class Store {
  /** @param {(run: () => void) => void} [schedule] runs the telling later; the next animation frame by default */
  constructor(schedule = nextFrame) {
    this.schedule = schedule
    this.live = new Tables()
    /** @type {Tables | null} */
    this.shownPast = null
    /** false until the first snapshot is there */
    this.loaded = false
    this.due = false
    this.changes = freshChanges()
    /** @type {Map<Subscriber, Set<TableName>>} */
    this.subscribers = new Map()
  }

  /** The tables that are shown. */
  get tables() { return this.shownPast ?? this.live }
  get revision() { return this.tables.revision }
  /** @returns {Map<string, import('./rows.js').NodeRow>} */
  get nodes() { return this.tables.rows.nodes }
  /** @returns {Map<string, import('./rows.js').PodRow>} */
  get pods() { return this.tables.rows.pods }
  /** @returns {Map<string, import('./rows.js').WorkloadRow>} */
  get workloads() { return this.tables.rows.workloads }
  /** @returns {Map<string, import('./rows.js').EventRow>} */
  get events() { return this.tables.rows.events }
  /** @returns {Map<string, import('./rows.js').ObjectRow>} */
  get objects() { return this.tables.rows.objects }

  /**
   * @param {TableName[]} names
   * @param {Subscriber} subscriber
   * @returns {() => void} ends the subscription
   */
  subscribe(names, subscriber) {
    this.subscribers.set(subscriber, new Set(names))
    return () => this.subscribers.delete(subscriber)
  }

  /** A whole new live moment (connected, or too far behind). @param {Tables} tables */
  replaceLive(tables) {
    this.live = tables
    this.loaded = true
    if (!this.shownPast) this.reset()
  }

  /** Shows a past moment, or the present again with null. @param {Tables | null} tables */
  show(tables) {
    if (tables === this.shownPast) return
    this.shownPast = tables
    this.reset()
  }

  /** @param {any} delta */
  applyDelta(delta) {
    const changes = this.shownPast ? freshChanges() : this.changes
    this.live.apply(delta, changes)
    if (!this.shownPast) this.tellSoon()
  }

  reset() {
    for (const name of TABLES) this.changes[name].reset = true
    this.tellSoon()
  }

  tellSoon() {
    if (this.due) return
    this.due = true
    this.schedule(() => this.tell())
  }

  tell() {
    this.due = false
    const changes = this.changes
    this.changes = freshChanges()
    for (const [subscriber, names] of [...this.subscribers]) {
      if ([...names].some((name) => isChanged(changes[name]))) subscriber(changes)
    }
  }
}

/** @returns {Changes} */
function freshChanges() {
  return { nodes: noChange(), pods: noChange(), workloads: noChange(), events: noChange(), objects: noChange() }
}

/** @param {TableChange} change */
export function isChanged(change) {
  return change.reset || change.set.size > 0 || change.gone.size > 0
}

/** A hidden page gets no animation frames, yet its counts and title go on. @param {() => void} run */
function nextFrame(run) {
  if (document.hidden) setTimeout(run, 250)
  else requestAnimationFrame(run)
}
