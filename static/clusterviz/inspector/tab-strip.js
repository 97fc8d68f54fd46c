// @ts-check
/** The row of tabs; the open one is in the URL. */
import { h, replace } from '../dom/element.js'
import { gettext } from '../format/words.js'

/** In the order in which they stand; only pods have logs. @param {string} resource @returns {Record<string, string>} */
function namesOf(resource) {
  const logs = resource === 'pods' ? { logs: gettext('Logs') } : {}
  return { summary: gettext('Summary'), yaml: 'YAML', events: gettext('Events'), ...logs, why: gettext('Why'), history: gettext('History') }
}

export class TabStrip {
  /** @param {import('../frame/location.js').PageLocation} place @param {string} panel id of what the tabs control */
  constructor(place, panel) {
    this.place = place
    this.panel = panel
    this.resource = ''
    this.element = h('div', { class: 'tabs', role: 'tablist', 'aria-label': gettext('About this object') })
    this.element.addEventListener('click', (event) => this.click(event))
    this.element.addEventListener('keydown', (event) => this.move(event))
  }

  /** The open tab's name. */
  get open() {
    const wanted = this.place.get('tab') ?? ''
    return wanted in namesOf(this.resource) ? wanted : 'summary'
  }

  /** @param {string} resource of the object that is shown @returns {string} the open tab's name */
  draw(resource) {
    this.resource = resource
    const open = this.open
    const focused = this.element.contains(document.activeElement)
    replace(this.element, Object.entries(namesOf(resource)).map(([id, text]) => h('button', {
      type: 'button', role: 'tab', id: `inspect-tab-${id}`, dataset: { tab: id }, 'aria-selected': String(id === open), 'aria-controls': this.panel,
      tabindex: id === open ? 0 : -1,
    }, text)))
    if (focused) /** @type {HTMLElement | null} */ (this.element.querySelector('[aria-selected="true"]'))?.focus()
    return open
  }

  /** @param {MouseEvent} event */
  click(event) {
    const tab = event.target instanceof Element ? event.target.closest('[data-tab]') : null
    if (tab instanceof HTMLElement) this.choose(tab.dataset.tab ?? '')
  }

  /** @param {KeyboardEvent} event */
  move(event) {
    const step = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowLeft: -1 })[event.key]
    if (!step) return
    event.preventDefault()
    const all = Object.keys(namesOf(this.resource))
    this.choose(all[(all.indexOf(this.open) + step + all.length) % all.length])
  }

  /** @param {string} name */
  choose(name) {
    if (name !== this.open) this.place.set({ tab: name === 'summary' ? null : name })
  }
}
