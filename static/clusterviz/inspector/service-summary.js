// @ts-check
/** A Service: its address and ports, whom it selects, and who answers behind it. */
import { h, icon, replace } from '../dom/element.js'
import { gettext } from '../format/words.js'
import { seconds } from './badges.js'
import { objectPath } from './load.js'
import { keyOf } from './owner.js'
import { elapsed, facts, objectLink, section } from './parts.js'
import { selectorText } from './workload-summary.js'

const SLICES = 'endpointslices.discovery.k8s.io'

/** @param {import('./inspected.js').Inspected} given @returns {(Node | null)[]} */
export function serviceSummary(given) {
  const { spec = {}, metadata } = given.object
  const created = seconds(metadata.creationTimestamp)
  const behind = h('div', null, h('p', { class: 'muted' }, gettext('Loading')))
  fillEndpoints(behind, given)
  return [
    section(gettext('Facts'), facts([
      [gettext('type'), spec.type], [gettext('cluster IP'), spec.clusterIP], [gettext('external name'), spec.externalName],
      [gettext('ports'), (spec.ports ?? []).map(portText).join(', ')], [gettext('selector'), selectorText(spec.selector) || gettext('none')],
      [gettext('session affinity'), spec.sessionAffinity === 'None' ? null : spec.sessionAffinity], [gettext('age'), created === undefined ? null : elapsed(created, given.app)],
    ])),
    section(gettext('Endpoints'), behind),
  ]
}

/** @param {any} port */
function portText({ name, port, targetPort, nodePort, protocol }) {
  const to = targetPort === undefined || targetPort === port ? '' : ` → ${targetPort}`
  return `${name ? `${name} ` : ''}${port}${to}${nodePort ? ` (node ${nodePort})` : ''}${protocol && protocol !== 'TCP' ? ` ${protocol}` : ''}`
}

/** @param {HTMLElement} host @param {import('./inspected.js').Inspected} given */
async function fillEndpoints(host, { app, key, object, signal }) {
  const rows = [...app.store.objects.values()].filter((row) => row.resource === SLICES && row.namespace === key.namespace && row.name.startsWith(`${key.name}-`))
  const path = (/** @type {any} */ row) => objectPath({ resource: SLICES, namespace: row.namespace, name: row.name })
  const slices = await Promise.all(rows.slice(0, 6).map((row) => app.api.get(path(row), { time: app.past.time }, signal).catch(() => null)))
  if (signal.aborted) return
  const own = slices.map((answer) => answer?.object).filter((slice) => slice?.metadata.labels?.['kubernetes.io/service-name'] === object.metadata.name)
  const ends = own.flatMap((slice) => slice.endpoints ?? [])
  replace(host, ends.length ? h('ul', { class: 'lines' }, ends.slice(0, 60).map((end) => row(app, key.namespace, end))) : nobody(object))
}

/** @param {import('../app.js').App} app @param {string} namespace @param {any} end */
function row(app, namespace, end) {
  const ready = end.conditions?.ready !== false
  const pod = end.targetRef?.kind === 'Pod' ? keyOf('Pod', namespace, end.targetRef.name) : null
  return h('li', null, h('span', { class: `tone ${ready ? 'ok' : 'wait'}` }, icon(ready ? 'check_circle' : 'pending', 'small')),
    h('span', { class: 'mono' }, (end.addresses ?? []).join(', ')), pod ? objectLink(app, pod) : null,
    h('span', { class: 'end caption' }, ready ? gettext('ready') : gettext('not ready')))
}

/** @param {any} service */
function nobody({ spec = {} }) {
  const text = Object.keys(spec.selector ?? {}).length
    ? gettext('No pod carries the labels that this Service selects, or none is ready: connections are refused.')
    : gettext('This Service selects no pods; its endpoints are written by hand.')
  return h('p', { class: 'muted' }, text)
}
