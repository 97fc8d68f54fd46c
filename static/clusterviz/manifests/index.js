// @ts-check
/** The Manifests page: will my YAML work, what would it change, apply. */
import { h, icon, replace, announce } from '../dom/element.js'
import { pageHead } from '../frame/page-head.js'
import { gettext } from '../format/words.js'
import { ApplyBar } from './apply-bar.js'
import { ChangePanel } from './change-panel.js'
import { fromText } from './collect.js'
import { DocumentList } from './document-list.js'
import { Intake } from './drop-zone.js'
import { EXAMPLE } from './example.js'
import { Session } from './session.js'
import { SourcePanel } from './source-panel.js'
import { Summary } from './summary-strip.js'

/** @typedef {import('../app.js').App} App */

/** @type {Session | null} kept while the reader looks at other pages */
let session = null

class ManifestsPage {
  /** @param {HTMLElement} host @param {App} app */
  constructor(host, app) {
    this.app = app
    this.host = host
    this.session = session ??= new Session(app)
    this.session.changed = () => this.draw()
    this.intake = new Intake(host, (collected) => this.session.open(collected))
    this.summary = new Summary(this.session)
    this.documents = new DocumentList(this.session)
    this.source = new SourcePanel(this.session)
    this.change = new ChangePanel(this.session)
    this.bar = new ApplyBar(this.session)
    this.start = h('div', { class: 'start drop-area' })
    this.work = h('div', { class: 'manifest-work' }, this.documents.element, this.source.element)
    const main = h('div', { class: 'manifest-main' }, pageHead(gettext('Manifests'), gettext('will my YAML work?'), ...this.intake.buttons()), this.summary.element, this.start, this.work, this.bar.element)
    replace(host, main, this.change.element)
    this.endPast = app.past.on(() => this.bar.draw())
    this.draw()
  }

  draw() {
    const { answer, stage } = this.session
    const open = answer !== null
    this.work.hidden = this.bar.element.hidden = this.change.element.hidden = !open
    this.start.hidden = open
    this.host.classList.toggle('with-change', open)
    this.host.setAttribute('aria-busy', String(stage === 'checking' || stage === 'applying'))
    this.summary.draw()
    if (!open) return this.drawStart()
    this.documents.draw()
    this.source.draw()
    this.change.draw()
    this.bar.draw()
    announce(this.summary.words())
  }

  drawStart() {
    const { stage, message } = this.session
    if (stage === 'checking') {
      return replace(this.start, h('div', { class: 'empty', role: 'status' }, icon('hourglass_top'), h('h2', null, gettext('Checking every document …')), h('p', null, gettext('Each is decoded, defaulted, validated and compared with the cluster. Nothing is stored.'))))
    }
    const example = h('button', { type: 'button', class: 'button', on: { click: () => this.session.open(fromText(EXAMPLE)) } }, icon('science', 'small'), gettext('Try a small example'))
    const choose = h('button', { type: 'button', class: 'button primary', on: { click: () => this.intake.files.click() } }, icon('upload_file', 'small'), gettext('Choose files'))
    replace(this.start, h('div', { class: 'empty' }, icon('upload_file'), h('h2', null, gettext('Drop manifests here')),
      message ? h('p', { class: 'bad-words', role: 'alert' }, message) : null,
      h('p', null, gettext('YAML or JSON files, a whole folder, or a zip archive; or paste text with Ctrl-V. You see every error at its line and what would change, before anything is stored.')),
      h('div', { class: 'start-buttons' }, choose, example)))
  }

  stop() {
    this.endPast()
    this.session.changed = () => {}
    this.intake.stop()
    this.documents.stop()
    this.host.classList.remove('with-change')
  }
}

/** @type {ManifestsPage | null} */
let page = null

/** @param {HTMLElement} host @param {App} app */
export function start(host, app) {
  page = new ManifestsPage(host, app)
}

export function stop() {
  page?.stop()
  page = null
}
