// @ts-check
/** The Why tab: why it is where it is, or nowhere; each decision about it; what caused it. */
import { h, replace } from '../dom/element.js'
import { gettext } from '../format/words.js'
import { causeList, newestSteps } from './decisions.js'
import { fetchPart, oneAtATime } from './load.js'
import { emptyNote, failure, keepPlace, section, skeleton } from './parts.js'
import { schedulingParts } from './scheduling.js'

/** @typedef {import('./inspected.js').Inspected} Inspected */

/** @param {HTMLElement} host @param {Inspected} given */
export function showWhy(host, given) {
  replace(host, skeleton())
  let before = ''
  const load = oneAtATime(async (/** @type {Inspected} */ now) => {
    try {
      const why = await fetchPart(now.app, now.key, 'why', now.signal)
      const text = JSON.stringify(why)
      if (text === before) return
      before = text
      keepPlace(host, () => replace(host, ...parts(now, why)))
    } catch (error) {
      if (!now.signal.aborted) replace(host, failure(/** @type {Error} */ (error), () => load(now)))
    }
  })
  load(given)
  return { refresh: load }
}

/** @param {Inspected} given @param {any} why @returns {(Node | null)[]} */
function parts({ app, object }, why) {
  const decisions = why.decisions ?? []
  const causes = why.causes ?? []
  const made = [
    ...schedulingParts(app, object, why.scheduling),
    decisions.length ? section(gettext('Each step and its reason'), newestSteps(app, decisions)) : null,
    causes.length ? section(gettext('Cause'), causeList(app, causes)) : null,
  ].filter((part) => part !== null)
  return made.length ? made : [nothing()]
}

function nothing() {
  return h('div', null, emptyNote('psychology_alt', gettext('Nothing was decided about this object'),
    gettext('When a controller or the scheduler decides something about it, the decision stands here with the arithmetic behind it.')))
}
