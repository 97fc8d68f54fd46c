// @ts-check
/** The top bar's buttons: cluster, language, theme and account. */
import { byId, h } from '../dom/element.js'
import { attachMenu } from '../dom/menu.js'
import { gettext, language } from '../format/words.js'
import { clusterItems } from './switcher.js'
import { startTheme, themeItems } from './theme.js'

/** Names of languages are written in themselves. @type {[string, string][]} */
export const LANGUAGES = [['en', 'English'], ['zh-hans', '简体中文']]

/** @param {import('../app.js').App} app */
export function startTopbar(app) {
  attachMenu(byId('switcher'), () => clusterItems(app))
  attachMenu(byId('language'), () => LANGUAGES.map(([code, text]) => ({ text, checked: isLanguage(code), run: () => setLanguage(code) })))
  attachMenu(byId('theme'), themeItems)
  attachMenu(byId('user'), userItems)
  startTheme()
}

/** @param {string} code */
function isLanguage(code) {
  return language().toLowerCase() === code
}

/** Django keeps the language in a cookie; the page comes back as it was, in the other language. @param {string} code */
export function setLanguage(code) {
  postForm('/i18n/setlang/', { language: code, next: location.pathname + location.search })
}

/** @returns {import('../dom/menu.js').Item[]} */
function userItems() {
  return [
    { text: document.body.dataset.user ?? '', icon: 'person', run: () => {} },
    'line',
    { text: gettext('Sign out'), icon: 'logout', run: () => postForm('/sign-out/', {}) },
  ]
}

/** @param {string} action @param {Record<string, string>} values */
function postForm(action, values) {
  const all = { ...values, csrfmiddlewaretoken: document.body.dataset.csrf ?? '' }
  const inputs = Object.entries(all).map(([name, value]) => h('input', { type: 'hidden', name, value }))
  const form = /** @type {HTMLFormElement} */ (h('form', { method: 'post', action, hidden: true }, inputs))
  document.body.append(form)
  form.submit()
}
