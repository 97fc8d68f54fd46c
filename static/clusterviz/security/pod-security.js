// @ts-check
/** Which pods of a namespace each Pod Security level would refuse, and why. */
import { openDialog } from '../dom/dialog.js'
import { h, icon } from '../dom/element.js'
import { count } from '../format/quantity.js'
import { fill, gettext, ngettext } from '../format/words.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {{reasons: string, count: number, pods: string[]}} Group */
/** @typedef {{pods: number, levels: {level: string, groups: Group[]}[]}} Answer */

/** @param {App} app @param {string} namespace */
export async function showRefused(app, namespace) {
  try {
    /** @type {Answer} */
    const answer = await app.api.get('security/pod-security', { namespace, time: app.past.time })
    const close = h('button', { type: 'button', class: 'button', on: { click: () => dialog.close() } }, gettext('Close'))
    const body = answer.levels.map((one) => levelPart(one, answer.pods, (pod) => {
      dialog.close()
      app.select({ resource: 'pods', namespace, name: pod })
    }))
    const dialog = openDialog(fill(gettext('What would be refused in %(name)s?'), { name: namespace }), body, [close])
  } catch (error) {
    app.toast(/** @type {Error} */ (error).message, { kind: 'bad' })
  }
}

/** @param {{level: string, groups: Group[]}} given @param {number} pods @param {(pod: string) => void} select */
function levelPart({ level, groups }, pods, select) {
  const broken = groups.reduce((sum, one) => sum + one.count, 0)
  const text = fill(ngettext('%(level)s would refuse %(n)s of %(pods)s pod', '%(level)s would refuse %(n)s of %(pods)s pods', pods), { level, n: count(broken), pods: count(pods) })
  return h('section', { class: 'refused' }, h('h3', null, icon(broken ? 'block' : 'check_circle', 'small'), text),
    groups.map((one) => h('div', { class: 'refused-group' }, h('p', null, one.reasons), h('ul', { class: 'labels' }, one.pods.map((pod) => h('li', null, h('button', { type: 'button', class: 'link', on: { click: () => select(pod) } }, pod))),
      one.count > one.pods.length ? h('li', { class: 'caption' }, fill(gettext('+%(n)s more'), { n: count(one.count - one.pods.length) })) : null))))
}
