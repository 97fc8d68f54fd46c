// @ts-check
/** Pods that travel from the tray to their node, and ghosts of those that went; a cut when much happens or motion is unwanted. */
import { h } from '../dom/element.js'

/** @typedef {import('./model.js').Moves} Moves */

const TRAVEL = 300
const MOST_PER_SECOND = 200

export class Flights {
  /** @param {import('./map.js').ClusterMap} map @param {import('./tray.js').Tray} tray */
  constructor(map, tray) {
    this.map = map
    this.tray = tray
    /** @type {number[]} when changes came, ms */
    this.recent = []
    this.calm = matchMedia('(prefers-reduced-motion: reduce)')
  }

  /** Whether motion would be a blur. @param {number} changes @param {number} now ms */
  isBusy(changes, now) {
    this.recent = this.recent.filter((at) => now - at < 1000)
    for (let i = 0; i < Math.min(changes, MOST_PER_SECOND + 1); i += 1) this.recent.push(now)
    return this.recent.length > MOST_PER_SECOND
  }

  /** @param {Moves} moves @param {number} changes how many rows changed */
  show(moves, changes) {
    const now = performance.now()
    if (this.isBusy(changes, now) || this.calm.matches || document.hidden) return
    for (const { node, place, pod } of moves.gone) this.map.ghosts.push({ node, place, pod, since: now })
    if (moves.bound.length) {
      if (this.map.stale) this.map.arrange()
      for (const pod of moves.bound) this.launch(pod)
    }
    this.map.draw()
  }

  /** @param {import('./look.js').PodRow} pod */
  launch(pod) {
    const node = this.map.model.nodes.get(pod.node)
    const square = node && this.map.screenSquare(node, -1, pod)
    const from = this.tray.squareRect(pod.uid)
    if (!square || !from) return
    const origin = this.map.element.getBoundingClientRect()
    const [x, y] = [origin.left + square.x, origin.top + square.y]
    if (y > origin.bottom || y < origin.top || x > origin.right) return
    const flyer = h('span', { class: 'pod pending flyer', 'aria-hidden': 'true' })
    document.body.append(flyer)
    this.map.look.flying.add(pod.uid)
    const path = [{ transform: `translate(${from.left}px, ${from.top}px)` }, { transform: `translate(${x}px, ${y}px) scale(${square.side / 14})` }]
    const landed = () => {
      flyer.remove()
      this.map.look.flying.delete(pod.uid)
      this.map.draw()
    }
    flyer.animate(path, { duration: TRAVEL, easing: 'ease-out' }).finished.then(landed, landed)
  }
}
