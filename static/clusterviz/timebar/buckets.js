// @ts-check
/** Arithmetic of the scrubber: buckets, ticks and places; pure. */

/**
 * Adds changes at a moment to the last bucket, or opens a new one of the same width.
 * @param {{buckets: [number, number][], last: number}} recorded changed in place
 * @param {number} time µs @param {number} changes
 */
export function mergeBuckets(recorded, time, changes) {
  const { buckets } = recorded
  const width = bucketWidth(buckets)
  const last = buckets[buckets.length - 1]
  if (last && time < last[0] + width) last[1] += changes
  else if (last) buckets.push([last[0] + Math.floor((time - last[0]) / width) * width, changes])
  else buckets.push([time, changes])
}

/** The smallest distance of two neighbours, µs; a second when there is none. @param {[number, number][]} buckets */
export function bucketWidth(buckets) {
  let width = Infinity
  for (let i = 1; i < buckets.length; i += 1) width = Math.min(width, buckets[i][0] - buckets[i - 1][0])
  return Number.isFinite(width) && width > 0 ? width : 1e6
}

/** Bars for a strip of this many pixels: heights 0…1 by square root, so that a quiet minute is seen beside a busy one.
 * @param {[number, number][]} buckets @param {{first: number, last: number}} span µs @param {number} pixels @param {number} step px per bar
 * @returns {Float32Array}
 */
export function bars(buckets, span, pixels, step) {
  const heights = new Float32Array(Math.max(1, Math.floor(pixels / step)))
  const scale = heights.length / (span.last - span.first)
  for (const [time, changes] of buckets) {
    const at = Math.min(heights.length - 1, Math.floor((time - span.first) * scale))
    if (time >= span.first && time <= span.last) heights[at] += changes
  }
  const most = Math.sqrt(Math.max(1, ...heights))
  return heights.map((height) => Math.sqrt(height) / most)
}

/** Steps of an axis in seconds that people read without counting. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 2592000]

/** Moments of an axis' labels. @param {{first: number, last: number}} span µs @param {number} most labels @returns {number[]} µs */
export function ticks(span, most) {
  const seconds = (span.last - span.first) / 1e6
  const step = (STEPS.find((size) => seconds / size <= most) ?? Math.ceil(seconds / most)) * 1e6
  const found = []
  for (let at = Math.ceil(span.first / step) * step; at <= span.last; at += step) found.push(at)
  return found
}

/** @param {number} step px @param {number} seconds the span @returns {boolean} whether labels need seconds */
export function needsSeconds(step, seconds) {
  return seconds / Math.max(1, step) < 60
}
