// @ts-check
/** A node: what it has, what is asked of it, what keeps pods away, and which pods it runs. */
import { h } from '../dom/element.js'
import { cores, memory } from '../format/quantity.js'
import { fill, gettext } from '../format/words.js'
import { bytes, milli } from '../view/amounts.js'
import { seconds } from './badges.js'
import { elapsed, facts, section } from './parts.js'
import { podSquares } from './pod-squares.js'

/** @param {import('./inspected.js').Inspected} given @returns {(Node | null)[]} */
export function nodeSummary({ object: node, app }) {
  const pods = [...app.store.pods.values()].filter((pod) => pod.node === node.metadata.name)
  return [
    section(gettext('Requested of what is allocatable'), meters(node, pods)),
    section(gettext('Facts'), facts(nodeFacts(node, app))),
    taints(node),
    section(fill(gettext('Pods · %(n)s'), { n: pods.length }), podSquares(app, pods)),
  ]
}

/** @param {any} node @param {import('../stream/rows.js').PodRow[]} pods */
function meters({ status = {} }, pods) {
  const has = status.allocatable ?? status.capacity ?? {}
  const live = pods.filter((pod) => pod.phase !== 'Succeeded' && pod.phase !== 'Failed')
  const sum = (/** @type {"cpu" | "memory"} */ name) => live.reduce((all, pod) => all + (pod[name] || 0), 0)
  return h('div', { class: 'meters' },
    meter('cpu', sum('cpu'), milli(has.cpu), cores),
    meter(gettext('memory'), sum('memory'), bytes(has.memory), memory),
    meter(gettext('pods'), live.length, Number(has.pods ?? 0), String))
}

/** @param {string} name @param {number} part @param {number} whole @param {(amount: number) => string} write */
export function meter(name, part, whole, write) {
  const percent = whole ? Math.round((100 * part) / whole) : 0
  const text = fill(gettext('%(part)s of %(whole)s'), { part: write(part), whole: write(whole) })
  const bar = h('div', { class: 'meter', role: 'meter', 'aria-label': name, 'aria-valuenow': Math.min(100, percent), 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuetext': text },
    h('div', { class: percent > 100 ? 'over' : '', style: { width: `${Math.min(100, percent)}%` } }))
  return h('div', { class: 'meter-row' }, h('span', { class: 'muted' }, name), bar, h('span', null, text), h('span', { class: 'muted end' }, `${percent} %`))
}

/** @param {any} node @param {import('../app.js').App} app @returns {[string, any][]} */
function nodeFacts({ metadata, spec = {}, status = {} }, app) {
  const created = seconds(metadata.creationTimestamp)
  const label = (/** @type {string} */ name) => metadata.labels?.[name]
  const info = status.nodeInfo ?? {}
  const address = (status.addresses ?? []).find((/** @type {any} */ one) => one.type === 'InternalIP')?.address
  return [
    [gettext('zone'), label('topology.kubernetes.io/zone')],
    [gettext('instance type'), label('node.kubernetes.io/instance-type')],
    [gettext('internal IP'), address],
    [gettext('pod CIDR'), spec.podCIDR],
    [gettext('kubelet'), info.kubeletVersion],
    [gettext('runtime'), info.containerRuntimeVersion],
    [gettext('system'), [info.osImage, info.architecture].filter(Boolean).join(' · ')],
    [gettext('age'), created === undefined ? null : elapsed(created, app)],
  ]
}

/** @param {any} node */
function taints({ spec = {} }) {
  if (!spec.taints?.length) return null
  const row = (/** @type {any} */ one) => h('li', { class: 'label mono' }, `${one.key}${one.value ? `=${one.value}` : ''}:${one.effect}`)
  return section(gettext('Taints'), h('ul', { class: 'labels' }, spec.taints.map(row)))
}
