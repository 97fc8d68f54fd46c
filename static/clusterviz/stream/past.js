// @ts-check
/** Time travel: fetches the tables of a past moment and shows them in the place of the live ones. */
import { Tables } from './tables.js'

/** @typedef {import('./store.js').Store} Store */

export class Past {
  /**
   * @param {Store} store
   * @param {import('../frame/http.js').ClusterApi} api
   * @param {(message: string) => void} failed
   */
  constructor(store, api, failed) {
    this.store = store
    this.api = api
    this.failed = failed
    /** @type {number | null} the moment asked for, µs; null is the present */
    this.time = null
    /** @type {number | null} asked for while another was under way */
    this.waiting = null
    this.busy = false
    /** @type {Set<() => void>} */
    this.listeners = new Set()
  }

  /** @param {() => void} listener @returns {() => void} */
  on(listener) {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  tell() {
    for (const listener of [...this.listeners]) listener()
  }

  /** Shows the cluster as it was. While one answer is on its way only the newest wish is kept. @param {number} time µs */
  async go(time) {
    this.time = Math.round(time)
    this.tell()
    if (this.busy) { this.waiting = this.time; return }
    this.busy = true
    await this.fetch(this.time)
    this.busy = false
    const next = this.waiting
    this.waiting = null
    if (next !== null && this.time !== null) await this.go(next)
    else this.tell()
  }

  live() {
    if (this.time === null) return
    this.time = this.waiting = null
    this.store.show(null)
    this.tell()
  }

  /** @param {number} time */
  async fetch(time) {
    try {
      const tables = readSnapshot(await this.api.get('snapshot', { time }))
      if (this.time !== null) this.store.show(tables)
    } catch (error) {
      this.failed(/** @type {Error} */ (error).message)
      if (!this.store.shownPast) this.live()
    }
  }
}

/** @param {any} snapshot */
function readSnapshot(snapshot) {
  const tables = new Tables()
  tables.begin(snapshot.tables)
  tables.revision = snapshot.revision
  return tables
}
