// @ts-check
/** The URL holds page, selection, time and filters: `/clusters/<name>/<page>/?sel=…&at=…&<filters>`. */

/** @typedef {(page: string, params: URLSearchParams, changed: Set<string>) => void} Listener */

export class PageLocation {
  /** @param {string} cluster @param {string} firstPage */
  constructor(cluster, firstPage) {
    this.prefix = `/clusters/${encodeURIComponent(cluster)}/`
    this.page = firstPage
    this.params = new URLSearchParams(location.search)
    /** @type {Set<Listener>} */
    this.listeners = new Set()
    addEventListener('popstate', () => this.read())
  }

  /** @param {Listener} listener @returns {() => void} ends the listening */
  on(listener) {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** @param {string} name @returns {string | null} */
  get(name) {
    return this.params.get(name)
  }

  /**
   * Sets parameters (null removes) without leaving the page.
   * @param {Record<string, string | number | null>} values
   * @param {{push?: boolean}} [options] push: a step that the back button undoes
   */
  set(values, { push = false } = {}) {
    const params = new URLSearchParams(this.params)
    for (const [name, value] of Object.entries(values)) {
      if (value === null || value === '') params.delete(name)
      else params.set(name, String(value))
    }
    this.change(this.page, params, push)
  }

  /**
   * Goes to another page; time and selection go along, the old page's filters do not.
   * @param {string} page
   * @param {Record<string, string>} [values]
   */
  go(page, values = {}) {
    const params = new URLSearchParams(values)
    for (const name of ['at', 'sel', 'ns']) {
      const kept = this.params.get(name)
      if (kept !== null && !params.has(name)) params.set(name, kept)
    }
    this.change(page, params, page !== this.page)
  }

  /** The address of a page with the same time and selection. @param {string} page */
  href(page) {
    return `${this.prefix}${page}/`
  }

  read() {
    const page = location.pathname.slice(this.prefix.length).split('/')[0] || 'topology'
    this.tell(page, new URLSearchParams(location.search))
  }

  /** @param {string} page @param {URLSearchParams} params @param {boolean} push */
  change(page, params, push) {
    const search = params.toString()
    const url = this.prefix + page + '/' + (search ? `?${search}` : '')
    history[push ? 'pushState' : 'replaceState'](null, '', url)
    this.tell(page, params)
  }

  /** @param {string} page @param {URLSearchParams} params */
  tell(page, params) {
    const names = new Set([...params.keys(), ...this.params.keys()])
    const changed = new Set([...names].filter((name) => params.get(name) !== this.params.get(name)))
    if (page !== this.page) changed.add('page')
    this.page = page
    this.params = params
    if (changed.size) for (const listener of [...this.listeners]) listener(page, params, changed)
  }
}
