// @ts-check
/** The topology's tools: what colours tell, map or table, and zoom. */
import { h, icon, replace } from '../dom/element.js'
import { segments } from '../frame/page-head.js'
import { gettext } from '../format/words.js'
import { nodeModes, podModes } from './colour-modes.js'

/**
 * @param {{colour: (mode: string) => void, view: (view: string) => void, zoom: (factor: number) => void, reset: () => void}} on
 */
export function makeToolbar(on) {
  const colours = h('span', { class: 'colours' })
  const zoom = h('span', { class: 'segments zoom', role: 'group', 'aria-label': gettext('Zoom') },
    tool('remove', gettext('Zoom out'), () => on.zoom(1 / 1.5)), tool('fit_screen', gettext('Whole map'), on.reset), tool('add', gettext('Zoom in'), () => on.zoom(1.5)))
  const view = segments({ label: gettext('View'), options: [['map', gettext('Map')], ['table', gettext('Table')]], value: 'map', change: on.view })
  let shown = ''
  return {
    element: [h('span', { class: 'muted colour-word' }, gettext('Colour')), colours, view, zoom],
    /** @param {boolean} heat @param {string} mode @param {string} viewName */
    show(heat, mode, viewName) {
      view.choose?.(viewName)
      zoom.hidden = viewName !== 'map'
      const now = `${heat} ${mode}`
      if (now === shown) return
      shown = now
      replace(colours, segments({ label: gettext('Colour'), options: heat ? nodeModes() : podModes(), value: mode, change: on.colour }))
    },
  }
}

/** @param {string} name @param {string} label @param {() => void} click */
function tool(name, label, click) {
  return h('button', { type: 'button', title: label, 'aria-label': label, on: { click } }, icon(name, 'small'))
}
