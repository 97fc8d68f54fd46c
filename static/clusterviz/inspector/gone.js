// @ts-check
/** What stands in the place of an object that is not there at the shown moment: its history leads back. */
import { h, replace } from '../dom/element.js'
import { gettext } from '../format/words.js'
import { showHistory } from './history-tab.js'
import { emptyNote } from './parts.js'

/** @param {HTMLElement} host @param {import('./inspected.js').Inspected} given */
export function showGone(host, given) {
  const note = given.past
    ? emptyNote('history', gettext('Not there at this moment'), gettext('At this moment of the past the object did not exist.'))
    : emptyNote('delete', gettext('It is gone'), gettext('This object no longer exists. Its history leads back to when it did.'))
  const list = h('div')
  replace(host, note, list)
  showHistory(list, given)
}
