// @ts-check
/** Pods as small squares that can be chosen: one stop for the tab key, arrows move inside. */
import { h } from '../dom/element.js'
import { fill, gettext } from '../format/words.js'
import { podState, stateWord } from '../stream/pod-state.js'

/** @typedef {import('../stream/rows.js').PodRow} PodRow */
/** @typedef {{shown?: number, hidden?: number, className?: (pod: PodRow) => string}} Options */

const MOST = 220

/**
 * @param {import('../app.js').App} app
 * @param {PodRow[]} pods
 * @param {Options} [options] hidden: how many more there are
 * @returns {HTMLElement}
 */
export function podSquares(app, pods, { shown = MOST, hidden = Math.max(0, pods.length - shown), className = () => '' } = {}) {
  if (!pods.length) return h('p', { class: 'muted' }, gettext('no pods'))
  const selected = app.selection()?.uid
  const squares = pods.slice(0, shown).map((pod, i) => square(app, pod, i === 0, `${className(pod)} ${pod.uid === selected ? 'selected' : ''}`))
  const more = hidden > 0 ? h('span', { class: 'caption' }, `+${hidden}`) : null
  const group = h('div', { class: 'pod-squares', role: 'group', 'aria-label': gettext('Pods') }, squares, more)
  group.addEventListener('keydown', (event) => moveIn(group, event))
  return group
}

/** @param {import('../app.js').App} app @param {PodRow} pod @param {boolean} first @param {string} extra */
function square(app, pod, first, extra) {
  const state = podState(pod, nodeReady(app, pod))
  const label = fill(gettext('%(name)s, %(state)s'), { name: pod.name, state: pod.status || stateWord(state) })
  return h('button', { type: 'button', class: `pod-button ${extra}`, tabindex: first ? 0 : -1, title: pod.reason ? `${label}\n${pod.reason}` : label, 'aria-label': label, dataset: { uid: pod.uid }, on: { click: () => app.select(pod.uid) } },
    h('span', { class: `pod ${state}` }))
}

/** @param {import('../app.js').App} app @param {PodRow} pod */
function nodeReady(app, pod) {
  if (!pod.node) return undefined
  return readiness(app).get(pod.node)
}

/** @type {{nodes: any, revision: number, map: Map<string, string>}} */
let known = { nodes: null, revision: -1, map: new Map() }

/** Readiness by node name, made once for each revision. @param {import('../app.js').App} app */
function readiness(app) {
  const { nodes, revision } = app.store
  if (known.nodes !== nodes || known.revision !== revision) {
    known = { nodes, revision, map: new Map([...nodes.values()].map((node) => [node.name, node.ready])) }
  }
  return known.map
}

/** @param {HTMLElement} group @param {KeyboardEvent} event */
function moveIn(group, event) {
  const all = /** @type {HTMLElement[]} */ ([...group.querySelectorAll('button')])
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement))
  const to = /** @type {Record<string, number>} */ ({ ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 })[event.key]
  if (to === undefined || !all[to]) return
  event.preventDefault()
  all[at].tabIndex = -1
  all[to].tabIndex = 0
  all[to].focus()
}
