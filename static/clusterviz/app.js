// @ts-check
/** Starts the page: the store and its feed, the frame around, and the page that the URL names. */
import { byId } from './dom/element.js'
import { confirm } from './dom/dialog.js'
import { toast } from './dom/toast.js'
import { act } from './frame/actions.js'
import { Commands } from './frame/commands.js'
import { ClusterApi } from './frame/http.js'
import { startHealth } from './frame/health.js'
import { startInspector } from './frame/inspector-panel.js'
import { showLink } from './frame/link-state.js'
import { PageLocation } from './frame/location.js'
import { startPalette } from './frame/palette.js'
import { startRouter } from './frame/router.js'
import { Selection } from './frame/selection.js'
import { startTopbar } from './frame/topbar.js'
import { Census } from './stream/census.js'
import { Clock } from './stream/clock.js'
import { Feed } from './stream/feed.js'
import { Past } from './stream/past.js'
import { Store } from './stream/store.js'
import { startTimebar } from './timebar/index.js'

/** @typedef {ReturnType<typeof makeApp>} App */

function makeApp() {
  const name = document.body.dataset.cluster ?? ''
  const store = new Store()
  const clock = new Clock()
  const census = new Census(store)
  store.subscribe(['nodes', 'pods'], (changes) => census.take(changes)) // the first: everybody after it finds the counts taken
  const api = new ClusterApi(name)
  const place = new PageLocation(name, document.body.dataset.page ?? 'topology')
  const selection = new Selection(store, place)
  const past = new Past(store, api, (message) => toast(message, { kind: 'bad' }))
  const app = {
    cluster: { name, version: '' }, store, census, clock, api, past, location: place, commands: new Commands(), toast, confirm,
    select: selection.select.bind(selection),
    selection: selection.key.bind(selection),
    onSelect: selection.on.bind(selection),
    /** @type {(action: string, key: import('./stream/keys.js').Key, params?: any) => Promise<boolean>} */
    act: (action, key, params) => act(app, action, key, params),
    /** @type {Feed} */
    feed: /** @type {any} */ (null),
  }
  app.feed = new Feed(name, store, clock, (state, message) => {
    showLink(state, message)
    if (state === 'live') tellVersion(app)
  })
  return app
}

/** @param {App} app */
function tellVersion(app) {
  app.cluster.version = app.feed.cluster?.version ?? ''
  byId('version').textContent = app.cluster.version
}

/** The URL's moment: going there, and writing where the page is. @param {App} app */
function followTime(app) {
  const at = Number(app.location.get('at'))
  if (at) app.past.go(at)
  app.past.on(() => {
    document.body.classList.toggle('past', app.past.time !== null)
    app.location.set({ at: app.past.time })
  })
  app.location.on((_page, params, changed) => {
    const wanted = Number(params.get('at')) || null
    if (!changed.has('at') || wanted === app.past.time) return
    if (wanted === null) app.past.live()
    else app.past.go(wanted)
  })
}

const app = makeApp()
startTopbar(app)
startHealth(app)
startPalette(app)
startTimebar(byId('timebar'), app)
followTime(app)
startInspector(app)
startRouter(byId('page'), app)
app.clock.start()
app.feed.start()
