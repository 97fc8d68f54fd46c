// @ts-check
/** What the colour of squares and cells tells, and the words of each choice. */
import { categoryColour } from '../format/category-colour.js'
import { gettext } from '../format/words.js'

/** @typedef {import('../stream/rows.js').PodRow} PodRow */
/** @typedef {import('./node-item.js').NodeItem} NodeItem */
/** @typedef {"phase" | "workload" | "namespace" | "qos" | "image" | "restarts"} PodMode */
/** @typedef {"phase" | "cpu" | "memory" | "pods" | "problems"} NodeMode */

/** @returns {[PodMode, string][]} */
export function podModes() {
  return [['phase', gettext('Phase')], ['workload', gettext('Workload')], ['namespace', gettext('Namespace')], ['qos', gettext('QoS')], ['image', gettext('Image')], ['restarts', gettext('Restarts')]]
}

/** @returns {[NodeMode, string][]} */
export function nodeModes() {
  return [['phase', gettext('Phase')], ['cpu', gettext('CPU requested')], ['memory', gettext('Memory')], ['pods', gettext('Pods')], ['problems', gettext('Problems')]]
}

/** @type {Record<string, (pod: PodRow) => string>} the category of a pod in each mode but phase */
const CATEGORIES = {
  workload: (pod) => pod.workload, namespace: (pod) => pod.namespace, qos: (pod) => pod.qos, image: (pod) => pod.image,
  restarts: (pod) => (pod.restarts === 0 ? '0' : pod.restarts < 3 ? '1–2' : pod.restarts < 10 ? '3–9' : '10+'),
}

/** Few and ordered categories have colours of their own choosing. @type {Record<string, Record<string, string>>} */
const FIXED = {
  qos: { Guaranteed: '#0072b2', Burstable: '#56b4e9', BestEffort: '#cc79a7' },
  restarts: { 0: '#8fb8c9', '1–2': '#e6b800', '3–9': '#e07b1a', '10+': '#b8321f' },
}

/** @param {PodMode} mode @param {PodRow} pod @returns {string} "" in phase mode */
export function categoryOf(mode, pod) {
  return CATEGORIES[mode]?.(pod) ?? ''
}

/** @param {PodMode} mode @param {string} category @returns {string} CSS colour */
export function colourOf(mode, category) {
  return FIXED[mode]?.[category] ?? categoryColour(category)
}

/** @type {Record<string, (node: NodeItem) => number>} share used, 0…1 and above */
const SHARES = {
  cpu: (node) => share(node.cpu, node.row.cpu), memory: (node) => share(node.memory, node.row.memory), pods: (node) => share(node.active, node.row.pods),
}

/** @param {number} part @param {number} whole */
function share(part, whole) {
  return whole > 0 ? part / whole : 0
}

/** How full a node is in this mode, 0…1, or -1 when the mode does not measure. @param {string} mode @param {NodeItem} node */
export function shareOf(mode, node) {
  return SHARES[mode] ? Math.min(1, SHARES[mode](node)) : -1
}
