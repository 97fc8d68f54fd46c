// @ts-check
/** The arithmetic of the rollout chart: steps of several revisions brought onto one time axis. */

/** @typedef {[time: number, pods: number, ready: number]} Point time: virtual µs */
/** @typedef {{revision: number | string, replicaset: string, points: Point[]}} Series */
/** @typedef {{revision: number | string, replicaset: string, pods: number[]}} Layer */
/** @typedef {{times: number[], layers: Layer[], ready: number[]}} Stack oldest revision first; ready: of all revisions together */

const LONGEST = 30 * 60e6

/**
 * Every series held at its last value until its next point, on the union of all times, up to `until`.
 * @param {Series[]} series
 * @param {number} until virtual µs
 * @returns {Stack}
 */
export function stack(series, until) {
  const begun = series.map((one) => ({ ...one, points: one.points.filter(([time]) => time <= until) })).filter(({ points }) => points.length > 0)
  const sorted = begun.sort((a, b) => Number(a.revision) - Number(b.revision))
  const from = windowStart(sorted, until)
  const inside = sorted.flatMap((one) => one.points.map(([time]) => time)).filter((time) => time > from && time < until)
  const times = [...new Set([from, ...inside, until])].sort((a, b) => a - b)
  const layers = sorted.map(({ revision, replicaset, points }) => ({ revision, replicaset, pods: held(points, times, 1) }))
  const readies = sorted.map(({ points }) => held(points, times, 2))
  return { times, layers: layers.filter(({ pods }) => pods.some((n) => n > 0)), ready: times.map((_, i) => readies.reduce((sum, one) => sum + one[i], 0)) }
}

/** The value of a step function at each of `times`. @param {Point[]} points in order @param {number[]} times in order @param {1 | 2} place */
export function held(points, times, place) {
  let at = -1
  return times.map((time) => {
    while (at + 1 < points.length && points[at + 1][0] <= time) at += 1
    return at < 0 ? 0 : points[at][place]
  })
}

/**
 * Where the picture begins: a little before the newest rollout's first step, at most half an hour back.
 * @param {Series[]} sorted oldest revision first
 * @param {number} until
 */
function windowStart(sorted, until) {
  const newest = sorted.at(-1)?.points[0]?.[0] ?? until
  const first = Math.min(until, ...sorted.flatMap(({ points }) => points.slice(0, 1).map(([time]) => time)))
  const last = Math.max(newest, ...sorted.flatMap(({ points }) => points.slice(-1).map(([time]) => time)))
  const lead = Math.max(5e6, (last - newest) * 0.25)
  return Math.max(first, until - LONGEST < newest ? newest - lead : Math.max(newest - lead, first))
}

/** Where the picture ends: now, or a while after the last step when nothing moves any more. @param {Series[]} series @param {number} now */
export function windowEnd(series, now) {
  const times = series.flatMap(({ points }) => points.map(([time]) => time)).filter((time) => time <= now)
  const starts = series.map(({ points }) => points[0]?.[0] ?? now)
  const last = Math.max(...times)
  const newest = Math.max(...starts.filter((time) => time <= now))
  if (!Number.isFinite(last)) return now
  return Math.min(now, last + Math.max(20e6, (last - newest) * 0.5))
}
