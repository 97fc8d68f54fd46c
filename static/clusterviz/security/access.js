// @ts-check
/** The tab "Access": who can do something to a resource, or what somebody may do. */
import { h, replace } from '../dom/element.js'
import { segments } from '../frame/page-head.js'
import { gettext } from '../format/words.js'
import { choice, parseResource, parseSubject, resourceOptions, resourceText, subjectOptions, subjectText, wordField } from './fields.js'
import { Matrix } from './matrix.js'
import { Question } from './question.js'
import { Rules } from './rules.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {{resources: import('./fields.js').Resource[], namespaces: string[], subjects: import('./fields.js').Subject[]}} Choices */

export class AccessTab {
  /** @param {HTMLElement} host @param {App} app */
  constructor(host, app) {
    this.app = app
    /** @type {Choices} */
    this.known = { resources: [], namespaces: [], subjects: [] }
    const set = (/** @type {string} */ name) => (/** @type {string} */ value) => app.location.set({ [name]: value })
    this.way = segments({ label: gettext('Question'), options: [['', gettext('Who can …')], ['may', gettext('What may …')]], value: this.given('way'), change: set('way') })
    this.resource = choice(gettext('Resource'), set('res'))
    this.subject = choice(gettext('Who'), set('who'))
    this.namespace = choice(gettext('Namespace'), set('ns'))
    this.object = wordField(gettext('Name of one object'), gettext('any object'), set('obj'))
    this.object.value = this.given('obj')
    this.objectField = h('span', { class: 'security-field' }, h('span', { class: 'caption', 'aria-hidden': 'true' }, gettext('Object')), this.object)
    this.result = h('div', { class: 'security-result' })
    replace(host, h('div', { class: 'security-tools', role: 'search' }, this.way, this.resource.element, this.subject.element, this.namespace.element, this.objectField), this.result)
    this.choices = new Question(app, h('div'), (/** @type {Choices} */ answer) => { this.known = answer; this.drawTools(); if (this.isReverse) this.ask() })
    this.open()
    this.drawTools()
    this.choices.ask('choices')
    this.ask()
  }

  /** @param {string} name */
  given(name) {
    return this.app.location.get(name) ?? ''
  }

  get isReverse() {
    return this.given('way') === 'may'
  }

  /** The subject of the URL, else the first that is known. */
  get who() {
    return parseSubject(this.given('who')) ?? this.known.subjects[0] ?? null
  }

  open() {
    this.view?.destroy()
    this.question?.stop()
    replace(this.result)
    this.view = this.isReverse ? new Rules(this.result, this.app) : new Matrix(this.result, this.app)
    this.opened = this.isReverse
    const view = this.view
    this.question = new Question(this.app, view.body, (/** @type {any} */ answer) => view.set(answer, this.asked()))
  }

  asked() {
    return { ...parseResource(this.given('res')), namespace: this.given('ns'), name: this.given('obj'), who: this.who }
  }

  drawTools() {
    const { resources, namespaces, subjects } = this.known
    const reverse = this.isReverse
    this.way.choose?.(this.given('way'))
    this.resource.element.hidden = this.objectField.hidden = reverse
    this.subject.element.hidden = !reverse
    this.resource.set(resourceOptions(resources), resourceText(parseResource(this.given('res'))))
    if (this.who) this.subject.set(subjectOptions(subjects), subjectText(this.who))
    const whole = reverse ? gettext('anywhere') : gettext('the whole cluster')
    this.namespace.set([{ value: '', text: whole }, ...namespaces.map((name) => ({ value: name, text: name }))], this.given('ns'))
    if (document.activeElement !== this.object) this.object.value = this.given('obj')
  }

  ask() {
    const { group, resource, namespace, name, who } = this.asked()
    if (!this.isReverse) this.question?.ask('who-can', { group, resource, namespace, name })
    else if (who) this.question?.ask('what-may', { kind: who[0], of: who[1], name: who[2], namespace })
  }

  refresh() {
    this.choices.ask('choices')
    this.ask()
  }

  /** @param {Set<string>} changed */
  moved(changed) {
    if (!['way', 'res', 'who', 'ns', 'obj'].some((name) => changed.has(name))) return
    if (this.opened !== this.isReverse) this.open()
    this.drawTools()
    this.ask()
  }

  stop() {
    this.choices.stop()
    this.question?.stop()
    this.view?.destroy()
  }
}
