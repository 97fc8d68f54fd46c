// @ts-check
/** One upload from drop to apply: its files, what the server said of them, and which document is looked at. */
import { gettext } from '../format/words.js'
import { fixNames, rebuild, replaceDocument } from './rewrite.js'

/** @typedef {import('./collect.js').Input} Input */
/** @typedef {import('./document.js').ManifestDocument} ManifestDocument */
/** @typedef {import('./document.js').Fault} Fault */
/** @typedef {import('./document.js').Answer} Answer */
/** @typedef {"empty" | "checking" | "checked" | "applying" | "applied" | "failed"} Stage */

export class Session {
  /** @param {import('../app.js').App} app */
  constructor(app) {
    this.app = app
    /** @type {Stage} */
    this.stage = 'empty'
    /** @type {Input[]} */
    this.inputs = []
    this.ignored = 0
    this.leftOut = 0
    /** @type {Answer | null} */
    this.answer = null
    this.selected = 0
    this.message = ''
    this.revision = 0 // of the cluster when it was checked
    /** @type {{applied: number, revision: number} | null} */
    this.done = null
    this.turn = 0
    /** @type {() => void} */
    this.changed = () => {}
  }

  get documents() {
    return this.answer?.documents ?? []
  }

  get document() { return this.documents[this.selected] ?? null }

  /** Documents that stand in the way. */
  get bad() {
    return this.documents.filter((document) => document.verdict === 'error').length
  }

  get canApply() {
    const work = this.documents.some(({ verdict }) => verdict === 'new' || verdict === 'changed')
    return this.stage === 'checked' && work && this.bad === 0 && this.app.past.time === null
  }

  /** @param {Stage} stage @param {string} [message] */
  to(stage, message = '') {
    this.stage = stage
    this.message = message
    this.changed()
  }

  /** @param {{inputs: Input[], ignored: number}} collected */
  async open({ inputs, ignored }) {
    this.ignored = ignored
    if (!inputs.length) return this.to(this.answer ? 'checked' : 'failed', ignored ? gettext('None of these files is YAML, JSON or a zip archive.') : gettext('There was nothing to read.'))
    this.inputs = inputs
    this.answer = null
    this.selected = 0
    await this.check()
  }

  async check() {
    const turn = (this.turn += 1)
    this.to('checking')
    const form = new FormData()
    for (const { path, file } of this.inputs) {
      form.append('files', file, path)
      form.append('paths', path)
    }
    try {
      const answer = await this.app.api.upload('manifests/check', form)
      if (turn !== this.turn) return
      this.take(answer)
    } catch (error) {
      if (turn === this.turn) this.to('failed', /** @type {Error} */ (error).message)
    }
  }

  /** @param {Answer} answer */
  take(answer) {
    const first = this.answer === null
    this.leftOut = this.ignored + (answer.ignored?.length ?? 0)
    this.answer = answer
    this.revision = this.app.store.live.revision
    const bad = answer.documents.findIndex(({ verdict }) => verdict === 'error')
    if (first || this.selected >= answer.documents.length) this.selected = Math.max(0, bad)
    this.to('checked')
  }

  /** @param {number} index */
  select(index) {
    this.selected = Math.max(0, Math.min(this.documents.length - 1, index))
    this.changed()
  }

  /** Puts misspelt names right and checks again. @param {ManifestDocument} document @param {Fault[]} faults */
  async fix(document, faults) {
    const text = await this.textOf(document.file)
    const fixed = fixNames(text, faults)
    if (fixed === text) return this.app.toast(gettext('The name was not found at its place; change it by hand.'), { kind: 'bad' })
    await this.rewrite(document.file, fixed)
  }

  /** Replaces a document's text and checks again. @param {ManifestDocument} document @param {string} source */
  async edit(document, source) {
    await this.rewrite(document.file, replaceDocument(await this.textOf(document.file), document, source))
  }

  /** @param {string} path */
  async textOf(path) {
    const input = this.inputs.find((one) => one.path === path)
    return input ? input.file.text() : rebuild(this.documents.filter(({ file }) => file === path))
  }

  /** @param {string} path @param {string} text */
  async rewrite(path, text) {
    const unpacked = await Promise.all([...new Set(this.documents.map(({ file }) => file))].map(async (name) => [name, name === path ? text : await this.textOf(name)]))
    this.inputs = unpacked.map(([name, content]) => ({ path: name, file: new File([content], name, { type: 'text/yaml' }) }))
    await this.check()
  }

  async apply() {
    if (!this.canApply || !this.answer) return
    this.to('applying')
    try {
      this.done = await this.app.api.post('manifests/apply', { token: this.answer.token })
      this.to('applied')
    } catch (error) {
      const { code, message } = /** @type {any} */ (error)
      this.app.toast(message, { kind: 'bad' })
      if (code === 409 || code === 410 || code === 404) await this.check()
      else this.to('checked')
    }
  }

  clear() {
    this.turn += 1
    this.inputs = []
    this.answer = null
    this.done = null
    this.selected = 0
    this.to('empty')
  }
}
