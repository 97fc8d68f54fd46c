// @ts-check
/** The clock's reading: LIVE or PAST, the virtual moment, whether it keeps up, and the revision. */
import { h, icon, setText } from '../dom/element.js'
import { age, count } from '../format/quantity.js'
import { momentText } from '../format/time.js'
import { fill, gettext } from '../format/words.js'

/** @param {import('../app.js').App} app */
export function makeReadout(app) {
  const live = h('span', { class: 'live' }, h('span', { class: 'pulse', 'aria-hidden': 'true' }), gettext('LIVE'))
  const back = h('button', { class: 'button', type: 'button', on: { click: () => app.past.live() } }, icon('radio_button_checked', 'small'), gettext('LIVE'))
  const past = h('span', { class: 'past-badge', hidden: true }, h('span', { class: 'badge wait', role: 'status' }, icon('history', 'small'), gettext('PAST')), back)
  const moment = h('div', { class: 'mono moment' })
  const note = h('div', { class: 'caption' })

  function show() {
    const isPast = app.past.time !== null
    live.hidden = isPast
    past.hidden = !isPast
    const state = app.clock.state
    if (!state) return
    live.classList.toggle('still', state.paused)
    setText(moment, momentText(app.past.time ?? app.clock.now()))
    setText(note, `${isPast ? ago(app) : pace(state)} · ${fill(gettext('rev %(n)s'), { n: count(isPast ? app.store.revision : state.revision) })}`)
  }

  return { element: h('div', { class: 'readout' }, live, past, moment, note), show }
}

/** @param {import('../app.js').App} app */
function ago(app) {
  if (app.past.busy) return gettext('loading')
  return fill(gettext('%(age)s ago'), { age: age((app.clock.now() - (app.past.time ?? 0)) / 1e6) })
}

/** @param {import('../stream/clock.js').ClockState} state */
function pace(state) {
  if (state.paused) return gettext('paused')
  if (state.lag > 0) return fill(gettext('%(n)s s behind'), { n: count(Math.ceil(state.lag / 1e6)) })
  return gettext('keeping up')
}
