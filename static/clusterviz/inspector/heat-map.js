// @ts-check
/** Node × plugin: where each node's way through the filters ended; the plugin that refused is crossed. */
import { h, icon } from '../dom/element.js'
import { fill, gettext } from '../format/words.js'
import { keyOf } from './owner.js'
import { objectLink } from './parts.js'

/** @typedef {[name: string, plugin: number, reason: string]} NodeVerdict plugin: index of the refusing one, -1 when none refused */
/** @typedef {"passed" | "refused" | "unasked"} Cell */

/**
 * The cells of one node: the plugins before the refusing one passed it, those after it were not asked.
 * @param {number} plugins how many
 * @param {number} refusing index, -1 for none
 * @returns {Cell[]}
 */
export function cellsOf(plugins, refusing) {
  return Array.from({ length: plugins }, (_, i) => (refusing < 0 || i < refusing ? 'passed' : i === refusing ? 'refused' : 'unasked'))
}

/** A plugin's name without what all of them share: NodeResourcesFit → Resources. @param {string} name */
export function shortName(name) {
  const cut = name.replace(/^Node(?=Unschedulable|Resources)/, '').replace(/^Pod(?=Topology)/, '').replace(/Fit$/, '')
  return cut.replace(/^ResourcesBalancedAllocation$/, 'Balanced')
}

/** Furthest first, then by name with numbers in order. @param {NodeVerdict[]} nodes */
export function inOrder(nodes) {
  const far = (/** @type {NodeVerdict} */ one) => (one[1] < 0 ? Infinity : one[1])
  return [...nodes].sort((a, b) => far(b) - far(a) || a[0].localeCompare(b[0], 'en', { numeric: true }))
}

/**
 * @param {import('../app.js').App} app
 * @param {string[]} plugins
 * @param {NodeVerdict[]} nodes
 */
export function heatMap(app, plugins, nodes) {
  const head = h('tr', null, h('td', null), plugins.map((name) => h('th', { scope: 'col', title: name }, h('span', { class: 'slant' }, shortName(name)))))
  const rows = inOrder(nodes).map((verdict) => row(app, plugins, verdict))
  const label = gettext('Which plugin refused which node')
  const table = h('table', { class: 'heat', 'aria-label': label }, h('thead', null, head), h('tbody', null, rows))
  return h('div', { class: 'heat-scroll', tabindex: 0, role: 'region', 'aria-label': label }, table)
}

/** @param {import('../app.js').App} app @param {string[]} plugins @param {NodeVerdict} verdict */
function row(app, plugins, [name, refusing, reason]) {
  const node = keyOf('Node', '', name)
  const cells = cellsOf(plugins.length, refusing).map((cell, i) => h('td', { class: cell, title: title(cell, plugins[i], name, reason) }, mark(cell)))
  return h('tr', null, h('th', { scope: 'row' }, node ? objectLink(app, node) : name), cells)
}

/** @param {Cell} cell */
function mark(cell) {
  const words = { passed: gettext('passed'), refused: gettext('refused'), unasked: '' }
  return [cell === 'refused' ? icon('close', 'small') : null, words[cell] && h('span', { class: 'only-read' }, words[cell])]
}

/** @param {Cell} cell @param {string} plugin @param {string} node @param {string} reason */
function title(cell, plugin, node, reason) {
  if (cell === 'refused') return `${plugin} · ${node}: ${reason}`
  return cell === 'passed' ? fill(gettext('%(plugin)s lets %(node)s pass'), { plugin, node }) : fill(gettext('%(plugin)s was not asked'), { plugin })
}
