// @ts-check
/** What every tab is put together from: sections, facts, badges, links to other objects. */
import { h, icon } from '../dom/element.js'
import { age } from '../format/quantity.js'
import { gettext } from '../format/words.js'

/** @typedef {import('../dom/element.js').Child} Child */
/** @typedef {import('../app.js').App} App */
/** @typedef {import('../stream/keys.js').Key} Key */

/** @param {string} title @param {...(Child | Child[])} children */
export function section(title, ...children) {
  return h('section', { class: 'inspect-section' }, h('h3', null, title), ...children)
}

/**
 * A list of names and values; a null value leaves the line out.
 * @param {[string, Child | Child[]][]} lines
 */
export function facts(lines) {
  const given = lines.filter(([, value]) => value !== null && value !== undefined && value !== '')
  return h('dl', { class: 'facts' }, given.flatMap(([name, value]) => [h('dt', null, name), h('dd', null, ...[value].flat())]))
}

/** The virtual moment that is shown, in µs. @param {App} app */
export function shownNow(app) {
  return app.past.time ?? app.clock.now()
}

/** @param {import('./badges.js').Badge} badge @param {App} app */
export function badge({ text, tone, since }, app) {
  const passed = since === undefined ? null : elapsed(since, app)
  return h('span', { class: `badge ${tone}` }, text, passed && ' ', passed)
}

/** The time passed since a virtual second; kept true by `tick`. @param {number} since @param {App} app */
export function elapsed(since, app) {
  return h('span', { dataset: { since: String(since) } }, age(shownNow(app) / 1e6 - since))
}

/** Brings every `elapsed` below `host` up to the shown moment. @param {HTMLElement} host @param {App} app */
export function tick(host, app) {
  const now = shownNow(app) / 1e6
  for (const element of host.querySelectorAll('[data-since]')) {
    const text = age(now - Number(/** @type {HTMLElement} */ (element).dataset.since))
    if (element.textContent !== text) element.textContent = text
  }
}

/** A link that selects another object. @param {App} app @param {Key} key @param {string} [text] */
export function objectLink(app, key, text = key.name) {
  return h('button', { type: 'button', class: 'link', on: { click: () => app.select(key) } }, text)
}

/** Something to read when there is nothing to list. @param {string} symbol @param {string} title @param {string} text @param {...Child} more */
export function emptyNote(symbol, title, text, ...more) {
  return h('div', { class: 'empty small' }, icon(symbol), h('h3', null, title), h('p', null, text), ...more)
}

/** @param {number} [lines] */
export function skeleton(lines = 6) {
  const bars = Array.from({ length: lines }, (_, i) => h('div', { class: 'skeleton', style: { width: `${90 - ((i * 17) % 40)}%` } }))
  return h('div', { class: 'skeleton-lines', role: 'status', 'aria-label': gettext('Loading') }, bars)
}

/** A request that failed, with a way to try again. @param {Error} error @param {() => void} again */
export function failure(error, again) {
  return h('div', { class: 'notice bad', role: 'alert' }, icon('error', 'small'), h('span', { class: 'grow' }, error.message),
    h('button', { type: 'button', class: 'link', on: { click: again } }, gettext('Try again')))
}

const FOCUSABLE = 'button, a[href], input, select, textarea, summary, [tabindex]'

/**
 * Draws anew what the reader is in the middle of: scroll position, focus and opened details stay.
 * @param {HTMLElement} host
 * @param {() => void} draw
 */
export function keepPlace(host, draw) {
  const top = host.scrollTop
  const at = [...host.querySelectorAll(FOCUSABLE)].indexOf(/** @type {Element} */ (document.activeElement))
  const opened = [...host.querySelectorAll('details')].map((one) => one.open)
  draw()
  host.querySelectorAll('details').forEach((one, i) => { if (opened[i] !== undefined) one.open = opened[i] })
  host.scrollTop = top
  if (at >= 0) /** @type {HTMLElement | undefined} */ (host.querySelectorAll(FOCUSABLE)[at])?.focus({ preventScroll: true })
}
