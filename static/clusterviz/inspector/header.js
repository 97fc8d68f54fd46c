// @ts-check
/** The inspector's head: what it is, whose it is, how it is. */
import { h, icon } from '../dom/element.js'
import { kindIcon } from '../frame/kind-icons.js'
import { gettext } from '../format/words.js'
import { podState, stateWord } from '../stream/pod-state.js'
import { badgesOf } from './badges.js'
import { ownerKey } from './owner.js'
import { badge, objectLink } from './parts.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {import('../stream/keys.js').Key} Key */

/**
 * @param {App} app
 * @param {Key} key
 * @param {any} object null while it is fetched
 * @param {any} [row]
 * @returns {HTMLElement[]}
 */
export function header(app, key, object, row) {
  const kind = object?.kind ?? key.kind ?? ''
  const title = h('div', { class: 'inspect-title' }, symbol(kind, row), h('h2', null, key.name))
  const line = h('p', { class: 'inspect-line' }, join(lineParts(app, key, object, kind)))
  const badges = object ? badgesOf(object, row).map((one) => badge(one, app)) : [h('span', { class: 'skeleton badge-skeleton' })]
  return [title, line, h('div', { class: 'badges' }, badges)]
}

/** @param {string} kind @param {any} row */
function symbol(kind, row) {
  if (kind !== 'Pod' || !row) return icon(kindIcon(kind))
  const state = podState(row)
  return h('span', { class: `pod ${state}`, role: 'img', 'aria-label': stateWord(state) })
}

/** @param {App} app @param {Key} key @param {any} object @param {string} kind @returns {(Node | string)[][]} */
function lineParts(app, key, object, kind) {
  const parts = [[kind], key.namespace ? [key.namespace] : [], object ? [trait(object)] : [], owned(app, object)]
  return parts.filter((part) => part.length && part[0] !== '')
}

/** The one property worth a place beside the kind. @param {any} object @returns {string} */
function trait({ kind, spec, status }) {
  if (kind === 'Pod') return status?.qosClass ?? ''
  if (kind === 'Deployment') return strategyText(spec?.strategy)
  if (kind === 'Node') return status?.nodeInfo?.kubeletVersion ?? ''
  if (kind === 'Service') return spec?.clusterIP ?? ''
  return ''
}

/** @param {any} strategy */
function strategyText(strategy) {
  const rolling = strategy?.rollingUpdate
  return rolling ? `RollingUpdate ${rolling.maxSurge} / ${rolling.maxUnavailable}` : strategy?.type ?? ''
}

/** @param {App} app @param {any} object @returns {(Node | string)[]} */
function owned(app, object) {
  const owner = object && ownerKey(object)
  return owner ? [`${gettext('owned by')} `, objectLink(app, owner)] : []
}

/** @param {(Node | string)[][]} parts @returns {(Node | string)[]} */
function join(parts) {
  return parts.flatMap((part, i) => (i ? [' · ', ...part] : part))
}
