// @ts-check
/** The strip on top: what was uploaded, how it stands, and a way to drop something else. */
import { h, icon, replace } from '../dom/element.js'
import { count, memory } from '../format/quantity.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { titleOf } from './collect.js'

export class Summary {
  /** @param {import('./session.js').Session} session */
  constructor(session) {
    this.session = session
    this.element = h('div', { class: 'drop-area strip-area' })
  }

  draw() {
    const { answer, stage, leftOut } = this.session
    this.element.hidden = !answer
    if (!answer) return
    const close = h('button', { type: 'button', class: 'button plain square', 'aria-label': gettext('Put this upload away'), title: gettext('Put this upload away'), on: { click: () => this.session.clear() } }, icon('close', 'small'))
    replace(this.element, icon('upload_file'),
      h('p', { class: 'strip-title' }, h('b', null, titleOf(this.session.inputs)), ' ', h('span', { class: 'muted' }, sizes(answer), leftOut ? ` · ${fill(ngettext('%(n)s other file left out', '%(n)s other files left out', leftOut), { n: count(leftOut) })}` : '')),
      h('div', { class: 'badges' }, ...badges(answer)),
      h('p', { class: 'muted strip-note' }, note(stage, this.session.bad)), close)
  }

  /** In a sentence, for those who do not see the strip. */
  words() {
    const { answer } = this.session
    return answer ? badges(answer).map((badge) => badge.textContent).join(', ') : ''
  }
}

/** @param {import('./document.js').Answer} answer */
function sizes({ files, documents }) {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  return [fill(ngettext('%(n)s file', '%(n)s files', files.length), { n: count(files.length) }), fill(ngettext('%(n)s document', '%(n)s documents', documents.length), { n: count(documents.length) }), sizeText(bytes)].join(' · ')
}

/** "23.2 KiB" @param {number} bytes */
function sizeText(bytes) {
  return `${memory(bytes).replace(/([\d.]+)(.*)/, '$1 $2')}B`
}

/** @param {import('./document.js').Answer} answer @returns {HTMLElement[]} */
function badges({ documents }) {
  const bad = documents.filter(({ verdict }) => verdict === 'error')
  const errors = bad.reduce((sum, { errors: some }) => sum + some.length, 0)
  const warnings = documents.reduce((sum, { warnings: some }) => sum + some.length, 0)
  const good = documents.length - bad.length
  const inDocuments = fill(ngettext('in %(n)s document', 'in %(n)s documents', bad.length), { n: count(bad.length) })
  return [
    ...(good ? [h('span', { class: 'badge ok' }, fill(gettext('%(n)s good'), { n: count(good) }))] : []),
    ...(warnings ? [h('span', { class: 'badge wait' }, fill(ngettext('%(n)s warning', '%(n)s warnings', warnings), { n: count(warnings) }))] : []),
    ...(errors ? [h('span', { class: 'badge bad' }, `${fill(ngettext('%(n)s error', '%(n)s errors', errors), { n: count(errors) })} ${inDocuments}`)] : []),
  ]
}

/** @param {import('./session.js').Stage} stage @param {number} bad */
function note(stage, bad) {
  if (stage === 'checking') return gettext('checking …')
  if (stage === 'applying') return gettext('applying …')
  if (stage === 'applied') return gettext('applied')
  return bad ? gettext('nothing is applied until every document is good') : gettext('every document is good; nothing is applied yet')
}
