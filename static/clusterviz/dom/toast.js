// @ts-check
/** Short messages at the lower right; a screen reader hears them too. */
import { byId, h, icon } from './element.js'
import { gettext } from '../format/words.js'

const SHOWN_FOR = { ok: 4000, wait: 9000, bad: 9000 }
const ICONS = { ok: 'check_circle', wait: 'warning', bad: 'error' }

/** @param {string} text @param {{kind?: "ok" | "wait" | "bad"}} [options] */
export function toast(text, { kind = 'ok' } = {}) {
  const close = h('button', { class: 'button plain square', type: 'button', 'aria-label': gettext('Close') }, icon('close', 'small'))
  const box = h('div', { class: `toast float ${kind}` }, icon(ICONS[kind], 'small'), h('span', { class: 'grow' }, text), close)
  const timer = setTimeout(() => box.remove(), SHOWN_FOR[kind])
  close.addEventListener('click', () => { clearTimeout(timer); box.remove() })
  const host = byId('toasts')
  host.append(box)
  while (host.children.length > 4) host.firstElementChild?.remove()
}
