// @ts-check
/** The buttons of the time bar. In the past they walk through the history; live they drive the clock. */
import { h, icon, setText } from '../dom/element.js'
import { attachMenu } from '../dom/menu.js'
import { fill, gettext } from '../format/words.js'

/** @typedef {import('../app.js').App} App */

/** @type {[number, string][]} */
const SPEEDS = [[1, '1×'], [10, '10×'], [60, '60×'], [600, '600×'], [0, 'max']]

/** @param {number} speed */
export function speedText(speed) {
  return SPEEDS.find(([value]) => value === speed)?.[1].replace('max', gettext('max')) ?? `${speed}×`
}

/**
 * @param {App} app
 * @param {import('./history.js').History} history
 * @param {import('./replay.js').Replay} replay
 */
export function makeControls(app, history, replay) {
  const post = clockPoster(app)
  const playIcon = icon('pause', 'small')
  const speed = h('span', null, '')
  const buttons = {
    previous: iconButton('skip_previous', gettext('Previous mark'), () => walk(app, history, -1)),
    play: h('button', { class: 'button primary square wide', type: 'button', on: { click: () => play() } }, playIcon),
    next: iconButton('skip_next', gettext('Step'), () => (app.past.time === null ? post({ step: true }) : walk(app, history, 1))),
    speed: h('button', { class: 'button', type: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'aria-label': gettext('Speed') }, speed, icon('expand_more', 'small')),
    minute: textButton(gettext('+1 min'), () => post({ advance: 60e6 })),
    hour: textButton(gettext('+1 h'), () => post({ advance: 3600e6 })),
    stable: textButton(gettext('Until stable'), () => post({ until: 'stable' })),
  }
  attachMenu(buttons.speed, () => SPEEDS.map(([value]) => ({ text: speedText(value), checked: app.clock.state?.speed === value, run: () => post({ speed: value }) })))

  function play() {
    if (app.past.time === null) post({ paused: !app.clock.state?.paused })
    else replay.toggle()
  }

  function show() {
    const state = app.clock.state
    const past = app.past.time !== null
    const running = past ? replay.isPlaying : Boolean(state && !state.paused)
    setText(playIcon, running ? 'pause' : 'play_arrow')
    const label = past ? (running ? gettext('Stop the replay') : gettext('Replay from here')) : running ? gettext('Pause time') : gettext('Let time run')
    name(buttons.play, label)
    name(buttons.next, past ? gettext('Next mark') : gettext('Step'))
    if (state) setText(speed, speedText(state.speed))
    buttons.speed.setAttribute('aria-label', fill(gettext('Speed: %(speed)s'), { speed: speed.textContent ?? '' }))
    for (const button of [buttons.minute, buttons.hour, buttons.stable]) /** @type {HTMLButtonElement} */ (button).disabled = past || !state
  }

  return { element: h('div', { class: 'time-controls', role: 'group', 'aria-label': gettext('Clock') }, Object.values(buttons)), show }
}

/** @param {HTMLElement} button @param {string} text */
function name(button, text) {
  if (button.title === text) return
  button.title = text
  button.setAttribute('aria-label', text)
}

/** @param {App} app */
function clockPoster(app) {
  return async (/** @type {any} */ body) => {
    try {
      const answer = await app.api.post('clock', body)
      if (answer?.clock) app.clock.set(answer.clock)
    } catch (error) {
      app.toast(/** @type {Error} */ (error).message, { kind: 'bad' })
    }
  }
}

/** Goes to the mark before or after the shown moment. @param {App} app @param {import('./history.js').History} history @param {-1 | 1} direction */
function walk(app, history, direction) {
  const mark = history.neighbour(app.past.time ?? app.clock.now(), direction)
  if (mark) app.past.go(mark[0])
  else if (direction > 0) app.past.live()
  else app.past.go(history.span().first)
}

/** @param {string} name @param {string} label @param {() => void} click */
function iconButton(name, label, click) {
  return h('button', { class: 'button square wide', type: 'button', title: label, 'aria-label': label, on: { click } }, icon(name, 'small'))
}

/** @param {string} text @param {() => void} click */
function textButton(text, click) {
  return h('button', { class: 'button', type: 'button', on: { click } }, text)
}
