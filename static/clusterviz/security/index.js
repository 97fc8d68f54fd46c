// @ts-check
/** The page "Config & security": who may do what, how far pods may go, what is set, and who asked for what. */
import { h, replace } from '../dom/element.js'
import { pageHead, segments } from '../frame/page-head.js'
import { gettext } from '../format/words.js'
import { AccessTab } from './access.js'
import { AccountsTab } from './accounts.js'
import { AuditTab } from './audit.js'
import { ConfigurationTab } from './configuration.js'
import { NamespacesTab } from './namespaces.js'

/** @typedef {import('../app.js').App} App */
/** @typedef {{refresh(): void, moved(changed: Set<string>): void, stop(): void}} Tab */

/** ms between two looks while the cluster changes */
const PATIENCE = 2000

/** @type {Record<string, new (host: HTMLElement, app: App) => Tab>} */
const TABS = { access: AccessTab, accounts: AccountsTab, namespaces: NamespacesTab, configuration: ConfigurationTab, audit: AuditTab }

class SecurityPage {
  /** @param {HTMLElement} host @param {App} app */
  constructor(host, app) {
    this.app = app
    this.body = h('div', { class: 'security-body' })
    this.tabs = segments({ label: gettext('What to look at'), options: tabNames(), value: this.wanted(), change: (tab) => app.location.set({ tab: tab === 'access' ? null : tab }) })
    replace(host, pageHead(gettext('Config & security'), gettext('who may do what?'), this.tabs), this.body)
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined
    this.open()
    this.ends = [
      app.location.on((_page, _params, changed) => this.moved(changed)),
      app.past.on(() => this.tab.refresh()),
      app.store.subscribe(['objects'], () => this.later()),
    ]
  }

  wanted() {
    const tab = this.app.location.get('tab') ?? ''
    return TABS[tab] ? tab : 'access'
  }

  open() {
    this.tab?.stop()
    this.name = this.wanted()
    this.tabs.choose?.(this.name)
    replace(this.body)
    this.tab = new TABS[this.name](this.body, this.app)
  }

  /** @param {Set<string>} changed */
  moved(changed) {
    if (this.name !== this.wanted()) this.open()
    else this.tab?.moved(changed)
  }

  later() {
    if (this.app.past.time !== null) return
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      this.tab?.refresh()
    }, PATIENCE)
  }

  stop() {
    clearTimeout(this.timer)
    for (const end of this.ends) end()
    this.tab?.stop()
  }
}

/** @returns {[string, string][]} */
function tabNames() {
  return [['access', gettext('Access')], ['accounts', gettext('Accounts')], ['namespaces', gettext('Namespaces')], ['configuration', gettext('Secrets & config')], ['audit', gettext('Audit')]]
}

/** @type {SecurityPage | null} */
let page = null

/** @param {HTMLElement} host @param {App} app */
export function start(host, app) {
  page = new SecurityPage(host, app)
}

export function stop() {
  page?.stop()
  page = null
}
