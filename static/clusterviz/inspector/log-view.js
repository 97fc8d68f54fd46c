// @ts-check
/** The lines of a log: the newest stay in view while the reader is at the end. */
import { h, replace } from '../dom/element.js'
import { clockTime } from '../format/time.js'
import { gettext } from '../format/words.js'

/** @typedef {[number, string, string]} Line virtual µs, stream, text */

const MOST = 2000
const NEAR = 24

export class LogView {
  constructor() {
    this.element = h('ol', { class: 'log-lines mono', role: 'log', 'aria-live': 'off', tabindex: '0', 'aria-label': gettext('Log') })
  }

  /** Whether the reader looks at the newest lines. */
  get atEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.element
    return scrollHeight - scrollTop - clientHeight < NEAR
  }

  /** @param {Line[]} lines */
  fill(lines) {
    replace(this.element, lines.map(row))
    this.toEnd()
  }

  /** @param {Line[]} lines @param {boolean} follows */
  add(lines, follows) {
    if (!lines.length) return
    const stays = follows && this.atEnd
    this.element.append(...lines.map(row))
    while (this.element.childElementCount > MOST) this.element.firstElementChild?.remove()
    if (stays) this.toEnd()
  }

  /** @param {boolean} stamped whether times are shown */
  stamp(stamped) {
    const stays = this.atEnd
    this.element.classList.toggle('stamped', stamped)
    if (stays) this.toEnd()
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight
  }
}

/** @param {Line} line */
function row([time, stream, text]) {
  const fraction = String(Math.floor((time % 1e6) / 1e3)).padStart(3, '0')
  return h('li', { class: stream, title: stream === 'stderr' ? stream : null }, h('time', null, `${clockTime(time)}.${fraction}`), h('span', null, text || ' '))
}
