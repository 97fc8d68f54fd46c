// @ts-check
/** The Workloads page: who owns whom, and how far is the rollout. */
import { h, icon, replace } from '../dom/element.js'
import { attachMenu } from '../dom/menu.js'
import { pageHead, segments } from '../frame/page-head.js'
import { fill, gettext } from '../format/words.js'
import { choose, namespacesOf } from './families.js'
import { Ownership } from './ownership.js'
import { Rollout } from './rollout.js'
import { TableView } from './table.js'
import { TreeView } from './tree.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {import('./families.js').Look} Look */

class WorkloadsPage {
  /** @param {HTMLElement} host @param {App} app */
  constructor(host, app) {
    this.app = app
    /** ms that the last drawing took: the next waits six times as long, so that a big cluster leaves time for the rest */
    this.cost = 0
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.later = undefined
    this.ownership = new Ownership(app.store)
    this.body = h('div', { class: 'card workloads-card' })
    this.note = h('div')
    this.rollout = new Rollout(app, this.ownership)
    this.namespace = h('button', { type: 'button', class: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'aria-label': gettext('Namespace') })
    attachMenu(this.namespace, () => this.namespaceItems())
    this.look = segments({ label: gettext('Which workloads'), options: this.lookOptions(), value: this.wanted('look', ['all', 'attention']), change: (value) => app.location.set({ look: value === 'all' ? null : value }) })
    const view = segments({ label: gettext('View'), options: [['tree', gettext('Tree')], ['table', gettext('Table')]], value: this.wanted('view', ['tree', 'table']), change: (value) => app.location.set({ view: value === 'tree' ? null : value }) })
    replace(host, pageHead(gettext('Workloads'), gettext('who owns whom, how far is the rollout?'), this.look, this.namespace, view), this.body, this.rollout.element)
    this.openView()
    this.ends = [
      app.store.subscribe(['pods', 'workloads', 'nodes'], (changes) => this.changed(changes)),
      app.location.on((_page, _params, changed) => this.moved(changed, view)),
      app.onSelect(() => this.selected()),
    ]
  }

  lookOptions() {
    return /** @type {[string, string][]} */ ([['all', gettext('All')], ['attention', gettext('Needs a look')]])
  }

  /** A parameter of the URL, or the first of `known`. @param {string} name @param {string[]} known */
  wanted(name, known) {
    const value = this.app.location.get(name) ?? ''
    return known.includes(value) ? value : known[0]
  }

  namespaceItems() {
    const now = this.app.location.get('ns')
    const items = [{ text: gettext('all namespaces'), checked: !now, run: () => this.app.location.set({ ns: null }) }]
    return items.concat(namespacesOf(this.app.store).map((name) => ({ text: name, checked: name === now, run: () => this.app.location.set({ ns: name }) })))
  }

  openView() {
    this.view?.destroy()
    replace(this.body)
    const View = this.wanted('view', ['tree', 'table']) === 'table' ? TableView : TreeView
    this.view = new View(this.body, this.app, this.ownership)
    this.draw()
  }

  draw() {
    clearTimeout(this.later)
    this.later = undefined
    const started = performance.now()
    this.drawFamilies()
    this.cost = performance.now() - started
  }

  drawFamilies() {
    const families = this.ownership.families()
    const namespace = this.app.location.get('ns') ?? ''
    const look = /** @type {Look} */ (this.wanted('look', ['all', 'attention']))
    const chosen = choose(families, { namespace, look })
    replace(this.namespace, icon('filter_list', 'small'), namespace || gettext('all namespaces'))
    this.view?.set(chosen, this.emptyText(families.length, namespace))
    this.rollout.update(families)
  }

  /** What an empty page says. @param {number} all workloads of the cluster @param {string} namespace */
  emptyText(all, namespace) {
    if (!this.app.store.loaded) return null
    const reset = { text: gettext('Show all'), run: () => this.app.location.set({ ns: null, look: null }) }
    const upload = { text: gettext('Upload a manifest'), run: () => this.app.location.go('manifests') }
    if (!all) return { title: gettext('No workloads yet'), text: gettext('Deployments, StatefulSets, DaemonSets and Jobs stand here with the pods they own, and a rollout can be watched step by step.'), button: upload }
    if (this.wanted('look', ['all', 'attention']) === 'attention') return { title: gettext('Everything is as it should be'), text: gettext('Workloads that roll, fail, are paused or lack pods would stand here.'), button: reset }
    return { title: fill(gettext('Nothing in %(namespace)s'), { namespace }), text: gettext('No workload of this namespace is in the cluster at this moment.'), button: reset }
  }

  /** @param {import('../stream/store.js').Changes} changes */
  changed(changes) {
    this.ownership.follow(/** @type {any} */ (changes))
    this.later ??= setTimeout(() => this.draw(), this.cost * 6)
  }

  /** @param {Set<string>} changed @param {{choose?: (value: string) => void}} view */
  moved(changed, view) {
    if (changed.has('view')) {
      view.choose?.(this.wanted('view', ['tree', 'table']))
      this.openView()
    } else if (changed.has('ns') || changed.has('look')) {
      this.look.choose?.(this.wanted('look', ['all', 'attention']))
      this.draw()
    }
  }

  selected() {
    this.view?.select()
    this.rollout.update(this.ownership.families())
  }

  stop() {
    clearTimeout(this.later)
    for (const end of this.ends) end()
    this.view?.destroy()
    this.rollout.stop()
  }
}

/** @type {WorkloadsPage | null} */
let page = null

/** @param {HTMLElement} host @param {App} app */
export function start(host, app) {
  page = new WorkloadsPage(host, app)
}

export function stop() {
  page?.stop()
  page = null
}
