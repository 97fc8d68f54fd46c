// @ts-check
/** The topology page: what runs where, and what is not right. */
import { pageHead } from '../frame/page-head.js'
import { gettext } from '../format/words.js'

/** @param {HTMLElement} host @param {import('../app.js').App} _app */
export function start(host, _app) {
  host.append(pageHead(gettext('Topology'), gettext('what runs where, and what is not right')))
}

export function stop() {}
