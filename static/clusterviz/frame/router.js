// @ts-check
/** Switches pages without a reload: stops the old one, empties the host, starts the new one. */
import { h, replace, icon } from '../dom/element.js'
import { gettext } from '../format/words.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {{start(host: HTMLElement, app: App): void | Promise<void>, stop(): void}} Page */

/** @type {Record<string, () => Promise<Page>>} */
const PAGES = {
  topology: () => import('../topology/index.js'),
  workloads: () => import('../workloads/index.js'),
  security: () => import('../security/index.js'),
  events: () => import('../events/index.js'),
  manifests: () => import('../manifests/index.js'),
}

/** @param {HTMLElement} host @param {App} app */
export function startRouter(host, app) {
  const router = new Router(host, app)
  document.addEventListener('click', (event) => router.click(event))
  app.location.on((page, _params, changed) => { if (changed.has('page')) router.show(page, true) })
  router.show(app.location.page, false)
}

class Router {
  /** @param {HTMLElement} host @param {App} app */
  constructor(host, app) {
    this.host = host
    this.app = app
    /** @type {Page | null} */
    this.current = null
    this.asked = ''
  }

  /** Takes plain clicks on links to a page of this cluster. @param {MouseEvent} event */
  click(event) {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    const link = event.target instanceof Element ? event.target.closest('a[data-page]') : null
    const page = link instanceof HTMLElement ? link.dataset.page : undefined
    if (!page || !PAGES[page]) return
    event.preventDefault()
    this.app.location.go(page)
  }

  /** @param {string} name @param {boolean} focus */
  async show(name, focus) {
    const wanted = PAGES[name] ? name : 'topology'
    this.asked = wanted
    markNavigation(wanted)
    const page = await PAGES[wanted]().catch((error) => failedPage(String(error?.message ?? error)))
    if (this.asked !== wanted) return
    this.current?.stop()
    this.current = page
    replace(this.host)
    this.host.className = `page page-${wanted}`
    await page.start(this.host, this.app)
    this.host.setAttribute('aria-busy', 'false')
    document.title = `${this.host.querySelector('h1')?.textContent ?? ''} · ${this.app.cluster.name} · ClusterViz`
    if (focus) this.host.focus({ preventScroll: true })
  }
}

/** @param {string} page */
function markNavigation(page) {
  for (const link of document.querySelectorAll('#nav a[data-page]')) {
    if (/** @type {HTMLElement} */ (link).dataset.page === page) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
}

/** What is shown when a page's script cannot be fetched, as after an upgrade of the server. @param {string} message @returns {Page} */
function failedPage(message) {
  return {
    start(host) {
      const again = h('button', { class: 'button', type: 'button', on: { click: () => location.reload() } }, gettext('Reload'))
      host.append(h('div', { class: 'empty' }, icon('cloud_off'), h('h1', null, gettext('This page did not load')), h('p', null, message), again))
    },
    stop() {},
  }
}
