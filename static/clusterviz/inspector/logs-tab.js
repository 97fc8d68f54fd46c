// @ts-check
/** The Logs tab of a pod: what a container prints, as it prints it; the run before; at the moment that is shown. */
import { h, icon, replace } from '../dom/element.js'
import { gettext } from '../format/words.js'
import { objectPath, oneAtATime } from './load.js'
import { LogView } from './log-view.js'
import { emptyNote, failure, skeleton } from './parts.js'

/** @typedef {import('./inspected.js').Inspected} Inspected */
/** @typedef {{containers: string[], container: string, hasPrevious: boolean, run: string, lines: import('./log-view.js').Line[], until: number, isRunning: boolean, message: string}} Answer */

const LOOK_EVERY = 1000

class LogsTab {
  /** @param {HTMLElement} host @param {Inspected} given */
  constructor(host, given) {
    this.given = given
    this.wish = { container: '', previous: false, follow: true, stamped: false }
    this.until = 0 // virtual µs up to which lines are shown; 0 before the first answer
    this.run = '' // which run of the container they are of
    this.turn = 0 // what is asked for: an answer to an older wish is passed over
    this.view = new LogView()
    this.bar = h('div', { class: 'log-bar' })
    this.main = h('div', { class: 'log-main' }, skeleton())
    replace(host, this.bar, this.main)
    this.load = oneAtATime((/** @type {boolean} */ anew) => this.ask(anew))
    this.load(true)
    const timer = setInterval(() => this.look(), LOOK_EVERY)
    given.signal.addEventListener('abort', () => clearInterval(timer))
    this.stop = () => clearInterval(timer)
  }

  /** Asks for what is new, while it is followed and seen. */
  look() {
    if (!this.main.isConnected) return this.stop()
    if (this.wish.follow && !this.given.past && !document.hidden) this.load(false)
  }

  /** @param {Partial<LogsTab['wish']>} wish */
  choose(wish) {
    Object.assign(this.wish, wish)
    this.turn += 1
    this.load(true)
  }

  /** @param {boolean} anew whether all is asked for, not only what is new */
  async ask(anew) {
    const { app, key, signal } = this.given
    const { container, previous } = this.wish
    const turn = this.turn
    const since = anew || !this.until ? null : this.until
    try {
      const answer = await app.api.get(objectPath(key, 'logs'), { container, previous: previous ? 1 : null, since, time: app.past.time }, signal)
      if (turn === this.turn && !signal.aborted) this.take(answer, since === null)
    } catch (error) {
      if (!signal.aborted && turn === this.turn && /** @type {any} */ (error).code !== 404) replace(this.main, failure(/** @type {Error} */ (error), () => this.load(true)))
    }
  }

  /** @param {Answer} answer @param {boolean} anew */
  take(answer, anew) {
    this.drawBar(answer)
    if (!anew && answer.run !== this.run) return this.load(true)
    const started = answer.lines.length > 0 && this.main.firstChild !== this.view.element
    this.until = answer.until
    this.run = answer.run
    if (answer.message || (anew && !answer.lines.length)) return replace(this.main, nothing(answer))
    if (anew || started) {
      replace(this.main, this.view.element)
      this.view.fill(answer.lines)
    } else this.view.add(answer.lines, this.wish.follow)
  }

  /** @param {Answer} answer */
  drawBar({ containers, container, hasPrevious, isRunning }) {
    const { wish, given } = this
    const looks = JSON.stringify([containers, container, hasPrevious, isRunning, wish, given.past])
    if (looks === this.bar.dataset.looks) return
    this.bar.dataset.looks = looks
    const focused = this.bar.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.control : undefined
    replace(this.bar, picker(containers, container, (name) => this.choose({ container: name, previous: false })),
      toggle('follow', 'vertical_align_bottom', gettext('Follow'), wish.follow && isRunning && !given.past, given.past || !isRunning, () => this.follow()),
      toggle('previous', 'history', gettext('Previous'), wish.previous, !hasPrevious && !wish.previous, () => this.choose({ previous: !wish.previous })),
      toggle('stamped', 'schedule', gettext('Times'), wish.stamped, false, () => this.stamp()))
    if (focused) /** @type {HTMLElement | null} */ (this.bar.querySelector(`[data-control="${focused}"]`))?.focus()
  }

  follow() {
    this.choose({ follow: !this.wish.follow })
  }

  stamp() {
    this.wish.stamped = !this.wish.stamped
    this.view.stamp(this.wish.stamped)
    this.load(false)
  }
}

/** @param {HTMLElement} host @param {Inspected} given */
export function showLogs(host, given) {
  const tab = new LogsTab(host, given)
  return {
    /** @param {Inspected} now */
    refresh(now) {
      tab.given = now
      if (now.past || tab.wish.follow) tab.load(now.past)
    },
  }
}

/** @param {string[]} names @param {string} chosen @param {(name: string) => void} change */
function picker(names, chosen, change) {
  const select = /** @type {HTMLSelectElement} */ (h('select', { class: 'field', 'aria-label': gettext('Container'), dataset: { control: 'container' } },
    names.map((name) => h('option', { value: name, selected: name === chosen }, name))))
  select.addEventListener('change', () => change(select.value))
  return select
}

/** @param {string} id @param {string} symbol @param {string} text @param {boolean} on @param {boolean} disabled @param {() => void} click */
function toggle(id, symbol, text, on, disabled, click) {
  return h('button', { type: 'button', class: 'button toggle', 'aria-pressed': String(on), disabled, dataset: { control: id }, on: { click } }, icon(symbol, 'small'), text)
}

/** @param {Answer} answer */
function nothing({ message }) {
  return emptyNote('subject', gettext('No lines'), message || gettext('This container has printed nothing. The annotation clusterviz.io/log gives it words.'))
}
