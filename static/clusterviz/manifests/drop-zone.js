// @ts-check
/** Where manifests come in: a drop anywhere on the page, file and folder pickers, paste. */
import { openDialog } from '../dom/dialog.js'
import { h, icon } from '../dom/element.js'
import { attachMenu } from '../dom/menu.js'
import { gettext } from '../format/words.js'
import { Editor } from '../view/editor.js'
import { fromDrop, fromFiles, fromText } from './collect.js'

/** @typedef {import('./collect.js').Collected} Collected */

export class Intake {
  /** @param {HTMLElement} host the page: files may be dropped anywhere on it @param {(collected: Collected) => void} take */
  constructor(host, take) {
    this.host = host
    this.take = take
    this.files = this.picker({ multiple: true, accept: '.yaml,.yml,.json,.zip' })
    this.folder = this.picker({ webkitdirectory: true })
    this.depth = 0
    this.handlers = { dragenter: this.enter.bind(this), dragover: this.over.bind(this), dragleave: this.leave.bind(this), drop: this.drop.bind(this), paste: this.paste.bind(this) }
    for (const [type, handler] of Object.entries(this.handlers)) host.addEventListener(type, /** @type {any} */ (handler))
  }

  /** @param {Record<string, any>} attributes @returns {HTMLInputElement} */
  picker(attributes) {
    const input = /** @type {HTMLInputElement} */ (h('input', { type: 'file', hidden: true, ...attributes }))
    input.addEventListener('change', () => {
      if (input.files?.length) this.take(fromFiles(input.files))
      input.value = ''
    })
    return input
  }

  /** The buttons of the page's head. @returns {HTMLElement[]} */
  buttons() {
    const paste = h('button', { type: 'button', class: 'button', on: { click: () => this.ask() } }, icon('content_paste', 'small'), gettext('Paste'))
    const open = h('button', { type: 'button', class: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false' }, icon('folder_open', 'small'), gettext('Files or folder'))
    attachMenu(open, () => [
      { text: gettext('Files or a zip archive …'), icon: 'description', run: () => this.files.click() },
      { text: gettext('A whole folder …'), icon: 'folder_open', run: () => this.folder.click() },
    ])
    return [paste, open, this.files, this.folder]
  }

  /** A dialog to paste into. */
  ask() {
    const editor = new Editor('', { label: gettext('YAML or JSON') })
    const cancel = h('button', { type: 'button', class: 'button' }, gettext('Cancel'))
    const check = h('button', { type: 'button', class: 'button primary' }, gettext('Check'))
    const dialog = openDialog(gettext('Paste YAML or JSON'), [editor.element], [cancel, check])
    dialog.classList.add('paste-dialog')
    cancel.addEventListener('click', () => dialog.close())
    check.addEventListener('click', () => {
      dialog.close()
      if (editor.text.trim()) this.take(fromText(editor.text))
    })
    editor.area.focus()
  }

  /** @param {DragEvent} event */
  enter(event) {
    event.preventDefault()
    this.depth += 1
    this.host.classList.add('dropping')
  }

  /** @param {DragEvent} event */
  over(event) {
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
  }

  leave() {
    this.depth = Math.max(0, this.depth - 1)
    if (this.depth === 0) this.host.classList.remove('dropping')
  }

  /** @param {DragEvent} event */
  async drop(event) {
    event.preventDefault()
    this.depth = 0
    this.host.classList.remove('dropping')
    if (event.dataTransfer) this.take(await fromDrop(event.dataTransfer))
  }

  /** Ctrl-V anywhere but in a field. @param {ClipboardEvent} event */
  paste(event) {
    const target = /** @type {Element} */ (event.target)
    if (target.closest('input, textarea, dialog') || !event.clipboardData) return
    const text = event.clipboardData.getData('text/plain')
    if (event.clipboardData.files.length) this.take(fromFiles(event.clipboardData.files))
    else if (text.trim()) this.take(fromText(text))
  }

  stop() {
    for (const [type, handler] of Object.entries(this.handlers)) this.host.removeEventListener(type, /** @type {any} */ (handler))
    this.host.classList.remove('dropping')
  }
}
