// @ts-check
/** Which families are shown, and in which order: by namespace, the system's last, then by kind and name. */
import { needsLook } from './progress.js'

/** @typedef {import('./ownership.js').Family} Family */
/** @typedef {"all" | "attention"} Look */

const names = new Intl.Collator('en', { numeric: true })
const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicationController', 'ReplicaSet', 'CronJob', 'Job', 'Pod']

/** @param {string} namespace */
function isSystem(namespace) {
  return namespace.startsWith('kube-')
}

/** @param {string} a @param {string} b */
function byNamespace(a, b) {
  return Number(isSystem(a)) - Number(isSystem(b)) || (a < b ? -1 : a > b ? 1 : 0)
}

/** @param {Family} a @param {Family} b */
function inOrder({ root: a }, { root: b }) {
  return byNamespace(a.namespace, b.namespace) || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || names.compare(a.name, b.name)
}

/**
 * @param {Family[]} families
 * @param {{namespace: string, look: Look}} wish namespace "" means all
 * @returns {Family[]} in the order of the page
 */
export function choose(families, { namespace, look }) {
  const wanted = families.filter(({ root, children }) => (!namespace || root.namespace === namespace) && (look === 'all' || needsLook(root, children)))
  return wanted.sort(inOrder)
}

/** The namespaces that have a workload. @param {{workloads: Map<string, {namespace: string}>}} store */
export function namespacesOf(store) {
  return [...new Set([...store.workloads.values()].map((row) => row.namespace))].sort(byNamespace)
}
