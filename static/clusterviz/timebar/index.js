// @ts-check
/** The time bar: runs, pauses and steps the cluster's clock, and shows any past moment. */
import { h, replace } from '../dom/element.js'
import { makeControls } from './controls.js'
import { History } from './history.js'
import { makeReadout } from './readout.js'
import { Replay } from './replay.js'
import { Scrubber } from './scrubber.js'

/** @param {HTMLElement} host @param {import('../app.js').App} app */
export function startTimebar(host, app) {
  const history = new History(app)
  const replay = new Replay(app, history)
  const controls = makeControls(app, history, replay)
  const scrubber = new Scrubber(app, history)
  const readout = makeReadout(app)
  replace(host, h('div', { class: 'timebar-row' }, controls.element, scrubber.element, readout.element))
  const show = () => { controls.show(); scrubber.draw(); readout.show() }
  app.clock.on(show)
  app.past.on(show)
  history.on(() => scrubber.draw())
  history.start()
  show()
}
