// @ts-check
/** Groups waiting pods by workload and reason, the largest group first; pure. */

/** @typedef {import('../stream/rows.js').PodRow} PodRow */
/** @typedef {{key: string, name: string, reason: string, pods: PodRow[]}} Group */

/**
 * @param {Iterable<PodRow>} pods
 * @returns {Group[]}
 */
export function groupWaiting(pods) {
  /** @type {Map<string, Group>} */
  const groups = new Map()
  for (const pod of pods) {
    const key = `${pod.namespace}\n${pod.workload}\n${pod.reason}`
    const group = groups.get(key)
    if (group) group.pods.push(pod)
    else groups.set(key, { key, name: pod.workload.slice(pod.workload.indexOf('/') + 1), reason: pod.reason, pods: [pod] })
  }
  return [...groups.values()].sort((a, b) => Number(Boolean(b.reason)) - Number(Boolean(a.reason)) || b.pods.length - a.pods.length || (a.key < b.key ? -1 : 1))
}
