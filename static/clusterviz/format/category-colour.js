// @ts-check
/** Colours of categories (workload, namespace, image): from the name alone, so that a name keeps its colour everywhere. */

/** Okabe and Ito's palette for colour-blind readers, without black and with a yellow that is seen on white. */
const OKABE_ITO = ['#e69f00', '#56b4e9', '#009e73', '#c9b400', '#0072b2', '#d55e00', '#cc79a7']
const GOLDEN_ANGLE = 137.508

/** @type {Map<string, string>} */
const known = new Map()

/** A 32-bit hash of a text (FNV-1a). @param {string} text @returns {number} */
export function hash(text) {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0
  return value
}

/** @param {string} name @returns {string} a CSS colour, the same in both themes */
export function categoryColour(name) {
  let colour = known.get(name)
  if (colour) return colour
  const value = hash(name)
  const slot = value % 16
  colour = slot < OKABE_ITO.length ? OKABE_ITO[slot] : `hsl(${((value >>> 4) * GOLDEN_ANGLE) % 360} 52% ${44 + ((value >>> 12) % 3) * 7}%)`
  known.set(name, colour)
  return colour
}
