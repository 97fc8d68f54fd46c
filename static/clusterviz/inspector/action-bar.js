// @ts-check
/** The buttons of an object's actions; in the past they rest and say why. */
import { openDialog } from '../dom/dialog.js'
import { h, icon } from '../dom/element.js'
import { fill, gettext } from '../format/words.js'
import { actionsOf } from './actions.js'

/** @typedef {import('./actions.js').Action} Action */
/** @typedef {import('../app.js').App} App */
/** @typedef {import('../stream/keys.js').Key} Key */

const MOST_WITH_WORDS = 4

/** @param {import('./inspected.js').Inspected} given */
export function actionBar({ app, key, object, actions: known, past, reload }) {
  const actions = actionsOf(object).filter(({ id }) => known.includes(id))
  const brief = actions.length > MOST_WITH_WORDS
  const buttons = actions.map((action) => button(action, past, () => run(app, action, key, object).then((done) => done && reload()), brief && action.danger))
  return h('div', { class: 'action-bar' }, h('div', { class: 'buttons', role: 'group', 'aria-label': gettext('Actions') }, buttons), past && pastNote(app))
}

/** @param {Action} action @param {boolean} past @param {() => void} click @param {boolean} [brief] its symbol only */
export function button(action, past, click, brief = false) {
  const kind = `button ${action.danger ? 'danger' : ''} ${brief ? 'square' : ''}`
  return h('button', { type: 'button', class: kind, disabled: past, dataset: { action: action.id }, on: { click }, 'aria-label': brief ? action.text : null, title: brief ? action.text : null }, icon(action.icon, 'small'), brief ? null : action.text)
}

/** Why nothing can be changed, and the way back. @param {App} app */
export function pastNote(app) {
  return h('p', { class: 'notice wait' }, icon('history', 'small'), h('span', { class: 'grow' }, gettext('You look at the past. It cannot be changed.')),
    h('button', { type: 'button', class: 'link', on: { click: () => app.past.live() } }, gettext('Back to LIVE')))
}

/**
 * Asks what has to be asked, then acts.
 * @param {App} app
 * @param {Action} action
 * @param {Key} key
 * @param {any} object
 * @returns {Promise<boolean>} whether it was done
 */
export async function run(app, action, key, object) {
  if (action.input) {
    const replicas = await askReplicas(key.name, object.spec?.replicas ?? 1)
    return replicas === null ? false : app.act(action.id, key, { replicas })
  }
  if (action.ask && !(await app.confirm({ ...action.ask, danger: action.danger }))) return false
  return app.act(action.id, key)
}

/** @param {string} name @param {number} now @returns {Promise<number | null>} */
export function askReplicas(name, now) {
  return new Promise((resolve) => {
    const input = /** @type {HTMLInputElement} */ (h('input', { class: 'field', type: 'number', min: 0, max: 100000, step: 1, id: 'scale-replicas', required: true }))
    input.value = String(now)
    const cancel = h('button', { class: 'button', type: 'button' }, gettext('Cancel'))
    const ok = h('button', { class: 'button primary', type: 'submit', form: 'scale-form' }, gettext('Scale'))
    const form = h('form', { id: 'scale-form', class: 'form-row' }, h('label', { for: 'scale-replicas' }, gettext('Replicas')), input)
    const dialog = openDialog(fill(gettext('Scale %(name)s'), { name }), [form], [cancel, ok])
    /** @type {number | null} */
    let answer = null
    cancel.addEventListener('click', () => dialog.close())
    form.addEventListener('submit', (event) => { event.preventDefault(); answer = Math.max(0, Math.floor(Number(input.value))); dialog.close() })
    dialog.addEventListener('close', () => resolve(answer))
    input.select()
  })
}
