// @ts-check
/** What stands on the topology while there is nothing to draw: what would be here, and how to make it so. */
import { h, icon } from '../dom/element.js'
import { gettext } from '../format/words.js'

/** A cluster without nodes. @param {() => void} newCluster */
export function noNodes(newCluster) {
  return h('div', { class: 'empty card' }, icon('dns'), h('h2', null, gettext('No nodes yet')),
    h('p', null, gettext('Nodes are the machines that pods run on. Each would be a card here, in its zone, with its pods as squares.')),
    h('button', { class: 'button primary', type: 'button', on: { click: newCluster } }, gettext('New cluster from a template')))
}

/** A line of the tray for a cluster without pods of anybody's own. @param {() => void} upload */
export function noPods(upload) {
  return h('li', { class: 'hint' }, h('span', { class: 'muted' }, gettext('Nothing of your own runs here yet. Upload a manifest and watch its pods being scheduled, started and ready.')),
    h('button', { class: 'link', type: 'button', on: { click: upload } }, gettext('Upload a manifest')))
}

/** Cards in grey until the first snapshot is there. */
export function skeleton() {
  const column = () => h('div', null, h('div', { class: 'skeleton head' }), h('div', { class: 'skeleton node' }), h('div', { class: 'skeleton node' }))
  return h('div', { class: 'skeletons', 'aria-hidden': 'true' }, h('div', { class: 'columns' }, column(), column(), column()))
}
