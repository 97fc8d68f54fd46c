// @ts-check
/** The part of the history that the scrubber shows: all of it, or less, so that a busy minute of a long day can be read; pure. */

/** @typedef {{first: number, last: number}} Span µs */

/** The shortest part, µs. */
const LEAST = 10e6

export class Zoom {
  constructor() {
    /** µs shown; 0 is all of the history */
    this.length = 0
    /** where it begins; null follows the present at its right end @type {number | null} */
    this.first = null
  }

  /** What is shown of a history. @param {Span} whole @returns {Span} */
  of(whole) {
    if (!this.length || this.length >= whole.last - whole.first) return whole
    const latest = whole.last - this.length
    const first = this.first === null ? latest : Math.max(whole.first, Math.min(latest, this.first))
    return { first, last: first + this.length }
  }

  /**
   * Shows more or less of the history, with one moment staying where it is.
   * @param {Span} whole @param {number} factor above 1 shows less @param {number} at µs
   */
  by(whole, factor, at) {
    const shown = this.of(whole)
    const length = Math.max(LEAST, (shown.last - shown.first) / factor)
    if (length >= whole.last - whole.first) return this.reset()
    const part = (at - shown.first) / (shown.last - shown.first)
    const first = at - part * length
    this.length = length
    this.first = first + length >= whole.last - length / 100 ? null : first
  }

  reset() {
    this.length = 0
    this.first = null
  }
}
