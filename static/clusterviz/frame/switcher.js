// @ts-check
/** The clusters: switch, make one from a template, delete one. */
import { h } from '../dom/element.js'
import { confirm, openDialog } from '../dom/dialog.js'
import { toast } from '../dom/toast.js'
import { count } from '../format/quantity.js'
import { fill, gettext } from '../format/words.js'
import { request } from './http.js'

/** @typedef {import('../dom/menu.js').Item} Item */
/** @typedef {{name: string, nodes: number, pods: number, version: string, url?: string}} ClusterInfo */
/** @typedef {{name: string, title?: string, nodes?: number}} TemplateInfo */

/** @param {import('../app.js').App} app @returns {Promise<Item[]>} */
export async function clusterItems(app) {
  const { clusters, templates } = await list()
  /** @type {Item[]} */
  const items = clusters.map((cluster) => ({
    text: cluster.name, icon: 'deployed_code', end: fill(gettext('%(nodes)s nodes · %(pods)s pods'), { nodes: count(cluster.nodes), pods: count(cluster.pods) }),
    checked: cluster.name === app.cluster.name, run: () => openCluster(cluster.name),
  }))
  return [...items, 'line', { text: gettext('New cluster'), icon: 'add', run: () => askNew(templates) },
    { text: fill(gettext('Delete %(name)s'), { name: app.cluster.name }), icon: 'delete', danger: true, run: () => askDelete(app.cluster.name) }]
}

/** @returns {Promise<{clusters: ClusterInfo[], templates: TemplateInfo[]}>} */
async function list() {
  try {
    const answer = await request('GET', '/ui/clusters')
    return { clusters: answer.clusters ?? [], templates: answer.templates ?? [] }
  } catch (error) {
    toast(/** @type {Error} */ (error).message, { kind: 'bad' })
    return { clusters: [], templates: [] }
  }
}

/** @param {string} name */
export function openCluster(name) {
  location.assign(`/clusters/${encodeURIComponent(name)}/topology/`)
}

/** Asks for name and template of a new cluster. */
export async function askNewCluster() {
  askNew((await list()).templates)
}

/** @param {TemplateInfo[]} templates */
function askNew(templates) {
  const name = /** @type {HTMLInputElement} */ (h('input', { class: 'field', name: 'name', required: true, maxlength: 63, pattern: '[a-z0-9]([\\-a-z0-9]*[a-z0-9])?', autocomplete: 'off', placeholder: 'staging', 'aria-describedby': 'new-cluster-hint' }))
  const template = /** @type {HTMLSelectElement} */ (h('select', { class: 'field', name: 'template' },
    templates.map((item) => h('option', { value: item.name }, item.title ?? item.name))))
  const wrong = h('p', { class: 'bad-text', role: 'alert' })
  const cancel = h('button', { class: 'button', type: 'button', on: { click: () => dialog.close() } }, gettext('Cancel'))
  const create = h('button', { class: 'button primary', type: 'submit', form: 'new-cluster' }, gettext('Create'))
  const form = h('form', { id: 'new-cluster', class: 'stack' }, h('label', { class: 'stack' }, gettext('Name'), name),
    h('p', { class: 'caption', id: 'new-cluster-hint' }, gettext('Small letters, digits and hyphens.')),
    h('label', { class: 'stack' }, gettext('Template'), template), wrong)
  const dialog = openDialog(gettext('New cluster'), [form], [cancel, create])
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    create.setAttribute('aria-disabled', 'true')
    try {
      await request('POST', '/ui/clusters', { json: { name: name.value, template: template.value } })
      openCluster(name.value)
    } catch (error) {
      wrong.textContent = /** @type {Error} */ (error).message
      create.removeAttribute('aria-disabled')
    }
  })
  name.focus()
}

/** @param {string} name */
export async function askDelete(name) {
  const sure = await confirm({
    title: fill(gettext('Delete the cluster %(name)s?'), { name }),
    text: gettext('All its objects and its whole history go with it. This cannot be undone.'), button: gettext('Delete'), danger: true,
  })
  if (!sure) return
  try {
    await request('DELETE', `/ui/clusters/${encodeURIComponent(name)}`)
    location.assign('/')
  } catch (error) {
    toast(/** @type {Error} */ (error).message, { kind: 'bad' })
  }
}
