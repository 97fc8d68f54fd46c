// @ts-check
/** The small badge that says the connection is lost and being tried again. */
import { byId } from '../dom/element.js'
import { gettext } from '../format/words.js'

/** A reconnect that takes less than this is not worth a flicker. */
const PATIENCE = 700

/** @type {ReturnType<typeof setTimeout> | undefined} */
let soon
let once = false

/** @param {string} state @param {string} [message] the server's own words */
export function showLink(state, message) {
  const badge = byId('link-state')
  clearTimeout(soon)
  document.body.dataset.link = state
  if (state === 'live') {
    once = true
    badge.hidden = true
    return
  }
  const text = message || (once ? gettext('Reconnecting') : gettext('Connecting'))
  soon = setTimeout(() => { badge.textContent = text; badge.hidden = false }, message ? 0 : PATIENCE)
}
