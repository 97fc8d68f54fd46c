// @ts-check
/** The tab "Secrets & config": keys and sizes; a value is shown to who asks for it, and the asking is recorded. */
import { openDialog } from '../dom/dialog.js'
import { h, icon, replace } from '../dom/element.js'
import { segments } from '../frame/page-head.js'
import { kindIcon } from '../frame/kind-icons.js'
import { count, memory } from '../format/quantity.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { VirtualList } from '../view/virtual.js'
import { Question } from './question.js'
import { Scope } from './scope.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {{kind: string, namespace: string, name: string, type: string, immutable: boolean, created: number, keys: [string, number][]}} Held */
/** @typedef {{key: string, height: number, held: Held}} Item */

const ROW = 36
const LINE = 30
const MASK = '••••••••'

export class ConfigurationTab {
  /** @param {HTMLElement} host @param {App} app */
  constructor(host, app) {
    this.app = app
    /** @type {Held[]} */
    this.all = []
    /** @type {Set<string>} */
    this.opened = new Set()
    this.kind = segments({ label: gettext('Kind'), options: [['', gettext('All')], ['Secret', 'Secrets'], ['ConfigMap', 'ConfigMaps']], value: app.location.get('kind') ?? '', change: (kind) => app.location.set({ kind }) })
    this.scope = new Scope(app, gettext('Filter by word'), this.kind)
    this.body = h('div', { class: 'security-grid-body' })
    replace(host, this.scope.element, h('div', { class: 'card security-card' }, this.body))
    this.question = new Question(app, this.body, (/** @type {{objects: Held[]}} */ { objects }) => { this.all = objects; this.draw() })
    this.refresh()
  }

  shown() {
    const kind = this.app.location.get('kind') ?? ''
    return this.all.filter((one) => (!kind || one.kind === kind) && this.scope.lets(one.namespace, `${one.name} ${one.type} ${one.keys.map(([key]) => key).join(' ')}`))
  }

  draw() {
    const shown = this.shown()
    this.kind.choose?.(this.app.location.get('kind') ?? '')
    this.scope.draw(this.all.map(({ namespace }) => namespace), fill(ngettext('%(n)s object', '%(n)s objects', shown.length), { n: count(shown.length) }))
    if (!shown.length) {
      this.list?.destroy()
      this.list = undefined
      return this.scope.drawEmpty(this.body, this.all.length > 0, { symbol: 'key', title: gettext('No Secrets and ConfigMaps yet'), text: gettext('Settings and credentials that pods read stand here with their keys. Values stay masked until somebody asks for one.') })
    }
    if (!this.list) this.drawTable()
    this.list?.set(shown.map((held) => ({ key: keyOf(held), height: this.opened.has(keyOf(held)) ? ROW + LINE * held.keys.length + 8 : ROW, held })), true)
  }

  drawTable() {
    const scroller = h('div', { class: 'security-scroll' })
    const heads = [gettext('Name'), gettext('Namespace'), gettext('Type'), gettext('Keys')]
    replace(this.body, h('div', { class: 'security-grid' }, h('div', { class: 'held-row head', 'aria-hidden': 'true' }, heads.map((text) => h('span', null, text))), scroller))
    this.list = new VirtualList(scroller, (item) => this.render(/** @type {Item} */ (item).held), { role: 'list' })
  }

  /** @param {Held} held */
  render(held) {
    const { kind, namespace, name, type, immutable, keys } = held
    const open = this.opened.has(keyOf(held))
    const expand = h('button', { type: 'button', class: 'button plain square', 'aria-expanded': String(open), 'aria-label': fill(gettext('Keys of %(name)s'), { name }), disabled: !keys.length, on: { click: () => this.toggle(held) } }, icon(open ? 'expand_more' : 'chevron_right', 'small'))
    const title = h('button', { type: 'button', class: 'link cut', on: { click: () => this.app.select({ resource: kind === 'Secret' ? 'secrets' : 'configmaps', namespace, name, kind }) } }, name)
    const names = keys.map(([key]) => key).join(', ')
    return h('div', { class: 'held', role: 'listitem' }, h('div', { class: 'held-row' },
      h('span', { class: 'held-name' }, expand, icon(kindIcon(kind), 'small'), h('span', { class: 'only-read' }, kind), title), h('span', { class: 'cut' }, namespace),
      h('span', { class: 'cut', title: type }, type || kind, immutable ? h('span', { class: 'badge' }, gettext('immutable')) : null),
      h('span', { class: 'cut muted', title: names }, keys.length ? `${count(keys.length)} · ${names}` : gettext('empty'))), open ? this.lines(held) : null)
  }

  /** @param {Held} held */
  lines(held) {
    return h('ul', { class: 'held-keys' }, held.keys.map(([key, size]) => h('li', null, h('span', { class: 'mono cut', title: key }, key), h('span', { class: 'mono muted', 'aria-label': gettext('masked') }, MASK),
      h('span', { class: 'caption' }, size < 1024 ? fill(ngettext('%(n)s byte', '%(n)s bytes', size), { n: size }) : memory(size)),
      h('button', { type: 'button', class: 'link', 'aria-label': fill(gettext('Show %(key)s'), { key }), on: { click: () => this.reveal(held, key) } }, gettext('Show')))))
  }

  /** @param {Held} held */
  toggle(held) {
    const key = keyOf(held)
    if (!this.opened.delete(key)) this.opened.add(key)
    this.draw()
    const button = this.list?.shown.get(key)?.querySelector('[aria-expanded]')
    if (button instanceof HTMLElement) button.focus()
  }

  /** @param {Held} held @param {string} key */
  async reveal({ kind, namespace, name }, key) {
    const time = this.app.past.time
    try {
      const { value } = await this.app.api.post(`security/reveal${time === null ? '' : `?time=${time}`}`, { resource: kind === 'Secret' ? 'secrets' : 'configmaps', namespace, name, key })
      const close = h('button', { type: 'button', class: 'button', on: { click: () => dialog.close() } }, gettext('Close'))
      const text = h('pre', { class: 'held-value', tabindex: 0, 'aria-label': key }, value)
      const dialog = openDialog(`${name} · ${key}`, [text, h('p', { class: 'caption' }, gettext('That you looked is recorded in the audit.'))], [close])
    } catch (error) {
      this.app.toast(/** @type {Error} */ (error).message, { kind: 'bad' })
    }
  }

  refresh() { this.question.ask('configuration') }

  /** @param {Set<string>} changed */
  moved(changed) {
    if (['ns', 'q', 'kind'].some((name) => changed.has(name))) this.draw()
  }

  stop() {
    this.question.stop()
    this.list?.destroy()
  }
}

/** @param {Held} held */
function keyOf({ kind, namespace, name }) {
  return `${kind}/${namespace}/${name}`
}
