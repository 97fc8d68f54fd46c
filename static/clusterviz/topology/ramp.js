// @ts-check
/** Even steps between two colours of the theme, for cells that show how full a node is. */
import { token } from '../dom/tokens.js'

export const STEPS = 16

/** @type {{key: string, colours: string[]}} */
let made = { key: '', colours: [] }

/** @returns {string[]} from nearly empty to full */
export function ramp() {
  const from = token('--accent-soft')
  const to = token('--accent')
  const key = from + to
  if (made.key !== key) made = { key, colours: Array.from({ length: STEPS }, (_, i) => mix(from, to, 0.06 + (0.94 * i) / (STEPS - 1))) }
  return made.colours
}

/** @param {number} share 0…1 @returns {string} */
export function rampColour(share) {
  return ramp()[Math.min(STEPS - 1, Math.max(0, Math.round(share * (STEPS - 1))))]
}

/** @param {string} a rgb(…) @param {string} b rgb(…) @param {number} part of b @returns {string} */
export function mix(a, b, part) {
  const [from, to] = [numbers(a), numbers(b)]
  return `rgb(${from.map((value, i) => Math.round(value + (to[i] - value) * part)).join(', ')})`
}

/** @param {string} colour */
function numbers(colour) {
  return (colour.match(/[\d.]+/g) ?? ['0', '0', '0']).slice(0, 3).map(Number)
}
