// @ts-check
/** One moment of a cluster: its tables by uid, grown from a snapshot and kept by deltas. */
import { TABLES, rowReader } from './rows.js'

/** @typedef {import('./rows.js').TableName} TableName */
/** @typedef {import('./rows.js').AnyRow} AnyRow */

/**
 * What changed in one table since the last telling; a row both set and removed in between is in `gone` only.
 * @typedef {object} TableChange
 * @property {boolean} reset all rows may differ: read the table anew
 * @property {Map<string, AnyRow | undefined>} set uid → the row before (undefined: new); the table holds the row now
 * @property {Map<string, AnyRow>} gone uid → the last row
 */

/** How many events are kept; the oldest go first. A page that is open for days must not grow. */
const MOST_EVENTS = 5000

/** @returns {TableChange} */
export function noChange() {
  return { reset: false, set: new Map(), gone: new Map() }
}

export class Tables {
  constructor() {
    this.revision = 0
    /** @type {Record<TableName, Map<string, any>>} */
    this.rows = { nodes: new Map(), pods: new Map(), workloads: new Map(), events: new Map(), objects: new Map() }
    /** @type {Partial<Record<TableName, (row: any[]) => any>>} */
    this.readers = {}
  }

  /** @param {Record<string, {cols: string[], rows?: any[][]}>} tables */
  begin(tables) {
    for (const name of TABLES) {
      if (!tables[name]) continue
      this.readers[name] = rowReader(name, tables[name].cols)
      if (tables[name].rows) this.add(name, tables[name].rows)
    }
  }

  /** @param {TableName} name @param {any[][]} rows */
  add(name, rows) {
    const read = this.readers[name]
    const table = this.rows[name]
    if (!read || !table) return
    for (const row of rows) table.set(row[0], read(row))
  }

  /**
   * Applies a delta and notes in `changes` what it did.
   * @param {{to: number, set?: Record<string, any[][]>, del?: Record<string, string[]>}} delta
   * @param {Record<TableName, TableChange>} changes
   */
  apply(delta, changes) {
    for (const name of TABLES) {
      for (const uid of delta.del?.[name] ?? []) this.remove(name, uid, changes[name])
      for (const row of delta.set?.[name] ?? []) this.put(name, row, changes[name])
    }
    const { events } = this.rows
    for (const uid of events.keys()) {
      if (events.size <= MOST_EVENTS) break
      this.remove('events', uid, changes.events)
    }
    this.revision = delta.to
  }

  /** @param {TableName} name @param {any[]} values @param {TableChange} change */
  put(name, values, change) {
    const read = this.readers[name]
    if (!read) return
    const row = read(values)
    const before = this.rows[name].get(row.uid)
    if (!change.set.has(row.uid)) change.set.set(row.uid, before)
    change.gone.delete(row.uid)
    this.rows[name].set(row.uid, row)
  }

  /** @param {TableName} name @param {string} uid @param {TableChange} change */
  remove(name, uid, change) {
    const before = this.rows[name].get(uid)
    if (!before) return
    this.rows[name].delete(uid)
    const first = change.set.has(uid) ? change.set.get(uid) : before
    change.set.delete(uid)
    if (first) change.gone.set(uid, first)
  }
}
