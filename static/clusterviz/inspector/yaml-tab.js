// @ts-check
/** The YAML tab: read, edit, check on the server without storing, then apply. */
import { h, icon, replace } from '../dom/element.js'
import { gettext } from '../format/words.js'
import { showCode } from '../view/code.js'
import { pastNote } from './action-bar.js'
import { keepPlace } from './parts.js'
import { YamlEdit } from './yaml-edit.js'

/** @typedef {import('./inspected.js').Inspected} Inspected */

/** @param {HTMLElement} host @param {Inspected} given */
export function showYaml(host, given) {
  /** @type {YamlEdit | null} */
  let edit = null
  let latest = given

  function read() {
    edit = null
    const start = h('button', { type: 'button', class: 'button', disabled: latest.past, on: { click: write } }, icon('edit', 'small'), gettext('Edit'))
    const copy = h('button', { type: 'button', class: 'button', on: { click: () => copyText(latest) } }, icon('content_copy', 'small'), gettext('Copy'))
    const code = h('div', { class: 'yaml-view' })
    replace(host, h('div', { class: 'yaml-bar' }, start, copy, latest.past ? pastNote(latest.app) : null), code)
    showCode(code, latest.yaml, { label: 'YAML' })
  }

  function write() {
    edit = new YamlEdit(latest, read)
    replace(host, edit.element)
    edit.editor.area.focus()
  }

  read()
  return {
    /** @param {Inspected} now */
    refresh(now) {
      const changed = now.yaml !== latest.yaml || now.past !== latest.past
      latest = now
      if (!changed) return
      if (edit) edit.overtaken(now)
      else keepPlace(host, read)
    },
  }
}

/** @param {Inspected} given */
async function copyText({ app, yaml }) {
  try {
    await navigator.clipboard.writeText(yaml)
    app.toast(gettext('Copied.'))
  } catch {
    app.toast(gettext('The browser does not allow copying here.'), { kind: 'bad' })
  }
}
