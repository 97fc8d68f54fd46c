// @ts-check
/** What has happened and when: buckets of changes and marks, fetched whole and carried on by deltas. */
import { mergeBuckets } from './buckets.js'

/** @typedef {[number, string, string, number]} Mark time µs, kind, label, revision */
/** @typedef {{first: number, last: number, buckets: [number, number][], marks: Mark[]}} Recorded */

const OFTEN = 2_000
const SELDOM = 30_000

export class History {
  /** @param {import('../app.js').App} app */
  constructor(app) {
    this.app = app
    /** @type {Recorded} */
    this.recorded = { first: 0, last: 0, buckets: [], marks: [] }
    this.fetched = 0
    /** changes since the last fetch */
    this.news = false
    /** @type {Set<() => void>} */
    this.listeners = new Set()
  }

  start() {
    this.app.feed.markListeners.push((marks, delta) => this.take(marks, delta))
    setInterval(() => this.refresh(), OFTEN)
    this.fetch()
  }

  /** @param {() => void} listener */
  on(listener) {
    this.listeners.add(listener)
  }

  /** The span that the scrubber shows: from the first moment to now. */
  span() {
    const first = this.recorded.first || this.app.clock.state?.first || 0
    return { first, last: Math.max(this.app.clock.now(), this.recorded.last, first + 1) }
  }

  /** @param {any[]} marks @param {any} delta */
  take(marks, delta) {
    this.news = true
    for (const [time, kind, label] of marks) this.recorded.marks.push([time, kind, typeof label === 'string' ? label : '', delta.to])
    mergeBuckets(this.recorded, delta.time, delta.revisions?.length ?? 1)
    this.tell()
  }

  /** Whole again when there is news: soon while the span grows fast, else seldom. */
  refresh() {
    if (!this.news || document.hidden) return
    const { first, last } = this.span()
    const grown = last - this.recorded.last > (last - first) * 0.1
    if (grown || Date.now() - this.fetched > SELDOM) this.fetch()
  }

  async fetch() {
    this.fetched = Date.now()
    this.news = false
    try {
      this.recorded = await this.app.api.get('history')
      this.tell()
    } catch {
      this.news = true // asked again with the next round; the link badge already says that the server is away
    }
  }

  tell() {
    for (const listener of this.listeners) listener()
  }

  /** The mark before or after a moment, or null. @param {number} time µs @param {-1 | 1} direction @returns {Mark | null} */
  neighbour(time, direction) {
    const others = this.recorded.marks.filter((mark) => (mark[0] - time) * direction > 0)
    return others.reduce((/** @type {Mark | null} */ best, mark) => (!best || (mark[0] - best[0]) * direction < 0 ? mark : best), null)
  }
}
