// @ts-check
/** The tab "Accounts": ServiceAccounts, what they mount, and the bindings that name them. */
import { h, icon, replace } from '../dom/element.js'
import { count } from '../format/quantity.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { VirtualList } from '../view/virtual.js'
import { subjectText } from './fields.js'
import { Question } from './question.js'
import { Scope } from './scope.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {{binding: string, namespace: string, role: string}} Bound */
/** @typedef {{namespace: string, name: string, created: number, mounts: boolean, pull: string[], bound: Bound[]}} Account */
/** @typedef {{key: string, height: number, account: Account}} Item */

const ROW = 36
const MOST = 3

export class AccountsTab {
  /** @param {HTMLElement} host @param {App} app */
  constructor(host, app) {
    this.app = app
    /** @type {Account[]} */
    this.all = []
    this.scope = new Scope(app, gettext('Filter accounts'))
    this.body = h('div', { class: 'security-grid-body' })
    replace(host, this.scope.element, h('div', { class: 'card security-card' }, this.body))
    this.question = new Question(app, this.body, (/** @type {{accounts: Account[]}} */ { accounts }) => { this.all = accounts; this.draw() })
    this.refresh()
  }

  draw() {
    const shown = this.all.filter((one) => this.scope.lets(one.namespace, `${one.name} ${one.bound.map(({ role }) => role).join(' ')}`))
    this.scope.draw(this.all.map(({ namespace }) => namespace), fill(ngettext('%(n)s ServiceAccount', '%(n)s ServiceAccounts', shown.length), { n: count(shown.length) }))
    this.list?.destroy()
    this.list = undefined
    if (!shown.length) return this.scope.drawEmpty(this.body, this.all.length > 0, { symbol: 'badge', title: gettext('No ServiceAccounts yet'), text: gettext('Programs in pods come to the API server as a ServiceAccount. Each namespace gets one named default.') })
    const heads = [gettext('Name'), gettext('Namespace'), gettext('Token in pods'), gettext('Roles'), '']
    const scroller = h('div', { class: 'security-scroll', role: 'presentation' })
    replace(this.body, h('div', { class: 'security-grid', role: 'table', 'aria-label': gettext('ServiceAccounts') },
      h('div', { role: 'rowgroup' }, h('div', { class: 'account-row head', role: 'row' }, heads.map((text) => h('span', { role: 'columnheader' }, text || h('span', { class: 'only-read' }, gettext('Question')))))), scroller))
    this.list = new VirtualList(scroller, (item) => this.render(/** @type {Item} */ (item).account), { role: 'rowgroup' })
    this.list.set(shown.map((account) => ({ key: `${account.namespace}/${account.name}`, height: ROW, account })))
  }

  /** @param {Account} account */
  render({ namespace, name, mounts, bound }) {
    const select = () => this.app.select({ resource: 'serviceaccounts', namespace, name })
    const ask = () => this.app.location.set({ tab: null, way: 'may', who: subjectText(['ServiceAccount', namespace, name]), ns: null, q: null })
    const more = bound.length > MOST ? h('span', { class: 'caption' }, fill(gettext('+%(n)s more'), { n: bound.length - MOST })) : null
    const cells = [
      h('button', { type: 'button', class: 'link cut', on: { click: select } }, name), namespace,
      mounts ? gettext('mounted') : h('span', { class: 'muted' }, gettext('not mounted')),
      h('span', { class: 'account-roles' }, bound.slice(0, MOST).map((one) => this.role(one)), more, bound.length ? null : h('span', { class: 'caption' }, gettext('none of its own'))),
      h('button', { type: 'button', class: 'link', 'aria-label': fill(gettext('What may %(name)s do?'), { name }), on: { click: ask } }, gettext('What may it do?')),
    ]
    return h('div', { class: 'account-row', role: 'row' }, cells.map((cell) => h('span', { role: 'cell', class: 'cut' }, cell)))
  }

  /** @param {Bound} bound */
  role({ binding, namespace, role }) {
    const kind = namespace ? 'rolebindings' : 'clusterrolebindings'
    const open = () => this.app.select({ resource: `${kind}.rbac.authorization.k8s.io`, namespace, name: binding })
    return h('button', { type: 'button', class: 'badge role-badge', title: `${role} ← ${binding}${namespace ? ` (${namespace})` : ''}`, on: { click: open } }, icon(namespace ? 'folder' : 'public', 'small'), h('span', { class: 'cut' }, role))
  }

  refresh() {
    this.question.ask('accounts')
  }

  /** @param {Set<string>} changed */
  moved(changed) {
    if (changed.has('ns') || changed.has('q')) this.draw()
  }

  stop() {
    this.question.stop()
    this.list?.destroy()
  }
}
