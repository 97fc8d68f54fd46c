// @ts-check
/** How everything is to be drawn at this moment: colours, filter, selection, focus and what is in flight. */
import { podState } from '../stream/pod-state.js'
import { categoryOf, colourOf } from './colour-modes.js'

/** @typedef {import('../stream/rows.js').PodRow} PodRow */
/** @typedef {import('../stream/pod-state.js').PodState} PodState */
/** @typedef {import('./node-item.js').NodeItem} NodeItem */

export class Look {
  constructor() {
    /** @type {import('./colour-modes.js').PodMode} */
    this.podMode = 'phase'
    /** @type {import('./colour-modes.js').NodeMode} */
    this.nodeMode = 'cpu'
    /** states or categories that stay bright; empty: all @type {Set<string>} */
    this.only = new Set()
    /** uid of the selected object */
    this.selected = ''
    /** the keyboard's place: a node, and maybe a pod in it @type {{node: NodeItem, pod: PodRow | null} | null} */
    this.focus = null
    /** @type {NodeItem | null} */
    this.hovered = null
    /** uids of pods that are on their way to their square @type {Set<string>} */
    this.flying = new Set()
  }

  /** @param {PodRow} pod @param {NodeItem} [node] @returns {PodState} */
  stateOf(pod, node) {
    return podState(pod, node?.row.ready)
  }

  /** A category's colour, or "" for the state's own. @param {PodRow} pod */
  colour(pod) {
    return this.podMode === 'phase' ? '' : colourOf(this.podMode, categoryOf(this.podMode, pod))
  }

  /** @param {PodRow} pod @param {PodState} state */
  isDim(pod, state) {
    if (!this.only.size) return false
    return !this.only.has(this.podMode === 'phase' ? state : categoryOf(this.podMode, pod))
  }
}
