// @ts-check
/** The tray of pods without a node, grouped by workload and reason, each with the scheduler's one line. */
import { h, replace } from '../dom/element.js'
import { count } from '../format/quantity.js'
import { fill, gettext } from '../format/words.js'
import { groupWaiting } from './tray-groups.js'

/** @typedef {import('../stream/rows.js').PodRow} PodRow */
/** @typedef {import('./tray-groups.js').Group} Group */

const SQUARES = 12
const ROWS = 2

export class Tray {
  /** @param {(uid: string) => void} select @param {HTMLElement} hint shown while nobody's own pods are there */
  constructor(select, hint) {
    this.select = select
    this.hint = hint
    this.isUnused = false
    this.isOpen = false
    /** @type {Group[]} */
    this.groups = []
    /** @type {Map<string, DOMRect>} where squares were when they were last in the tray */
    this.rects = new Map()
    this.rows = h('ul', { class: 'tray-rows' })
    this.number = h('span', { class: 'badge wait' }, '0')
    this.more = h('button', { class: 'link more', type: 'button', hidden: true, on: { click: () => this.toggle() } })
    this.element = h('section', { class: 'card tray', 'aria-label': gettext('Pods that are not scheduled') },
      h('div', { class: 'tray-title' }, h('h2', null, gettext('Not scheduled')), this.number), this.rows, this.more)
    this.element.addEventListener('click', (event) => this.click(event))
    this.selected = ''
  }

  toggle() {
    this.isOpen = !this.isOpen
    this.draw()
  }

  /** @param {import('./model.js').Model} model @param {string} selected uid */
  show(model, selected) {
    const { waiting } = model
    this.isUnused = !waiting.size && model.isUnused
    this.remember()
    this.groups = groupWaiting(waiting.values())
    this.selected = selected
    this.number.textContent = count(waiting.size)
    this.number.className = waiting.size ? 'badge wait' : 'badge'
    this.draw()
  }

  draw() {
    const rest = this.groups.length - ROWS
    if (rest <= 0) this.isOpen = false
    const shown = this.isOpen ? this.groups.slice(0, 100) : this.groups.slice(0, ROWS)
    this.element.classList.toggle('open', this.isOpen)
    this.element.classList.toggle('many', shown.length > 1)
    replace(this.rows, shown.length ? shown.map((group) => this.row(group)) : this.isUnused ? this.hint : h('li', { class: 'muted' }, gettext('Every pod has a node.')))
    this.more.hidden = rest <= 0
    this.more.setAttribute('aria-expanded', String(this.isOpen))
    this.more.textContent = this.isOpen ? gettext('Fewer') : fill(gettext('%(n)s more'), { n: count(rest) })
  }

  /** @param {Group} group */
  row(group) {
    const squares = group.pods.slice(0, group.pods.length === 1 ? 1 : SQUARES).map((pod) => this.square(pod))
    const name = group.pods.length === 1 ? group.pods[0].name : `${group.name} ×${count(group.pods.length)}`
    const reason = group.reason || gettext('waiting for the scheduler')
    return h('li', null, h('span', { class: 'squares' }, squares),
      h('button', { type: 'button', class: 'link tray-name cut', dataset: { uid: group.pods[0].uid }, title: name }, name), h('span', { class: 'muted cut reason', title: reason }, reason))
  }

  /** A square is too small a target to be the only one: the name beside it, or the palette, does the same. @param {PodRow} pod */
  square(pod) {
    return h('span', { class: `pod pending${pod.uid === this.selected ? ' chosen' : ''}`, dataset: { uid: pod.uid }, title: pod.name, 'aria-hidden': 'true' })
  }

  /** @param {Event} event */
  click(event) {
    const target = event.target instanceof Element ? event.target.closest('[data-uid]') : null
    if (target instanceof HTMLElement && target.dataset.uid) this.select(target.dataset.uid)
  }

  /** Where the squares are now, for those that will have left. */
  remember() {
    this.rects.clear()
    for (const square of this.rows.querySelectorAll('.pod')) this.rects.set(/** @type {HTMLElement} */ (square).dataset.uid ?? '', square.getBoundingClientRect())
  }

  /** The square that a pod had in the tray; the tray itself when it was one of many. @param {string} uid @returns {DOMRect} */
  squareRect(uid) {
    return this.rects.get(uid) ?? this.rows.getBoundingClientRect()
  }
}
