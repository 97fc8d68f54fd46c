// @ts-check
/** What lies under a point of the map: a node, and the pod whose square it is; pure. */
import { PITCH, podsTop, slotAt, systemTop } from './card-metrics.js'
import { loadOf } from './layout-cards.js'

/** @typedef {import('./layout-cards.js').Layout} Layout */
/** @typedef {import('./layout-cards.js').Box} Box */
/** @typedef {import('./look.js').PodRow} PodRow */
/** @typedef {{box: Box, pod: PodRow | null}} Hit */

/**
 * @param {Layout} layout
 * @param {{x: number, y: number}} point in the world
 * @param {number} cardScale how much larger a card's own pixels are than the world's; 0 when no cards are drawn
 * @returns {Hit | null}
 */
export function hitAt(layout, { x, y }, cardScale) {
  const box = layout.boxes.find((one) => x >= one.x && x < one.x + one.w && y >= one.y && y < one.y + one.h)
  if (!box) return null
  if (!cardScale) return { box, pod: null }
  const card = { x: (x - box.x) * cardScale, y: (y - box.y) * cardScale, w: box.w * cardScale }
  return { box, pod: podAt(box, card) }
}

/** @param {Box} box @param {{x: number, y: number, w: number}} at in the card's own pixels @returns {PodRow | null} */
function podAt({ node }, at) {
  const top = systemTop(at.w, loadOf(node))
  return squareAt(node.own.pods, at, podsTop()) ?? squareAt(node.system.pods, at, top)
}

/** @param {(PodRow | null)[]} pods @param {{x: number, y: number, w: number}} at @param {number} top */
function squareAt(pods, at, top) {
  for (let place = 0; place < pods.length; place += 1) {
    const [x, y] = slotAt(at.w, place, top)
    // The gap belongs to the square before it, so that the target is 18 px.
    if (at.x >= x - 2 && at.x < x - 2 + PITCH && at.y >= y - 2 && at.y < y - 2 + PITCH) return pods[place]
  }
  return null
}

/**
 * The square of a pod in its card's own pixels, or null.
 * @param {Box} box @param {PodRow} pod @param {number} width of the card @param {number} [was] the slot of a pod that is gone
 * @returns {[number, number] | null}
 */
export function squareOf({ node }, pod, width, was = -1) {
  const slots = node.slotsOf(pod)
  const place = was >= 0 ? was : slots.placeOf(pod.uid)
  if (place < 0) return null
  return slotAt(width, place, slots === node.own ? podsTop() : systemTop(width, loadOf(node)))
}

/**
 * The next box in a direction: the nearest of those that lie that way.
 * @param {Layout} layout @param {Box} from @param {string} key an arrow key's name
 * @returns {Box | null}
 */
export function neighbour(layout, from, key) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [0, 0]
  let best = null
  let least = Infinity
  for (const box of layout.boxes) {
    const [x, y] = [box.x + box.w / 2 - from.x - from.w / 2, box.y + box.h / 2 - from.y - from.h / 2]
    const along = x * dx + y * dy
    const aside = Math.abs(x * dy) + Math.abs(y * dx)
    if (along < 1 || aside > along * 2) continue
    const far = along + 3 * aside
    if (far < least) { least = far; best = box }
  }
  return best
}
