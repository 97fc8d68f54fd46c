// @ts-check
/** The topology page put together: head, tray, map or table, legend; redrawn as the store changes. */
import { h, setText } from '../dom/element.js'
import { count } from '../format/quantity.js'
import { fill, gettext } from '../format/words.js'
import { pageHead } from '../frame/page-head.js'
import { askNewCluster } from '../frame/switcher.js'
import { Flights } from './flights.js'
import { Keyboard } from './keyboard.js'
import { Legend } from './legend.js'
import { legendContent } from './legend-entries.js'
import { Look } from './look.js'
import { ClusterMap } from './map.js'
import { Model } from './model.js'
import { noNodes, noPods, skeleton } from './empty.js'
import { Pointer } from './pointer.js'
import { Popover } from './popover.js'
import { NodeTable } from './table.js'
import { makeToolbar } from './toolbar.js'
import { Tray } from './tray.js'

/** Counting 150,000 pods by workload takes some milliseconds: not with every frame. */
const COUNT_EVERY = 400

export class TopologyPage {
  /** @param {HTMLElement} host @param {import('../app.js').App} app */
  constructor(host, app) {
    this.app = app
    this.model = new Model(app.store)
    this.look = new Look()
    this.map = new ClusterMap(this.model, this.look)
    const select = (/** @type {string | null} */ uid) => app.select(uid)
    this.tray = new Tray(select, noPods(() => app.location.go('manifests')))
    this.table = new NodeTable(select)
    this.popover = new Popover(this.look)
    this.flights = new Flights(this.map, this.tray)
    this.legend = new Legend((only) => { this.look.only = only; app.location.set({ only: [...only].join(',') || null }); this.map.draw() })
    this.keyboard = new Keyboard(this.map, this.look, select)
    this.pointer = new Pointer(this.map, this.popover, select)
    this.toolbar = makeToolbar({
      colour: (mode) => app.location.set({ colour: mode }), view: (view) => app.location.set({ view: view === 'map' ? null : view }),
      zoom: (factor) => this.map.viewport.zoom(factor), reset: () => this.map.viewport.reset(),
    })
    this.empty = noNodes(() => askNewCluster())
    this.skeleton = skeleton()
    this.head = pageHead(gettext('Topology'), '', ...this.toolbar.element)
    this.question = /** @type {HTMLElement} */ (this.head.querySelector('.question'))
    this.build(host)
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.counting = undefined
  }

  /** @param {HTMLElement} host */
  build(host) {
    const { element } = this.map
    element.tabIndex = 0
    element.setAttribute('role', 'application')
    element.setAttribute('aria-label', gettext('Map of the cluster'))
    element.setAttribute('aria-describedby', 'map-help')
    const help = h('p', { class: 'only-read', id: 'map-help' }, gettext('Arrow keys walk over the nodes, Enter selects and goes into the pods, Escape comes out, plus and minus zoom. The table shows the same.'))
    host.append(this.head, this.tray.element, this.empty, this.skeleton, element, help, this.table.element, this.legend.element)
  }

  start() {
    this.readLocation()
    this.reset()
    this.ends = [
      this.app.store.subscribe(['nodes', 'pods'], (changes) => this.take(changes)),
      this.app.onSelect(() => this.showSelection()),
      this.app.location.on(() => this.readLocation()),
    ]
  }

  stop() {
    for (const end of this.ends ?? []) end()
    clearTimeout(this.counting)
    this.map.stop()
    this.table.stop()
    this.popover.stop()
  }

  /** @param {import('../stream/store.js').Changes} changes */
  take(changes) {
    if (changes.nodes.reset || changes.pods.reset) return this.reset()
    const moves = this.model.take(changes)
    this.popover.about = null
    if (moves.rebuilt || !this.map.isHeat) this.map.relayout()
    else this.map.draw()
    this.tray.show(this.model, this.look.selected)
    this.flights.show(moves, changes.pods.set.size + changes.pods.gone.size)
    this.showSoon()
  }

  reset() {
    this.model.rebuild()
    this.look.focus = null
    this.showSelection()
    this.map.relayout()
    this.show()
  }

  showSelection() {
    this.look.selected = this.app.selection()?.uid ?? ''
    if (this.app.store.loaded) this.tray.show(this.model, this.look.selected)
    this.map.draw()
    this.showTable()
  }

  showSoon() {
    this.counting ??= setTimeout(() => { this.counting = undefined; this.show() }, COUNT_EVERY)
  }

  /** Everything but the map itself. */
  show() {
    const { nodes } = this.model
    const loaded = this.app.store.loaded
    const heat = nodes.size > 200
    const table = this.app.location.get('view') === 'table'
    this.skeleton.hidden = loaded
    this.empty.hidden = !loaded || nodes.size > 0
    this.map.element.hidden = table || !nodes.size
    this.table.element.hidden = !table || !nodes.size
    this.legend.element.hidden = !nodes.size
    setText(this.question, heat ? fill(gettext('%(n)s nodes · zoom in for cards and pods'), { n: count(nodes.size) }) : gettext('what runs where, and what is not right'))
    this.toolbar.show(heat, heat ? this.look.nodeMode : this.look.podMode, table ? 'table' : 'map')
    this.legend.show(legendContent(this.model, this.app.census, this.look, heat))
    this.showTable()
  }

  showTable() {
    if (!this.table.element.hidden) this.table.show(this.model.nodes.values(), this.look.selected)
  }

  /** Colour, filter and view from the URL. */
  readLocation() {
    const { location } = this.app
    const colour = location.get('colour') ?? ''
    this.look.podMode = /** @type {any} */ (POD_MODES.has(colour) ? colour : 'phase')
    this.look.nodeMode = /** @type {any} */ (NODE_MODES.has(colour) ? colour : 'cpu')
    this.look.only = new Set((location.get('only') ?? '').split(',').filter(Boolean))
    this.legend.pressed = new Set(this.look.only)
    this.popover.about = null
    this.map.draw()
    this.show()
  }
}

const POD_MODES = new Set(['phase', 'workload', 'namespace', 'qos', 'image', 'restarts'])
const NODE_MODES = new Set(['phase', 'cpu', 'memory', 'pods', 'problems'])
