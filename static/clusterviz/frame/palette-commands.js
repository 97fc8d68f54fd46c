// @ts-check
/** The actions that the frame itself brings to the palette: pages, time, look, and what can be done to the selected object. */
import { fill, gettext } from '../format/words.js'
import { setTheme } from './theme.js'
import { LANGUAGES, setLanguage } from './topbar.js'
import { askDelete } from './switcher.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {import('./commands.js').Command} Command */
/** @typedef {import('../stream/keys.js').Key} Key */

/** @param {App} app */
export function addFrameCommands(app) {
  const post = (/** @type {any} */ body) => () => { app.api.post('clock', body).catch((error) => app.toast(error.message, { kind: 'bad' })) }
  /** @type {[string, string, string, () => void][]} */
  const commands = [
    ['page-topology', gettext('Go to Topology'), 'hub', () => app.location.go('topology')],
    ['page-workloads', gettext('Go to Workloads'), 'account_tree', () => app.location.go('workloads')],
    ['page-security', gettext('Go to Config & security'), 'shield_person', () => app.location.go('security')],
    ['page-events', gettext('Go to Events'), 'notifications', () => app.location.go('events')],
    ['page-manifests', gettext('Go to Manifests'), 'upload_file', () => app.location.go('manifests')],
    ['time-pause', gettext('Pause time'), 'pause', post({ paused: true })],
    ['time-play', gettext('Let time run'), 'play_arrow', post({ paused: false })],
    ['time-step', gettext('Step to the next thing that happens'), 'skip_next', post({ step: true })],
    ['time-minute', gettext('Forward one minute'), 'fast_forward', post({ advance: 60e6 })],
    ['time-hour', gettext('Forward one hour'), 'fast_forward', post({ advance: 3600e6 })],
    ['time-stable', gettext('Run until stable'), 'done_all', post({ until: 'stable' })],
    ['time-live', gettext('Back to LIVE'), 'radio_button_checked', () => app.past.live()],
    ['theme-light', gettext('Light theme'), 'light_mode', () => setTheme('light')],
    ['theme-dark', gettext('Dark theme'), 'dark_mode', () => setTheme('dark')],
    ['theme-system', gettext('Theme of the system'), 'contrast', () => setTheme('system')],
    ['cluster-delete', gettext('Delete this cluster'), 'delete', () => { askDelete(app.cluster.name) }],
  ]
  for (const [id, title, icon, run] of commands) app.commands.add({ id, title, icon, run })
  for (const [code, name] of LANGUAGES) app.commands.add({ id: `language-${code}`, title: name, icon: 'translate', run: () => setLanguage(code) })
}

/** @type {Record<string, [string, string, () => string][]>} resource → [action, icon, title] */
const ACTIONS = {
  nodes: [
    ['cordon', 'block', () => gettext('Cordon %(name)s')], ['uncordon', 'check_circle', () => gettext('Uncordon %(name)s')],
    ['drain', 'output', () => gettext('Drain %(name)s')], ['fail', 'power_off', () => gettext('Fail %(name)s')], ['recover', 'power', () => gettext('Recover %(name)s')],
  ],
  pods: [['kill', 'bolt', () => gettext('Crash a container of %(name)s')], ['delete', 'delete', () => gettext('Delete %(name)s')]],
  'deployments.apps': [
    ['restart', 'restart_alt', () => gettext('Restart %(name)s')], ['undo', 'undo', () => gettext('Undo the rollout of %(name)s')],
    ['pause', 'pause', () => gettext('Pause the rollout of %(name)s')], ['resume', 'play_arrow', () => gettext('Resume the rollout of %(name)s')],
    ['delete', 'delete', () => gettext('Delete %(name)s')],
  ],
}

/** What can be done to the selected object. @param {App} app @returns {Command[]} */
export function objectCommands(app) {
  const key = app.selection()
  if (!key || app.past.time !== null) return []
  const actions = ACTIONS[key.resource] ?? [['delete', 'delete', () => gettext('Delete %(name)s')]]
  return actions.map(([action, icon, title]) => ({ id: `act-${action}`, icon, title: fill(title(), { name: key.name }), run: () => { run(app, action, key) } }))
}

/** @param {App} app @param {string} action @param {Key} key */
async function run(app, action, key) {
  if (action === 'delete') {
    const sure = await app.confirm({ title: fill(gettext('Delete %(name)s?'), { name: key.name }), button: gettext('Delete'), danger: true })
    if (!sure) return
  }
  await app.act(action, key)
}
