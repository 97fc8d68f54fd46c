// @ts-check
/** A menu under a button: arrow keys, Home, End and Escape as the ARIA pattern has them. */
import { h, icon } from './element.js'

/** @typedef {{text: string, icon?: string, checked?: boolean, end?: string, danger?: boolean, run: () => void} | "line"} Item */

/** @type {(() => void) | null} */
let closeOpen = null

/**
 * Makes `button` open a menu of what `items()` gives at that moment.
 * @param {HTMLElement} button
 * @param {() => Item[] | Promise<Item[]>} items
 */
export function attachMenu(button, items) {
  button.addEventListener('click', async () => {
    const wasOpen = button.getAttribute('aria-expanded') === 'true'
    closeOpen?.()
    if (!wasOpen) open(button, await items())
  })
  button.addEventListener('keydown', async (event) => {
    if (event.key !== 'ArrowDown' || button.getAttribute('aria-expanded') === 'true') return
    event.preventDefault()
    open(button, await items())
  })
}

/** @param {HTMLElement} button @param {Item[]} items */
function open(button, items) {
  const menu = h('div', { class: 'menu float', role: 'menu', 'aria-label': button.getAttribute('aria-label') ?? button.title }, items.map((item) => entry(item, close)))
  place(menu, button)
  button.setAttribute('aria-expanded', 'true')

  function close() {
    menu.remove()
    button.setAttribute('aria-expanded', 'false')
    document.removeEventListener('pointerdown', outside, true)
    if (closeOpen === close) closeOpen = null
  }
  /** @param {PointerEvent} event */
  function outside(event) {
    const target = /** @type {Node} */ (event.target)
    if (!menu.contains(target) && !button.contains(target)) close()
  }

  menu.addEventListener('keydown', (event) => moveFocus(event, menu, () => { close(); button.focus() }))
  document.addEventListener('pointerdown', outside, true)
  closeOpen = close
  entries(menu)[0]?.focus()
}

/** @param {Item} item @param {() => void} close */
function entry(item, close) {
  if (item === 'line') return h('div', { role: 'separator' })
  const role = item.checked === undefined ? 'menuitem' : 'menuitemradio'
  const run = () => { close(); item.run() }
  return h('button', { type: 'button', role, tabindex: -1, 'aria-checked': item.checked === undefined ? null : String(item.checked), class: item.danger ? 'danger' : '', on: { click: run } },
    item.icon ? icon(item.icon, 'small') : null, h('span', { class: 'cut' }, item.text),
    item.end ? h('span', { class: 'end' }, item.end) : null, item.checked ? h('span', { class: 'end' }, icon('check', 'small')) : null)
}

/** @param {HTMLElement} menu @returns {HTMLElement[]} */
function entries(menu) {
  return [...menu.querySelectorAll('[role^="menuitem"]')].map((element) => /** @type {HTMLElement} */ (element))
}

/** @param {HTMLElement} menu @param {HTMLElement} button */
function place(menu, button) {
  const box = button.getBoundingClientRect()
  menu.style.position = 'fixed'
  document.body.append(menu)
  const up = box.bottom + menu.offsetHeight + 8 > innerHeight
  menu.style.top = `${up ? Math.max(8, box.top - menu.offsetHeight - 4) : box.bottom + 4}px`
  menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - menu.offsetWidth - 8))}px`
}

/** @param {KeyboardEvent} event @param {HTMLElement} menu @param {() => void} leave */
function moveFocus(event, menu, leave) {
  const all = entries(menu)
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement))
  /** @type {Record<string, () => void>} */
  const moves = {
    ArrowDown: () => all[(at + 1) % all.length]?.focus(),
    ArrowUp: () => all[(at - 1 + all.length) % all.length]?.focus(),
    Home: () => all[0]?.focus(),
    End: () => all[all.length - 1]?.focus(),
    Escape: leave,
    Tab: leave,
  }
  if (!moves[event.key]) return
  event.preventDefault()
  moves[event.key]()
}
