// @ts-check
/** The panel on the right: opens and closes with the selection and hands its body to the inspector. */
import { byId } from '../dom/element.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {{start(host: HTMLElement, app: App): void, stop(): void, show(key: import('../stream/keys.js').Key): void}} Inspector */

const DRAWER = '(max-width: 1199.98px)'

/** @param {App} app */
export function startInspector(app) {
  const panel = byId('inspector')
  /** @type {Promise<Inspector> | null} */
  let loading = null
  /** @type {Element | null} where the focus was before the drawer opened */
  let cameFrom = null

  const load = () => (loading ??= import('../inspector/index.js').then((inspector) => {
    inspector.start(byId('inspector-body'), app)
    return inspector
  }))

  /** @param {import('../stream/keys.js').Key | null} key */
  async function follow(key) {
    const opening = panel.hidden && key !== null
    if (opening) cameFrom = document.activeElement
    panel.hidden = key === null
    if (key) (await load()).show(key)
  }

  function close() {
    app.select(null)
    if (cameFrom instanceof HTMLElement && cameFrom.isConnected) cameFrom.focus()
  }

  panel.querySelector('.close')?.addEventListener('click', close)
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || panel.hidden) return
    if (document.querySelector('dialog[open], .menu')) return
    if (matchMedia(DRAWER).matches || panel.contains(document.activeElement)) close()
  })
  app.onSelect(follow)
  follow(app.selection())
}
