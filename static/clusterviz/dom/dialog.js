// @ts-check
/** Modal dialogs on the browser's own `<dialog>`: it keeps the focus inside and gives it back. */
import { h } from './element.js'
import { gettext } from '../format/words.js'

/**
 * Shows a dialog until it is closed; it is removed then.
 * @param {string} title
 * @param {(Node | string)[]} body
 * @param {HTMLElement[]} buttons
 * @returns {HTMLDialogElement}
 */
export function openDialog(title, body, buttons) {
  const heading = h('h2', { id: 'dialog-title' }, title)
  const dialog = /** @type {HTMLDialogElement} */ (h('dialog', { class: 'float', 'aria-labelledby': 'dialog-title' },
    h('div', { class: 'body' }, heading, body), buttons.length ? h('div', { class: 'foot' }, buttons) : null))
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}

/**
 * Asks before something that cannot be undone.
 * @param {{title: string, text?: string, button: string, danger?: boolean}} question
 * @returns {Promise<boolean>}
 */
export function confirm({ title, text = '', button, danger = false }) {
  return new Promise((resolve) => {
    const no = h('button', { class: 'button', type: 'button' }, gettext('Cancel'))
    const yes = h('button', { class: danger ? 'button danger' : 'button primary', type: 'button' }, button)
    const dialog = openDialog(title, text ? [h('p', { class: 'muted' }, text)] : [], [no, yes])
    let answer = false
    no.addEventListener('click', () => dialog.close())
    yes.addEventListener('click', () => { answer = true; dialog.close() })
    dialog.addEventListener('close', () => resolve(answer))
    yes.focus()
  })
}
