// @ts-check
/** The topology page: what runs where, and what is not right. */
import { TopologyPage } from './page.js'

/** @type {TopologyPage | null} */
let page = null

/** @param {HTMLElement} host @param {import('../app.js').App} app */
export function start(host, app) {
  page = new TopologyPage(host, app)
  page.start()
}

export function stop() {
  page?.stop()
  page = null
}
