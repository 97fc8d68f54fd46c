// @ts-check
/** Roles by their rules; bindings by the role that they give and to whom. */
import { h, icon } from '../dom/element.js'
import { fill, gettext } from '../format/words.js'
import { seconds } from './badges.js'
import { elapsed, facts, objectLink, section } from './parts.js'

/** @typedef {import('./inspected.js').Inspected} Inspected */

const GROUP = 'rbac.authorization.k8s.io'
const MOST = 100
/** @type {Record<string, string>} */
const ICONS = { User: 'person', Group: 'group', ServiceAccount: 'smart_toy' }

/** @param {Inspected} given @returns {(Node | null)[]} */
export function bindingSummary({ object, app }) {
  const { kind, name } = object.roleRef
  const role = { resource: `${kind === 'ClusterRole' ? 'clusterroles' : 'roles'}.${GROUP}`, namespace: kind === 'ClusterRole' ? '' : object.metadata.namespace ?? '', name, kind }
  const where = object.metadata.namespace || gettext('the whole cluster')
  const subjects = object.subjects ?? []
  return [
    section(gettext('Facts'), facts([[gettext('gives'), objectLink(app, role, `${kind} ${name}`)], [gettext('where'), where], ...age(object, app)])),
    section(gettext('To whom'), subjects.length ? h('ul', { class: 'lines' }, subjects.slice(0, MOST).map((/** @type {any} */ one) => subjectLine(one, object, app))) : h('p', { class: 'muted' }, gettext('Nobody: the binding names no subject.'))),
  ]
}

/** @param {any} subject @param {any} binding @param {import('../app.js').App} app */
function subjectLine({ kind, name, namespace }, binding, app) {
  const place = namespace || binding.metadata.namespace || ''
  const shown = kind === 'ServiceAccount' ? objectLink(app, { resource: 'serviceaccounts', namespace: place, name }) : h('span', { class: 'cut' }, name)
  return h('li', null, icon(ICONS[kind] ?? 'person', 'small'), shown, h('span', { class: 'end caption' }, kind === 'ServiceAccount' ? `${kind} · ${place}` : kind))
}

/** @param {Inspected} given @returns {(Node | null)[]} */
export function roleSummary({ object, app }) {
  const rules = object.rules ?? []
  const selectors = object.aggregationRule?.clusterRoleSelectors ?? []
  const gathers = selectors.map((/** @type {any} */ one) => Object.keys(one.matchLabels ?? {}).join(', ')).join('; ')
  return [
    section(gettext('Facts'), facts([[gettext('gathers roles with'), gathers], ...age(object, app)])),
    section(gettext('Rules'), rules.length ? h('ul', { class: 'lines rules' }, rules.slice(0, MOST).map(ruleLine)) : h('p', { class: 'muted' }, gettext('No rules: the role gives nothing.'))),
  ]
}

/** @param {any} rule */
function ruleLine({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }) {
  const what = (resources ?? nonResourceURLs ?? []).join(', ')
  const groups = (apiGroups ?? []).filter(Boolean).join(', ')
  const only = resourceNames?.length ? fill(gettext('only %(names)s'), { names: resourceNames.join(', ') }) : ''
  return h('li', { class: 'rule' }, h('div', { class: 'mono' }, what), h('div', { class: 'rule-verbs' }, (verbs ?? []).map((/** @type {string} */ verb) => h('span', { class: 'badge' }, verb)), h('span', { class: 'caption' }, [groups, only].filter(Boolean).join(' · '))))
}

/** @param {any} object @param {import('../app.js').App} app @returns {[string, HTMLElement | null][]} */
function age(object, app) {
  const created = seconds(object.metadata.creationTimestamp)
  return [[gettext('age'), created === undefined ? null : elapsed(created, app)]]
}
