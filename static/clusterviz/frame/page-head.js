// @ts-check
/** The head of every page: its title, the question it answers, and its tools. */
import { h } from '../dom/element.js'

/** @param {string} title @param {string} question @param {...(Node | null)} tools */
export function pageHead(title, question, ...tools) {
  return h('div', { class: 'page-head' }, h('h1', null, title), h('span', { class: 'question' }, question), h('div', { class: 'tools' }, tools))
}

/**
 * A row of buttons of which one is pressed.
 * @param {{label: string, options: [string, string][], value: string, change: (value: string) => void}} given options: [value, text]
 * @returns {HTMLElement & {choose?: (value: string) => void}}
 */
export function segments({ label, options, value, change }) {
  const buttons = options.map(([id, text]) => h('button', { type: 'button', dataset: { value: id }, 'aria-pressed': String(id === value) }, text))
  const group = /** @type {HTMLElement & {choose?: (value: string) => void}} */ (h('div', { class: 'segments', role: 'group', 'aria-label': label }, buttons))
  group.choose = (chosen) => {
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.value === chosen))
  }
  group.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (!button) return
    group.choose?.(button.dataset.value ?? '')
    change(button.dataset.value ?? '')
  })
  return group
}
