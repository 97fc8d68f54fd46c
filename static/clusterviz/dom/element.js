// @ts-check
/** Builds elements from text and nodes only, so that no string of the cluster is ever read as markup. */

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, any>} Props `class`, `dataset`, `on` (listeners by event), `style` (properties) or attributes */

/**
 * @param {string} tag
 * @param {Props | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(props ?? {})) setProperty(element, name, value)
  append(element, children)
  return element
}

/** @type {Record<string, (element: HTMLElement, value: any) => void>} */
const SPECIAL = {
  class: (element, value) => { element.className = value },
  dataset: (element, value) => { Object.assign(element.dataset, value) },
  on: (element, value) => { for (const type of Object.keys(value)) element.addEventListener(type, value[type]) },
  style: (element, value) => { for (const name of Object.keys(value)) element.style.setProperty(name, value[name]) },
}

/** @param {HTMLElement} element @param {string} name @param {any} value */
function setProperty(element, name, value) {
  if (value === null || value === undefined || value === false) return
  if (SPECIAL[name]) return SPECIAL[name](element, value)
  element.setAttribute(name, value === true ? '' : String(value))
}

/** @param {Element} element @param {(Child | Child[])[]} children */
export function append(element, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue
    element.append(child instanceof Node ? child : String(child))
  }
}

/** Puts new children in the place of the old. @param {Element} element @param {...(Child | Child[])} children */
export function replace(element, ...children) {
  element.replaceChildren()
  append(element, children)
}

/** A Material Symbol. It says nothing by itself: give its button a label. @param {string} name @param {string} [size] */
export function icon(name, size = '') {
  return h('span', { class: `icon ${size}`, 'aria-hidden': 'true', translate: 'no' }, name)
}

/**
 * The element with this id in the page's template.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id)
  if (!element) throw new Error(`no element #${id}`)
  return element
}

/** Sets text only when it differs, so that numbers change in place without a layout. @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text
}

/** Says something to a screen reader. @param {string} text */
export function announce(text) {
  setText(byId('announce'), text)
}
