// @ts-check
/** The inspector: everything about one object, in tabs; it follows the object while it lives and the moment that is shown. */
import { h, replace } from '../dom/element.js'
import { showEvents } from './events-tab.js'
import { header } from './header.js'
import { showGone } from './gone.js'
import { showHistory } from './history-tab.js'
import { fetchObject, oneAtATime, rowOf } from './load.js'
import { showLogs } from './logs-tab.js'
import { failure, skeleton, tick } from './parts.js'
import { showSummary } from './summary.js'
import { TabStrip } from './tab-strip.js'
import { concerns, isBack, isGone } from './touch.js'
import { showWhy } from './why-tab.js'
import { showYaml } from './yaml-tab.js'

/** @typedef {import('./inspected.js').Inspected} Inspected */
/** @typedef {import('../app.js').App} App */
/** @typedef {import('../stream/keys.js').Key} Key */
/** @typedef {{refresh?: (given: Inspected) => void}} Tab refresh: the object changed while the tab is open */

/** @type {Record<string, (host: HTMLElement, given: Inspected) => Tab | void>} */
const TABS = { summary: showSummary, yaml: showYaml, events: showEvents, logs: showLogs, why: showWhy, history: showHistory }
const REFRESH_AFTER = 300

class Inspector {
  /** @param {HTMLElement} host @param {App} app */
  constructor(host, app) {
    this.host = host
    this.app = app
    /** @type {Key | null} */
    this.key = null
    /** @type {Inspected | null} */
    this.shown = null
    this.open = /** @type {Tab} */ ({})
    this.control = new AbortController()
    this.reload = oneAtATime(() => this.load())
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.later = undefined
    this.ended = false // whether the object is known to be gone: the server need not be asked again
    this.head = h('div', { class: 'inspect-head' })
    this.tabs = new TabStrip(app.location, 'inspect-panel')
    this.body = h('div', { class: 'inspect-body', role: 'tabpanel', id: 'inspect-panel', tabindex: '0' })
    replace(host, this.head, this.tabs.element, this.body)
    this.ends = [
      app.store.subscribe(['pods', 'nodes', 'workloads', 'events', 'objects'], (changes) => this.touched(changes)),
      app.past.on(() => this.key && this.restart()),
      app.clock.on(() => tick(host, app)),
      app.location.on((_page, _params, changed) => { if (changed.has('tab')) this.draw() }),
    ]
  }

  /** @param {Key} key */
  show(key) {
    const same = this.key && this.key.resource === key.resource && this.key.namespace === key.namespace && this.key.name === key.name
    this.key = key
    if (same && this.shown) return
    this.shown = null
    this.draw()
    replace(this.head, ...header(this.app, key, null))
    replace(this.body, skeleton())
    this.restart()
  }

  /** @param {import('../stream/store.js').Changes} changes */
  touched(changes) {
    const { key, app, shown } = this
    if (!key || !(this.ended ? isBack(app.store, changes, key) : concerns(app.store, changes, key, shown?.object))) return
    if (isGone(changes, shown?.object)) return this.failed(key, { code: 404 })
    this.ended = false
    this.later ??= setTimeout(() => this.reload(undefined), REFRESH_AFTER)
  }

  /** Ends every request of what was shown before, and loads. */
  restart() {
    clearTimeout(this.later)
    this.control.abort()
    this.control = new AbortController()
    this.ended = false
    this.reload(undefined)
  }

  async load() {
    this.later = undefined
    const key = this.key
    const { signal } = this.control
    if (!key || this.ended) return
    try {
      const { object, yaml, kind } = await fetchObject(this.app, key, signal)
      if (!signal.aborted) this.take({ ...this.given(key, signal), object, yaml, actions: kind?.actions ?? [], row: rowOf(this.app.store, object) })
    } catch (error) {
      if (!signal.aborted) this.failed(key, /** @type {any} */ (error))
    }
  }

  /** @param {Key} key @param {AbortSignal} signal */
  given(key, signal) {
    return { app: this.app, key, signal, past: this.app.past.time !== null, reload: () => this.reload(undefined) }
  }

  /** @param {Inspected} given */
  take(given) {
    const before = this.shown
    const keep = before && before.object.metadata.uid === given.object.metadata.uid && before.past === given.past
    this.shown = given
    this.ended = false
    replace(this.head, ...header(this.app, given.key, given.object, given.row))
    if (keep && this.open.refresh) this.open.refresh(given)
    else this.draw()
  }

  draw() {
    const tab = this.tabs.draw(this.key?.resource ?? '')
    this.body.setAttribute('aria-labelledby', `inspect-tab-${tab}`)
    this.body.className = `inspect-body tab-${tab}`
    if (!this.shown) return
    replace(this.body)
    this.body.scrollTop = 0
    this.open = TABS[tab](this.body, this.shown) ?? {}
  }

  /** @param {Key} key @param {any} error */
  failed(key, error) {
    this.shown = null
    this.ended = error.code === 404
    this.later = void clearTimeout(this.later)
    if (error.code !== 404) return replace(this.body, failure(error, () => this.reload(undefined)))
    showGone(this.body, { ...this.given(key, this.control.signal), object: null, yaml: '', actions: [], row: null })
  }

  stop() {
    clearTimeout(this.later)
    this.control.abort()
    for (const end of this.ends) end()
  }
}

/** @type {Inspector | null} */
let inspector = null

/** @param {HTMLElement} host @param {App} app */
export function start(host, app) { inspector = new Inspector(host, app) }

/** @param {Key} key */
export function show(key) { inspector?.show(key) }

export function stop() {
  inspector?.stop()
  inspector = null
}
