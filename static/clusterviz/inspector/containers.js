// @ts-check
/** The containers of a pod (or of a pod template): state, image, restarts, what they ask for. */
import { h, icon } from '../dom/element.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { seconds } from './badges.js'
import { elapsed, section } from './parts.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {{tone: string, symbol: string, text: string, message?: string, since?: number}} State */

/** @param {any} spec of a pod @param {any} status of a pod, {} for a template @param {App} app */
export function containers(spec, status, app) {
  const inits = list(spec.initContainers, status.initContainerStatuses, app, true)
  return section(gettext('Containers'), h('ul', { class: 'containers' }, inits, list(spec.containers, status.containerStatuses, app, false)))
}

/** @param {any[] | undefined} specs @param {any[] | undefined} statuses @param {App} app @param {boolean} init */
function list(specs, statuses, app, init) {
  return (specs ?? []).map((spec) => row(spec, statuses?.find((one) => one.name === spec.name), app, init))
}

/** @param {any} spec @param {any} status @param {App} app @param {boolean} init */
function row(spec, status, app, init) {
  const state = status ? stateOf(status) : null
  const restarts = status?.restartCount ?? 0
  const role = init ? (spec.restartPolicy === 'Always' ? gettext('sidecar') : gettext('init')) : ''
  return h('li', null,
    h('div', { class: 'container-head' }, h('b', null, spec.name), role && h('span', { class: 'badge' }, role),
      state && h('span', { class: `tone ${state.tone}` }, icon(state.symbol, 'small'), ' ', state.text, state.since !== undefined && ' ', state.since !== undefined && elapsed(state.since, app)),
      restarts > 0 && h('span', { class: 'badge wait' }, fill(ngettext('%(n)s restart', '%(n)s restarts', restarts), { n: restarts }))),
    h('div', { class: 'mono image' }, spec.image),
    state?.message && h('p', { class: 'muted' }, state.message),
    last(status),
    h('div', { class: 'caption' }, asks(spec)))
}

/** @param {any} status @returns {State} */
export function stateOf({ state = {}, ready }) {
  if (state.running) return { ...(ready ? { tone: 'ok', symbol: 'check_circle', text: gettext('running') } : { tone: 'wait', symbol: 'pending', text: gettext('running, not ready') }), since: seconds(state.running.startedAt) }
  if (state.terminated) return ended(state.terminated)
  const { reason = 'Waiting', message } = state.waiting ?? {}
  const starting = ['ContainerCreating', 'PodInitializing', 'Waiting'].includes(reason)
  return { tone: starting ? 'wait' : 'bad', symbol: starting ? 'pending' : 'error', text: reason, message }
}

/** @param {any} terminated @returns {State} */
function ended({ exitCode, reason, message, signal }) {
  const good = exitCode === 0
  const how = signal ? fill(gettext('signal %(n)s'), { n: signal }) : fill(gettext('exit code %(n)s'), { n: exitCode })
  return { tone: good ? 'done' : 'bad', symbol: good ? 'task_alt' : 'cancel', text: `${reason ?? ''} · ${how}`, message }
}

/** @param {any} status */
function last(status) {
  const terminated = status?.lastState?.terminated
  if (!terminated) return null
  const { text } = ended(terminated)
  return h('p', { class: 'caption' }, fill(gettext('last time: %(how)s'), { how: text }))
}

/** Requests, limits, ports and probes in one line. @param {any} spec */
function asks(spec) {
  const parts = []
  const { requests = {}, limits = {} } = spec.resources ?? {}
  for (const name of new Set([...Object.keys(requests), ...Object.keys(limits)])) {
    parts.push(limits[name] === undefined ? `${name} ${requests[name]}` : `${name} ${requests[name] ?? '–'} ≤ ${limits[name]}`)
  }
  for (const port of spec.ports ?? []) parts.push(`:${port.containerPort}`)
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) if (spec[probe]) parts.push(probe.replace('Probe', ''))
  return parts.join(' · ')
}
