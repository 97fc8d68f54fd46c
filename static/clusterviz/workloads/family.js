// @ts-check
/** Draws one family: its cards, wires and strips of pods, where the layout put them. */
import { h } from '../dom/element.js'
import { fill, gettext, ngettext } from '../format/words.js'
import { podSquares } from '../inspector/pod-squares.js'
import { workloadKey } from '../stream/keys.js'
import { podState } from '../stream/pod-state.js'
import { svg } from '../view/svg.js'
import { CARD, SQUARE, wirePath } from './layout.js'
import { childProgress, isRolling, progressOf } from './progress.js'

const LEAST_FOR_NOTE = 70

/** @typedef {import('../stream/rows.js').PodRow} PodRow */
/**
 * @typedef {object} Given
 * @property {import('../app.js').App} app
 * @property {import('./ownership.js').Ownership} ownership
 * @property {import('./ownership.js').Family} family
 * @property {import('./layout.js').Block} block
 * @property {boolean} unfolded
 * @property {() => void} fold
 */

/** @param {Given} given @returns {HTMLElement} */
export function drawFamily(given) {
  const { block, family } = given
  const selected = given.app.selection()
  const cards = block.cards.map((one) => card(given, one, selected?.uid === one.workload.uid))
  const strips = block.strips.map((one) => strip(given, one))
  const folded = block.folded || given.unfolded ? [foldButton(given)] : []
  return h('div', { class: 'family', dataset: { family: family.root.uid }, style: { height: `${block.height}px` } }, wires(block), ...interleave(block, cards, strips), ...folded)
}

/** Cards and strips in reading order: each card, then the pods beside it. @param {import('./layout.js').Block} block @param {HTMLElement[]} cards @param {HTMLElement[]} strips */
function interleave(block, cards, strips) {
  const out = [cards[0]]
  block.strips.forEach((one, i) => {
    const at = block.cards.findIndex((card) => card.workload.uid === one.owner)
    if (at > 0) out.push(cards[at])
    out.push(strips[i])
  })
  return out
}

/** @param {import('./layout.js').Block} block */
function wires(block) {
  const paths = block.wires.map((wire) => svg('path', { d: wirePath(wire) }))
  return svg('svg', { class: 'wires', width: 4000, height: block.height, 'aria-hidden': 'true' }, ...paths)
}

/** @param {Given} given @param {import('./layout.js').Card} one @param {boolean} selected */
function card({ app, family, ownership }, { workload, x, y, lane }, selected) {
  const fresh = workload === family.children[0] && isRolling(family.root, family.children)
  const { text, tone } = lane === 0 ? progressOf(workload, family.children) : childProgress(workload, fresh)
  const fails = tone === 'wait' && ownership.podsOf(workload.uid).some((pod) => podState(pod) === 'failing')
  const caption = lane === 1 && workload.revision ? `${workload.kind} · ${fill(gettext('revision %(n)s'), { n: workload.revision })}` : workload.kind
  const place = { left: `${x}px`, top: `${y}px`, width: `${CARD.width}px`, height: `${CARD.height}px` }
  const words = [h('span', { class: 'workload-kind' }, caption), h('span', { class: `workload-progress ${fails ? 'bad' : tone}` }, text), h('span', { class: 'workload-name' }, workload.name || gettext('without a controller'))]
  if (workload.kind === 'Pod') return h('div', { class: 'workload lone', style: place }, words)
  return h('button', {
    type: 'button', class: `workload ${selected ? 'selected' : ''}`, 'aria-pressed': String(selected), dataset: { uid: workload.uid }, title: workload.image || null,
    style: place, on: { click: () => app.select(workloadKey(workload)) },
  }, words)
}

/** @param {Given} given @param {import('./layout.js').Strip} one */
function strip({ app, ownership, family }, { owner, x, y, height, shown, hidden, room }) {
  const pods = ownership.podsOf(owner)
  const rolling = isRolling(family.root, family.children) && family.children.length > 1
  const fresh = rolling && owner === family.children[0]?.uid
  const squares = podSquares(app, pods, { shown, hidden, className: () => (fresh ? 'fresh' : '') })
  const note = room === 0 || room >= LEAST_FOR_NOTE ? noteOf(pods) : ''
  return h('div', { class: room ? 'strip' : 'strip rows', style: { left: `${x}px`, top: `${y}px`, height: `${height}px`, '--square': `${SQUARE}px` } },
    pods.length ? squares : h('span', { class: 'caption' }, gettext('no pods')), note && h('span', { class: 'caption cut', title: note }, note))
}

/**
 * A word on what is wrong with the pods: the commonest trouble and its reason.
 * @param {PodRow[]} pods
 * @returns {string}
 */
export function noteOf(pods) {
  const trouble = pods.filter((pod) => ['failing', 'pending'].includes(podState(pod)))
  if (!trouble.length) return ''
  const counts = new Map()
  for (const pod of trouble) counts.set(pod.reason || pod.status, (counts.get(pod.reason || pod.status) ?? 0) + 1)
  const [reason, n] = [...counts].sort((a, b) => b[1] - a[1])[0]
  return n > 1 ? `${reason} ×${n}` : reason
}

/** @param {Given} given */
function foldButton({ block, unfolded, fold, family }) {
  const jobs = family.root.kind === 'CronJob'
  const n = block.folded
  const more = jobs ? ngettext('%(n)s earlier job', '%(n)s earlier jobs', n) : ngettext('%(n)s earlier revision', '%(n)s earlier revisions', n)
  return h('button', { type: 'button', class: 'link caption fold', 'aria-expanded': String(unfolded), style: { top: `${block.foldedY}px` }, on: { click: fold } },
    unfolded ? gettext('Hide what is not in use') : fill(more, { n }))
}
