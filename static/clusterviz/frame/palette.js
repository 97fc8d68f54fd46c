// @ts-check
/** The command palette (Ctrl/⌘-K): jumps to any object and runs any action. */
import { announce, byId, h, icon, replace } from '../dom/element.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { kindIcon } from './kind-icons.js'
import { objectCommands, addFrameCommands } from './palette-commands.js'
import { searchObjects } from './search.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {{title: string, note: string, icon: string, run: () => void}} Choice */

const MOST = 30
const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** @param {App} app */
export function startPalette(app) {
  byId('find-key').textContent = IS_MAC ? '⌘K' : 'Ctrl K'
  byId('find').addEventListener('click', () => open(app))
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return
    event.preventDefault()
    open(app)
  })
  addFrameCommands(app)
}

/** @param {App} app */
function open(app) {
  if (document.querySelector('dialog[open]')) return
  const palette = new Palette(app)
  document.body.append(palette.dialog)
  palette.dialog.showModal()
  palette.look()
}

class Palette {
  /** @param {App} app */
  constructor(app) {
    this.app = app
    /** @type {Choice[]} */
    this.choices = []
    this.at = 0
    this.list = h('div', { class: 'choices', role: 'listbox', id: 'choices', 'aria-label': gettext('Objects and actions') })
    this.input = /** @type {HTMLInputElement} */ (h('input', {
      type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'choices', 'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false',
      'aria-label': gettext('Go to object or action'), placeholder: gettext('Name of an object, or what to do'),
      on: { input: () => this.look(), keydown: (/** @type {KeyboardEvent} */ event) => this.key(event) },
    }))
    this.dialog = /** @type {HTMLDialogElement} */ (h('dialog', { class: 'palette float', 'aria-label': gettext('Go to object or action') },
      h('div', { class: 'ask' }, icon('search'), this.input, h('kbd', null, 'Esc')), this.list))
    this.dialog.addEventListener('close', () => this.dialog.remove())
    this.dialog.addEventListener('click', (event) => { if (event.target === this.dialog) this.dialog.close() })
  }

  look() {
    const query = this.input.value.trim()
    this.choices = [...this.actions(query), ...this.objects(query)].slice(0, MOST)
    this.at = 0
    this.draw()
    announce(fill(ngettext('%(n)s hit', '%(n)s hits', this.choices.length), { n: this.choices.length }))
  }

  /** @param {string} query @returns {Choice[]} */
  objects(query) {
    return searchObjects(this.app.store, query, MOST).map((hit) => ({
      title: hit.name, note: [hit.kind, hit.namespace, hit.note].filter(Boolean).join(' · '), icon: kindIcon(hit.kind), run: () => this.app.select(hit.uid),
    }))
  }

  /** @param {string} query @returns {Choice[]} */
  actions(query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean)
    const commands = [...objectCommands(this.app), ...this.app.commands.now()]
    const fits = commands.filter((command) => words.every((word) => command.title.toLowerCase().includes(word)))
    return fits.slice(0, words.length ? 8 : 20).map((command) => ({ title: command.title, note: '', icon: command.icon, run: command.run }))
  }

  draw() {
    replace(this.list, this.choices.map((choice, place) => this.row(choice, place)),
      this.choices.length ? null : h('p', { class: 'none muted' }, gettext('Nothing has this name.')))
    this.mark()
  }

  /** @param {Choice} choice @param {number} place */
  row(choice, place) {
    return h('div', { role: 'option', id: `choice-${place}`, class: 'choice', on: { click: () => this.run(place), pointermove: () => { this.at = place; this.mark() } } },
      icon(choice.icon, 'small'), h('span', { class: 'cut' }, choice.title), h('span', { class: 'note cut' }, choice.note))
  }

  mark() {
    ;[...this.list.querySelectorAll('.choice')].forEach((row, place) => row.setAttribute('aria-selected', String(place === this.at)))
    const row = this.list.querySelector(`#choice-${this.at}`)
    if (row) this.input.setAttribute('aria-activedescendant', row.id)
    else this.input.removeAttribute('aria-activedescendant')
    row?.scrollIntoView({ block: 'nearest' })
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const last = this.choices.length - 1
    /** @type {Record<string, number>} */
    const moves = { ArrowDown: this.at >= last ? 0 : this.at + 1, ArrowUp: this.at <= 0 ? last : this.at - 1, PageDown: Math.min(last, this.at + 8), PageUp: Math.max(0, this.at - 8) }
    if (event.key === 'Enter') { event.preventDefault(); return this.run(this.at) }
    if (!(event.key in moves)) return
    event.preventDefault()
    this.at = moves[event.key]
    this.mark()
  }

  /** @param {number} place */
  run(place) {
    const choice = this.choices[place]
    if (!choice) return
    this.dialog.close()
    choice.run()
  }
}
