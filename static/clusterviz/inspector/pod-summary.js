// @ts-check
/** A pod: where it runs, since when, and how each of its containers is. */
import { h, icon } from '../dom/element.js'
import { gettext } from '../format/words.js'
import { seconds } from './badges.js'
import { containers } from './containers.js'
import { keyOf, ownerKey } from './owner.js'
import { elapsed, facts, objectLink, section } from './parts.js'

/** @param {import('./inspected.js').Inspected} given @returns {(Node | null)[]} */
export function podSummary(given) {
  const { object: pod, app } = given
  return [stuck(given), section(gettext('Facts'), facts(podFacts(given))), containers(pod.spec, pod.status ?? {}, app), volumes(given)]
}

/** @param {import('./inspected.js').Inspected} given @returns {[string, any][]} */
function podFacts({ object: pod, app, row }) {
  const { metadata, spec, status = {} } = pod
  const created = seconds(metadata.creationTimestamp)
  const owner = ownerKey(pod)
  const node = spec.nodeName && keyOf('Node', '', spec.nodeName)
  const account = spec.serviceAccountName && keyOf('ServiceAccount', metadata.namespace, spec.serviceAccountName)
  return [
    [gettext('node'), node ? objectLink(app, node) : gettext('none yet')],
    [gettext('pod IP'), status.podIP],
    [gettext('age'), created === undefined ? null : elapsed(created, app)],
    [gettext('ready'), row ? `${row.ready} / ${row.containers}` : null],
    [gettext('controlled by'), owner ? [`${owner.kind} `, objectLink(app, owner)] : null],
    [gettext('priority'), spec.priority ? `${spec.priority}${spec.priorityClassName ? ` (${spec.priorityClassName})` : ''}` : null],
    [gettext('service account'), account ? objectLink(app, account) : null],
    [gettext('restart policy'), spec.restartPolicy],
    [gettext('node selector'), Object.entries(spec.nodeSelector ?? {}).map((pair) => pair.join('=')).join(', ')],
  ]
}

/** Why it does not run, in the API's own words, with the way to the whole reason. @param {import('./inspected.js').Inspected} given */
function stuck({ app, row, object }) {
  const message = row?.reason || object.status?.message
  if (!message) return null
  const why = h('button', { type: 'button', class: 'link', on: { click: () => app.location.set({ tab: 'why' }) } }, gettext('Why?'))
  return h('div', { class: 'notice wait' }, icon('hourglass_top', 'small'), h('span', { class: 'grow' }, message, ' ', why))
}

/** @param {import('./inspected.js').Inspected} given */
function volumes({ object: { spec, metadata }, app }) {
  const named = (spec.volumes ?? []).filter((/** @type {any} */ one) => !one.projected)
  if (!named.length) return null
  return section(gettext('Volumes'), facts(named.map((/** @type {any} */ one) => [one.name, source(one, metadata.namespace, app)])))
}

/** @param {any} volume @param {string} namespace @param {import('../app.js').App} app @returns {Node | string} */
function source({ name, ...rest }, namespace, app) {
  const [type, value] = Object.entries(rest)[0] ?? ['emptyDir', {}]
  const target = value?.claimName ? keyOf('PersistentVolumeClaim', namespace, value.claimName)
    : type === 'configMap' && value?.name ? keyOf('ConfigMap', namespace, value.name)
      : type === 'secret' && value?.secretName ? keyOf('Secret', namespace, value.secretName) : null
  return target ? h('span', null, `${target.kind} `, objectLink(app, target)) : type
}
