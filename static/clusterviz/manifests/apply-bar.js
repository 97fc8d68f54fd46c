// @ts-check
/** The bar below: apply everything or nothing, and why not yet. */
import { h, icon, replace } from '../dom/element.js'
import { count } from '../format/quantity.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { marked } from '../inspector/scheduling.js'

/** @typedef {import('./session.js').Session} Session */

export class ApplyBar {
  /** @param {Session} session */
  constructor(session) {
    this.session = session
    this.element = h('div', { class: 'apply-bar' })
  }

  draw() {
    const { session } = this
    if (session.stage === 'applied' && session.done) return replace(this.element, ...this.applied(session.done))
    const n = session.documents.filter(({ verdict }) => verdict === 'new' || verdict === 'changed').length
    const why = reason(session, n)
    const apply = h('button', { type: 'button', class: 'button primary', disabled: !session.canApply, 'aria-describedby': why ? 'apply-why' : null, on: { click: () => session.apply() } },
      session.stage === 'applying' ? gettext('Applying …') : fill(ngettext('Apply %(n)s object', 'Apply %(n)s objects', n), { n: count(n) }))
    replace(this.element, h('p', { class: 'muted how' }, icon('how_to_reg', 'small'), h('span', null, ...marked(gettext('applied as `kubectl apply` does: what others set stays')))),
      h('p', { class: 'muted end', id: 'apply-why' }, why), apply)
  }

  /** @param {{applied: number, revision: number}} done */
  applied(done) {
    const { app } = this.session
    const words = fill(ngettext('%(n)s object applied at revision %(revision)s.', '%(n)s objects applied at revision %(revision)s.', done.applied), { n: count(done.applied), revision: count(done.revision) })
    const go = (/** @type {string} */ page) => ({ click: () => app.location.go(page) })
    return [
      h('p', { class: 'notice ok grow', role: 'status' }, icon('check_circle', 'small'), words),
      h('button', { type: 'button', class: 'button', on: { click: () => this.session.clear() } }, gettext('Another upload')),
      h('button', { type: 'button', class: 'button', on: go('workloads') }, icon('account_tree', 'small'), gettext('See the workloads')),
      h('button', { type: 'button', class: 'button primary', on: go('topology') }, icon('hub', 'small'), gettext('Watch it on the topology')),
    ]
  }
}

/** Why nothing can be applied now, or "". @param {Session} session @param {number} n objects that would be written */
function reason(session, n) {
  if (session.app.past.time !== null) return gettext('You look at the past. It cannot be changed.')
  if (session.bad) return fill(ngettext('%(n)s document has errors', '%(n)s documents have errors', session.bad), { n: count(session.bad) })
  return n === 0 && session.stage === 'checked' ? gettext('the cluster has all of it already') : ''
}
