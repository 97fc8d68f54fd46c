// @ts-check
/** The map by keyboard: arrows walk over nodes, Enter goes into a node's pods and selects, Escape comes out; each step is said. */
import { announce } from '../dom/element.js'
import { cores, count } from '../format/quantity.js'
import { fill, gettext } from '../format/words.js'
import { stateWord } from '../stream/pod-state.js'
import { badgesOf } from './paint-badges.js'
import { neighbour } from './hit.js'

/** @typedef {import('./node-item.js').NodeItem} NodeItem */
/** @typedef {import('./look.js').PodRow} PodRow */

export class Keyboard {
  /** @param {import('./map.js').ClusterMap} map @param {import('./look.js').Look} look @param {(uid: string) => void} select */
  constructor(map, look, select) {
    this.map = map
    this.look = look
    this.select = select
    map.element.addEventListener('keydown', (event) => this.key(event))
    map.element.addEventListener('focus', () => { if (!look.focus && map.element.matches(':focus-visible')) this.first() })
    map.element.addEventListener('blur', () => { look.focus = null; map.draw() })
    const { viewport } = map
    /** @type {Record<string, () => void>} */
    this.keys = {
      Enter: () => this.enter(), ' ': () => this.enter(), Escape: () => this.leave(), Home: () => this.first(),
      '+': () => viewport.zoom(1.4), '=': () => viewport.zoom(1.4), '-': () => viewport.zoom(1 / 1.4), 0: () => viewport.reset(),
    }
    for (const arrow of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) this.keys[arrow] = () => this.walk(arrow)
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.keys[event.key]) return
    if (event.key === 'Escape' && !this.look.focus?.pod) return
    event.preventDefault()
    this.keys[event.key]()
  }

  first() {
    const box = this.map.layout.boxes[0]
    if (box) this.go(box.node, null)
  }

  /** @param {string} arrow */
  walk(arrow) {
    const focus = this.look.focus
    const box = focus && this.map.boxOf(focus.node)
    if (!focus || !box) return this.first()
    if (focus.pod) return this.walkPods(focus.node, focus.pod, arrow === 'ArrowLeft' || arrow === 'ArrowUp' ? -1 : 1)
    const next = neighbour(this.map.layout, box, arrow)
    if (next) this.go(next.node, null)
  }

  /** @param {NodeItem} node @param {PodRow} pod @param {number} step */
  walkPods(node, pod, step) {
    const pods = podsOf(node)
    const at = pods.findIndex((one) => one.uid === pod.uid)
    this.go(node, pods[(at + step + pods.length) % pods.length] ?? null)
  }

  /** A node's first Enter selects it and steps into its pods; a pod's selects the pod. */
  enter() {
    const focus = this.look.focus
    if (!focus) return this.first()
    if (focus.pod) return this.select(focus.pod.uid)
    this.select(focus.node.row.uid)
    const pods = podsOf(focus.node)
    if (pods.length && this.map.cardScale()) this.go(focus.node, pods[0])
  }

  leave() {
    if (this.look.focus) this.go(this.look.focus.node, null)
  }

  /** @param {NodeItem} node @param {PodRow | null} pod */
  go(node, pod) {
    this.look.focus = { node, pod }
    const box = this.map.boxOf(node)
    if (box) this.map.viewport.reveal(box)
    announce(pod ? this.sayPod(pod, node) : sayNode(node))
    this.map.draw()
  }

  /** @param {PodRow} pod @param {NodeItem} node */
  sayPod(pod, node) {
    return `${pod.name}, ${stateWord(this.look.stateOf(pod, node))}, ${pod.status}`
  }
}

/** @param {NodeItem} node @returns {PodRow[]} */
function podsOf(node) {
  return [...node.own.pods, ...node.system.pods].filter((pod) => pod !== null)
}

/** @param {NodeItem} node */
export function sayNode(node) {
  const words = fill(gettext('%(name)s, %(instance)s, zone %(zone)s, %(pods)s of %(most)s pods, cpu %(cpu)s of %(cores)s'), {
    name: node.row.name, instance: node.row.instance, zone: node.row.zone, pods: count(node.active), most: count(node.row.pods), cpu: cores(node.cpu), cores: cores(node.row.cpu),
  })
  return [words, ...badgesOf(node).map((badge) => badge.text)].join(', ')
}
