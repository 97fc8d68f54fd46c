// @ts-check
/** Light, dark, or as the system says; kept in a cookie, so that the server's first byte already has it. */
import { byId, setText } from '../dom/element.js'
import { forgetTokens } from '../dom/tokens.js'
import { gettext } from '../format/words.js'

/** @typedef {"light" | "dark" | "system"} Theme */

const ICONS = { light: 'light_mode', dark: 'dark_mode', system: 'contrast' }
const YEAR = 31536000

/** @type {Set<() => void>} */
const listeners = new Set()

/** Called when colours differ, by choice or by the system. @param {() => void} listener @returns {() => void} */
export function onTheme(listener) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** @returns {Theme} */
export function theme() {
  const set = document.documentElement.dataset.theme
  return set === 'light' || set === 'dark' ? set : 'system'
}

/** @param {Theme} wanted */
export function setTheme(wanted) {
  if (wanted === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = wanted
  document.cookie = `theme=${wanted === 'system' ? '' : wanted}; path=/; max-age=${wanted === 'system' ? 0 : YEAR}; samesite=lax`
  // The admin's theme keeps its own choice here; the two are one product.
  localStorage.setItem('_x_adminTheme', JSON.stringify(wanted === 'system' ? 'auto' : wanted))
  show()
}

function show() {
  forgetTokens()
  setText(byId('theme-icon'), ICONS[theme()])
  for (const listener of [...listeners]) listener()
}

export function startTheme() {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show)
  show()
}

/** @returns {import('../dom/menu.js').Item[]} */
export function themeItems() {
  /** @type {[Theme, string][]} */
  const themes = [['light', gettext('Light')], ['dark', gettext('Dark')], ['system', gettext('As the system')]]
  return themes.map(([name, text]) => ({ text, icon: ICONS[name], checked: theme() === name, run: () => setTheme(name) }))
}
