// @ts-check
/** What the legend says in each mode; pure. */
import { count } from '../format/quantity.js'
import { fill, gettext } from '../format/words.js'
import { STATES, stateWord } from '../stream/pod-state.js'
import { categoryOf, colourOf, nodeModes } from './colour-modes.js'

/** @typedef {import('./legend.js').Entry} Entry */
/** @typedef {import('./model.js').Model} Model */
/** @typedef {import('./look.js').Look} Look */

const MOST_CATEGORIES = 9

/** @typedef {import('../stream/census.js').Census} Census */

/** @param {Model} model @param {Census} census @param {Look} look @param {boolean} heat @returns {{entries: Entry[], note: string, gauge?: string}} */
export function legendContent(model, census, look, heat) {
  if (heat && look.nodeMode !== 'phase') return nodeContent(model, census, look)
  return look.podMode === 'phase' || heat ? stateContent(census, heat) : categoryContent(model, look)
}

/** @param {Census} census @param {boolean} heat */
function stateContent(census, heat) {
  const words = [...census.failing.keys()]
  const counts = census.pods
  const entries = STATES.filter((state) => counts[state] || state === 'running').map((state) => ({ key: state, shape: state, count: counts[state], text: state === 'failing' && words.length === 1 ? words[0] : stateWord(state) }))
  return { entries, note: heat ? gettext('a cell shows the worst of its pods') : gettext('bars: requested of allocatable') }
}

/** @param {Model} model @param {Look} look */
function categoryContent(model, look) {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const pod of model.store.pods.values()) {
    const category = categoryOf(look.podMode, pod)
    counts.set(category, (counts.get(category) ?? 0) + 1)
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const entries = sorted.slice(0, MOST_CATEGORIES).map(([key, n]) => ({ key, count: n, text: shortCategory(look.podMode, key), colour: colourOf(look.podMode, key) }))
  const rest = sorted.length - entries.length
  return { entries, note: rest > 0 ? fill(gettext('and %(n)s more'), { n: count(rest) }) : '' }
}

/** @param {string} mode @param {string} category */
function shortCategory(mode, category) {
  const at = mode === 'workload' ? category.indexOf('/') : mode === 'image' ? category.lastIndexOf('/') : -1
  return category.slice(at + 1)
}

/** @param {Model} model @param {Census} census @param {Look} look */
function nodeContent(model, census, look) {
  const nodes = [...model.nodes.values()]
  const having = (/** @type {string} */ problem) => nodes.filter((node) => node.problem === problem).length
  const entries = [
    { key: 'bad', shape: 'failing', text: gettext('NotReady'), count: having('bad') },
    { key: 'wait', shape: 'pressure', text: gettext('pressure'), count: having('wait') },
    { key: 'cordoned', shape: 'terminating', text: gettext('cordoned'), count: having('cordoned') },
  ]
  const word = nodeModes().find(([mode]) => mode === look.nodeMode)?.[1] ?? ''
  const note = fill(gettext('%(running)s running · %(pending)s pending'), { running: count(census.pods.running), pending: count(census.pods.pending + census.pods.starting) })
  return look.nodeMode === 'problems' ? { entries, note } : { entries, note, gauge: word }
}
