// @ts-check
/** The card below the tree: the rollout of the selected Deployment, or of one that rolls just now. */
import { h, icon, replace } from '../dom/element.js'
import { fill, gettext } from '../format/words.js'
import { button, run } from '../inspector/action-bar.js'
import { actionsOf } from '../inspector/actions.js'
import { workloadKey } from '../stream/keys.js'
import { onTheme } from '../view/tokens.js'
import { isRolling } from './progress.js'
import { draw, loadPlotly, revisionToken } from './rollout-chart.js'
import { stack, windowEnd } from './rollout-series.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {import('./ownership.js').Family} Family */

const REFRESH_EVERY = 700
const PAINT_EVERY = 1000

export class Rollout {
  /** @param {App} app @param {import('./ownership.js').Ownership} ownership */
  constructor(app, ownership) {
    this.app = app
    this.ownership = ownership
    /** @type {Family | null} */
    this.family = null
    /** @type {any} */
    this.answer = null
    this.asked = ''
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined
    this.listening = false
    this.control = new AbortController()
    this.head = h('div', { class: 'rollout-head' })
    this.chart = h('div', { class: 'rollout-chart', role: 'img' })
    this.element = h('section', { class: 'card rollout', 'aria-label': gettext('Rollout') }, this.head, this.chart)
    this.painted = { at: 0, end: 0 }
    this.ends = [onTheme(() => this.paint()), app.clock.on(() => this.tick())]
  }

  /** @param {Family[]} families */
  update(families) {
    const uid = this.app.selection()?.uid
    const root = uid ? this.ownership.rootOf(uid) : null
    const chosen = families.find((family) => family.root === root && root?.kind === 'Deployment') ?? families.find(({ root: one, children }) => isRolling(one, children)) ?? null
    const same = chosen?.root.uid === this.family?.root.uid
    this.family = chosen
    this.element.classList.toggle('idle', !chosen)
    this.drawHead()
    if (!chosen) return this.forget()
    if (!same) this.forget()
    this.soon(same ? REFRESH_EVERY : 0)
  }

  forget() {
    this.control.abort()
    clearTimeout(this.timer)
    this.timer = undefined
    this.answer = null
    this.chart.hidden = !this.family
  }

  drawHead() {
    if (!this.family) return replace(this.head, icon('insights', 'small'), h('span', { class: 'muted' }, gettext('Select a Deployment to see its rollout, revision by revision.')))
    const { root, children } = this.family
    const shape = JSON.stringify([root.uid, root.paused, children.map((child) => [child.uid, child.desired, child.image]), this.app.past.time !== null])
    if (shape === this.asked) return
    this.asked = shape
    const past = this.app.past.time !== null
    const object = { kind: root.kind, metadata: { name: root.name }, spec: { paused: Boolean(root.paused), replicas: root.desired } }
    const buttons = actionsOf(object).filter(({ id }) => id !== 'delete').map((action) => button(action, past, () => run(this.app, action, workloadKey(root), object)))
    replace(this.head, h('h2', { class: 'cut' }, fill(gettext('Rollout of %(name)s'), { name: root.name })), versions(children), h('div', { class: 'rollout-buttons' }, buttons), legend(children))
  }

  /** @param {number} wait ms */
  soon(wait) {
    this.timer ??= setTimeout(() => this.fetch(), wait)
  }

  async fetch() {
    this.timer = undefined
    if (!this.family) return
    const { root } = this.family
    this.control = new AbortController()
    const path = ['rollout', root.namespace, root.name].map(encodeURIComponent).join('/')
    try {
      this.answer = await this.app.api.get(path, { time: this.app.past.time }, this.control.signal)
      await this.paint()
    } catch (error) {
      if (!this.control.signal.aborted) replace(this.chart, h('p', { class: 'muted' }, /** @type {Error} */ (error).message))
    }
  }

  /** Time goes on in the picture although nothing changes. */
  tick() {
    if (!this.answer || performance.now() - this.painted.at < PAINT_EVERY || this.app.past.time !== null) return
    if (windowEnd(this.answer.series, this.app.clock.now()) > this.painted.end) this.paint()
  }

  async paint() {
    if (!this.answer || !this.family) return
    const { series, surge, floor, desired } = this.answer
    const now = this.app.past.time ?? this.app.clock.now()
    const end = windowEnd(series, now)
    this.painted = { at: performance.now(), end }
    const shown = stack(series, end)
    this.chart.setAttribute('aria-label', summary(this.family, surge, floor))
    const Plotly = await loadPlotly()
    if (!this.family || !this.element.isConnected) return
    if (!this.chart.classList.contains('js-plotly-plot')) replace(this.chart)
    await draw(Plotly, this.chart, shown, { surge, floor, desired })
    if (!this.listening) this.listen()
  }

  /** A click goes to that moment. */
  listen() {
    this.listening = true
    const go = (/** @type {any} */ event) => this.app.past.go(new Date(`${event.points[0].x}Z`.replace(' ', 'T').replace('ZZ', 'Z')).getTime() * 1000)
    /** @type {any} */ const chart = this.chart
    chart.on('plotly_click', go)
  }

  stop() {
    this.forget()
    this.family = null
    for (const end of this.ends) end()
    /** @type {any} */ const { Plotly } = globalThis
    Plotly?.purge(this.chart)
  }
}

/** "v1.0 → v1.1" of the two newest revisions. @param {import('../stream/rows.js').WorkloadRow[]} children */
function versions(children) {
  const [now, before] = children.filter((child) => child.image).map((child) => child.image.split(/[:@](?=[^/]*$)/)[1] ?? child.image)
  if (!now || !before || now === before) return null
  return h('span', { class: 'badge cut' }, `${before} → ${now}`)
}

/** @param {import('../stream/rows.js').WorkloadRow[]} children newest first */
function legend(children) {
  const seen = children.filter((child, i) => i < 2 || child.ready > 0 || child.desired > 0).slice(0, 4)
  return h('ul', { class: 'rollout-legend' }, seen.map((child, i) => h('li', null, h('span', { class: 'swatch', style: { background: `var(--${revisionToken(i)})` } }), fill(gettext('revision %(n)s'), { n: child.revision }))).reverse(), h('li', null, h('span', { class: 'swatch line' }), gettext('available')))
}

/** What the picture shows, for those who do not see it. @param {Family} family @param {number} surge @param {number} floor */
function summary({ root, children }, surge, floor) {
  const parts = children.filter((child) => child.desired > 0 || child.ready > 0).map((child) => fill(gettext('revision %(revision)s has %(ready)s of %(desired)s pods ready'), { revision: child.revision, ready: child.ready, desired: child.desired }))
  return [fill(gettext('Rollout of %(name)s'), { name: root.name }), ...parts, fill(gettext('allowed between %(floor)s and %(surge)s pods'), { floor, surge })].join('. ')
}
