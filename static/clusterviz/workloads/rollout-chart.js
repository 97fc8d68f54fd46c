// @ts-check
/** Draws the rollout with Plotly: pods of each revision stacked, inside the band that the strategy allows. */
import { gettext, fill } from '../format/words.js'
import { tinted, token } from '../view/tokens.js'

/** @typedef {import('./rollout-series.js').Stack} Stack */
/** @typedef {{surge: number, floor: number, desired: number}} Band */

const PLOTLY = new URL('../../plotly/plotly.min.js', import.meta.url).href
// Elements that stand for the style sheets which Plotly (and the map library inside it) would insert into the page:
// our policy forbids those, and what a chart needs of them is in workloads.css.
const STANDINS = ['plotly.js-style-global', '9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53']

/** @type {Promise<any> | null} */
let loading = null

/** Plotly, fetched the first time a chart is drawn. @returns {Promise<any>} */
export function loadPlotly() {
  return (loading ??= new Promise((resolve, reject) => {
    for (const id of STANDINS) document.head.append(Object.assign(document.createElement('meta'), { id, className: 'no-inline-styles' }))
    const script = document.createElement('script')
    script.src = PLOTLY
    script.onload = () => resolve(/** @type {any} */ (globalThis).Plotly)
    script.onerror = () => { loading = null; reject(new Error(gettext('The chart library did not load.'))) }
    document.head.append(script)
  }))
}

/** The colour of a revision: the newest has the accent, the one before it the green of what ran. @param {number} age 0 for the newest */
export function revisionToken(age) {
  return ['accent', 'ok-fill', 'done-fill', 'unk-fill'][age] ?? 'gone-fill'
}

/** @param {Stack} stack */
export function traces({ times, layers, ready }) {
  const x = times.map((time) => new Date(time / 1000))
  const areas = layers.map(({ revision, pods }, i) => {
    const name = revisionToken(layers.length - 1 - i)
    return {
      x, y: pods, name: fill(gettext('revision %(n)s'), { n: revision }), stackgroup: 'pods', mode: 'lines', fillcolor: tinted(name, 0.78),
      line: { shape: 'hv', width: 0, color: token(name) }, hovertemplate: '%{y}',
    }
  })
  return [...areas, { x, y: ready, name: gettext('available'), mode: 'lines', line: { shape: 'hv', width: 1.5, color: token('text'), dash: 'dot' }, hovertemplate: '%{y}' }]
}

/** One template for each theme: everything that is not data. @returns {any} */
export function template() {
  const text = token('text-2')
  const axis = { gridcolor: token('line'), linecolor: token('line-strong'), zeroline: false, tickfont: { size: 11, color: text }, fixedrange: true }
  return {
    layout: {
      paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', showlegend: false, dragmode: false, hovermode: 'x unified',
      font: { family: getComputedStyle(document.body).fontFamily, size: 11, color: text }, margin: { l: 40, r: 12, t: 10, b: 24 },
      xaxis: { ...axis, type: 'date', showgrid: false, tickformat: '%H:%M:%S', hoverformat: '%H:%M:%S', nticks: 6 },
      yaxis: { ...axis, ticks: 'outside', ticklen: 5, tickcolor: 'rgba(0,0,0,0)', rangemode: 'tozero', tickformat: 'd', showgrid: false },
      hoverlabel: { bgcolor: token('raised'), bordercolor: token('line-strong'), font: { color: token('text'), size: 12 } },
    },
  }
}

/** Whole steps of 1, 2 or 5 times a power of ten, about four of them. @param {number} top */
export function niceStep(top) {
  const rough = Math.max(1, top / 4)
  const power = 10 ** Math.floor(Math.log10(rough))
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= rough - 1e-9) ?? rough
}

/** @param {Band} band */
function bandShapes({ surge, floor }) {
  const across = { xref: 'paper', x0: 0, x1: 1, layer: 'below' }
  const line = { color: token('bad-fill'), width: 1, dash: 'dash' }
  return [
    { type: 'rect', ...across, y0: floor, y1: surge, fillcolor: token('sunken'), line: { width: 0 } },
    { type: 'line', ...across, layer: 'above', y0: surge, y1: surge, line },
    ...(floor > 0 ? [{ type: 'line', ...across, layer: 'above', y0: floor, y1: floor, line }] : []),
  ]
}

/** @param {Band} band */
function bandWords({ surge, floor, desired }) {
  const note = { xref: 'paper', x: 0, xanchor: 'left', showarrow: false, font: { size: 11, color: token('text') }, xshift: 6 }
  const close = (surge - floor) / Math.max(1, surge) < 0.2
  return [
    { ...note, y: surge, yanchor: close ? 'bottom' : 'top', text: fill(gettext('maxSurge: at most %(n)s'), { n: surge }), font: { size: 11, color: token('text-2') } },
    { ...note, y: floor, yanchor: 'top', text: fill(gettext('maxUnavailable: at least %(n)s available'), { n: floor }) },
  ].filter(({ y }) => desired > 0 && y > 0)
}

/**
 * @param {any} Plotly
 * @param {HTMLElement} host
 * @param {Stack} stack
 * @param {Band} band
 */
export function draw(Plotly, host, stack, band) {
  const top = Math.max(band.surge, ...stack.times.map((_, i) => stack.layers.reduce((sum, layer) => sum + layer.pods[i], 0)))
  const layout = {
    template: template(), shapes: bandShapes(band), annotations: bandWords(band),
    yaxis: { range: [0, top * 1.08 + 0.2], tick0: 0, dtick: niceStep(top) }, xaxis: { range: [stack.times[0], stack.times.at(-1)].map((time) => new Date((time ?? 0) / 1000)) },
  }
  return Plotly.react(host, traces(stack), layout, { displayModeBar: false, responsive: true, doubleClick: false, showTips: false })
}
