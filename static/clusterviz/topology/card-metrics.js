// @ts-check
/** The measures of a node's card and where its parts lie; pure. */

export const SQUARE = 14
export const PITCH = 18
export const PAD = 12
const HEAD = 30
const BAR = 18
const LEAST_ROWS = 2
const SYSTEM = 30
const BADGES = 26

/** @typedef {{own: number, system: number, badges: boolean}} Load how many slots a card must hold */

/** Squares side by side in a card of this width. @param {number} width */
export function perRow(width) {
  return Math.max(1, Math.floor((width - 2 * PAD + (PITCH - SQUARE)) / PITCH))
}

/** @param {number} width @param {Load} load */
export function cardHeight(width, load) {
  return systemTop(width, load) + systemRows(width, load) * PITCH + 10 + (load.badges ? BADGES : 0)
}

/** Where the pods' squares begin. */
export function podsTop() {
  return HEAD + 2 * BAR + 10
}

/** @param {number} width @param {Load} load */
export function systemTop(width, load) {
  const rows = Math.max(LEAST_ROWS, Math.ceil(load.own / perRow(width)))
  return podsTop() + rows * PITCH + SYSTEM - 12
}

/** @param {number} width @param {Load} load */
function systemRows(width, load) {
  return Math.max(1, Math.ceil(load.system / perRow(width)))
}

/** The square of a slot, relative to its card. @param {number} width @param {number} place @param {number} top @returns {[number, number]} */
export function slotAt(width, place, top) {
  const across = perRow(width)
  return [PAD + (place % across) * PITCH, top + Math.floor(place / across) * PITCH]
}
