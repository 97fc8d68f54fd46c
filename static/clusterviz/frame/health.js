// @ts-check
/** The health line of the top bar: nodes ready, pods running, pending and failing; and the warnings' count in the navigation. */
import { byId, h, replace } from '../dom/element.js'
import { count, shortCount } from '../format/quantity.js'
import { gettext } from '../format/words.js'
import { setText } from '../dom/element.js'

/** @param {import('../app.js').App} app */
export function startHealth(app) {
  const line = makeLine()
  app.store.subscribe(['nodes', 'pods'], () => line.show(app.census))
  app.store.subscribe(['events'], () => {
    let warnings = 0
    for (const event of app.store.events.values()) if (event.type === 'Warning') warnings += 1
    const badge = byId('event-count')
    setText(badge, warnings ? shortCount(warnings) : '')
    badge.title = warnings ? gettext('Warnings among the newest events') : ''
  })
}

function makeLine() {
  const nodes = h('b', null)
  const allNodes = h('span', null)
  const running = entry('ok', gettext('running'))
  const pending = entry('wait', gettext('pending'))
  const failing = entry('bad', gettext('failing'))
  replace(byId('health'), h('span', null, nodes, allNodes, h('span', { class: 'word' }, ` ${gettext('nodes')}`)), running.element, pending.element, failing.element)
  byId('health').style.visibility = 'hidden'
  return {
    /** @param {import('../stream/census.js').Census} census */
    show(census) {
      byId('health').style.visibility = ''
      setText(nodes, count(census.nodesReady))
      setText(allNodes, `/${count(census.nodes)}`)
      setText(running.number, count(census.pods.running))
      setText(pending.number, count(census.pods.pending + census.pods.starting))
      setText(failing.number, count(census.pods.failing + census.pods.unknown))
    },
  }
}

/** @param {string} tone @param {string} word */
function entry(tone, word) {
  const number = h('b', null, '0')
  return { number, element: h('span', { class: tone, title: word }, h('span', { class: 'dot', 'aria-hidden': 'true' }), number, h('span', { class: 'word' }, ` ${word}`)) }
}
