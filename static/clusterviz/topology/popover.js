// @ts-check
/** What floats beside the pointer: a node with its pods, or one pod. */
import { h, replace } from '../dom/element.js'
import { cores, count } from '../format/quantity.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { badgesOf } from './paint-badges.js'

/** @typedef {import('./node-item.js').NodeItem} NodeItem */
/** @typedef {import('./look.js').PodRow} PodRow */

const SQUARES = 60

export class Popover {
  /** @param {import('./look.js').Look} look */
  constructor(look) {
    this.look = look
    this.element = h('div', { class: 'float popover', hidden: true, role: 'tooltip' })
    document.body.append(this.element)
    /** @type {unknown} */
    this.about = null
  }

  stop() {
    this.element.remove()
  }

  hide() {
    this.element.hidden = true
    this.about = null
  }

  /** @param {NodeItem} node @param {PodRow | null} pod @param {{x: number, y: number}} at on the screen */
  show(node, pod, at) {
    const about = pod ?? node
    if (this.about !== about) {
      this.about = about
      replace(this.element, pod ? this.podContent(pod, node) : this.nodeContent(node))
    }
    this.element.hidden = false
    this.place(at)
  }

  /** @param {{x: number, y: number}} at */
  place({ x, y }) {
    const { offsetWidth: w, offsetHeight: tall } = this.element
    const left = x + 16 + w > innerWidth ? x - w - 12 : x + 16
    const top = y + 16 + tall > innerHeight ? y - tall - 12 : y + 16
    this.element.style.transform = `translate(${Math.max(8, left)}px, ${Math.max(8, top)}px)`
  }

  /** @param {NodeItem} node */
  nodeContent(node) {
    const badges = badgesOf(node).slice(0, 3).map((badge) => h('span', { class: `badge ${badge.tone}` }, h('span', { class: 'cut' }, badge.text)))
    const pods = [...node.own.pods, ...node.system.pods].filter((pod) => pod !== null)
    const squares = pods.slice(0, SQUARES).map((pod) => this.square(pod, node))
    const amount = fill(gettext('%(part)s of %(whole)s cpu requested'), { part: cores(node.cpu), whole: cores(node.row.cpu) })
    return [
      h('div', { class: 'pop-head' }, h('b', { class: 'cut' }, node.row.name), h('span', { class: 'muted cut' }, node.row.instance), badges),
      h('div', { class: 'squares' }, squares, pods.length > SQUARES ? h('span', { class: 'caption' }, `+${count(pods.length - SQUARES)}`) : null),
      h('div', { class: 'caption' }, `${fill(ngettext('%(n)s pod', '%(n)s pods', node.active), { n: count(node.active) })} · ${amount}`),
    ]
  }

  /** @param {PodRow} pod @param {NodeItem} node */
  square(pod, node) {
    const colour = this.look.colour(pod)
    const isSystem = node.slotsOf(pod) === node.system
    return h('span', { class: `pod ${this.look.stateOf(pod, node)}${isSystem ? ' faint' : ''}`, style: colour ? { background: colour } : {} })
  }

  /** @param {PodRow} pod @param {NodeItem} node */
  podContent(pod, node) {
    const ready = `${pod.ready}/${pod.containers}`
    const restarts = pod.restarts ? ` · ${fill(ngettext('%(n)s restart', '%(n)s restarts', pod.restarts), { n: count(pod.restarts) })}` : ''
    return [
      h('div', { class: 'pop-head' }, h('span', { class: `pod ${this.look.stateOf(pod, node)}` }), h('b', { class: 'cut' }, pod.name)),
      h('div', null, `${pod.status} · ${fill(gettext('%(ready)s ready'), { ready })}${restarts}`),
      h('div', { class: 'caption cut' }, `${pod.namespace} · ${pod.workload} · ${pod.image}`),
    ]
  }
}
