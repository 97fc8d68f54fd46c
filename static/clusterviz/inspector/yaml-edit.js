// @ts-check
/** Editing an object: Check asks the server what would change, Apply stores exactly what was checked. */
import { h, icon, replace } from '../dom/element.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { countDiff, showDiff } from '../view/diff.js'
import { Editor } from '../view/editor.js'
import { objectPath } from './load.js'

/** @typedef {import('./inspected.js').Inspected} Inspected */
/** @typedef {{line: number, column?: number, path?: string, message: string}} Fault */

export class YamlEdit {
  /** @param {Inspected} given @param {() => void} leave back to reading */
  constructor(given, leave) {
    this.given = given
    this.leave = leave
    this.checked = ''
    this.busy = false
    this.check = h('button', { type: 'button', class: 'button', on: { click: () => this.send(true) } }, icon('fact_check', 'small'), gettext('Check'))
    this.apply = h('button', { type: 'button', class: 'button primary', on: { click: () => this.send(false) } }, gettext('Apply'))
    const cancel = h('button', { type: 'button', class: 'button plain', on: { click: () => this.cancel() } }, gettext('Cancel'))
    this.answer = h('div', { class: 'yaml-answer', 'aria-live': 'polite' })
    this.editor = new Editor(given.yaml, { label: fill(gettext('YAML of %(name)s'), { name: given.key.name }), onInput: () => this.ready() })
    this.notice = h('div')
    this.element = h('div', { class: 'yaml-edit' }, h('div', { class: 'yaml-bar' }, this.check, this.apply, cancel), this.notice, this.editor.element, this.answer)
    this.ready()
  }

  /** Apply is for what was checked and found good, nothing else. */
  ready() {
    const text = this.editor.text
    this.apply.toggleAttribute('disabled', this.busy || text !== this.checked || this.given.past)
    this.check.toggleAttribute('disabled', this.busy || text === this.given.yaml)
    this.apply.title = text === this.checked ? '' : gettext('Check first')
  }

  async cancel() {
    const changed = this.editor.text !== this.given.yaml
    const question = { title: gettext('Throw your changes away?'), button: gettext('Throw away'), danger: true }
    if (!changed || (await this.given.app.confirm(question))) this.leave()
  }

  /** The object changed under the reader's hands. @param {Inspected} now */
  overtaken(now) {
    this.given = { ...now, yaml: this.given.yaml }
    const text = now.past ? gettext('You look at the past. It cannot be changed.') : gettext('The object has changed since you began. Check shows your text against the newest state.')
    replace(this.notice, h('p', { class: 'notice wait' }, icon('update', 'small'), h('span', { class: 'grow' }, text)))
    this.checked = ''
    this.ready()
  }

  /** @param {boolean} dryRun */
  async send(dryRun) {
    const { app, key } = this.given
    const text = this.editor.text
    this.busy = true
    this.ready()
    try {
      const result = await app.api.put(objectPath(key), { yaml: text, dry_run: dryRun })
      this.editor.mark([])
      if (dryRun) this.good(text, result)
      else this.done()
    } catch (error) {
      this.bad(/** @type {any} */ (error))
    } finally {
      this.busy = false
      this.ready()
    }
  }

  /** @param {string} text @param {any} result */
  good(text, result) {
    this.checked = text
    const { added, removed } = countDiff(result.diff ?? [])
    const same = added + removed === 0
    const words = same ? gettext('The server would store no change.') : fill(ngettext('%(n)s line would change', '%(n)s lines would change', Math.max(added, removed)), { n: Math.max(added, removed) })
    replace(this.answer, h('p', { class: 'notice ok' }, icon('check_circle', 'small'), h('span', { class: 'grow' }, words)),
      (result.warnings ?? []).map((/** @type {string} */ one) => h('p', { class: 'notice wait' }, icon('warning', 'small'), h('span', { class: 'grow' }, one))),
      same ? null : showDiff(result.diff))
    this.answer.scrollIntoView({ block: 'nearest' })
  }

  done() {
    this.given.app.toast(fill(gettext('%(name)s was changed.'), { name: this.given.key.name }))
    this.leave()
    this.given.reload()
  }

  /** @param {any} error */
  bad(error) {
    this.checked = ''
    /** @type {Fault[]} */
    const faults = error.body?.errors ?? error.body?.error?.errors ?? []
    this.editor.mark(faults.filter((one) => one.line).map((one) => ({ line: one.line, message: one.message })))
    const shown = faults.length ? faults : [{ line: 0, message: error.message }]
    replace(this.answer, h('ul', { class: 'faults' }, shown.map((one) => this.fault(one))))
    if (faults[0]?.line) this.editor.goTo(faults[0].line, faults[0].column)
  }

  /** @param {Fault} fault */
  fault({ line, column, path, message }) {
    const go = line ? h('button', { type: 'button', class: 'link', on: { click: () => this.editor.goTo(line, column) } }, fill(gettext('line %(n)s'), { n: line })) : null
    const said = path && !message.startsWith(path) ? `${path}: ${message}` : message
    return h('li', { class: 'notice bad' }, icon('error', 'small'), h('span', { class: 'grow' }, said), go)
  }
}
