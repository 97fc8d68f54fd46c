// @ts-check
/** Asks the server one question at a time about the shown moment; a newer question ends the older. */
import { replace } from '../dom/element.js'
import { failure, skeleton } from '../inspector/parts.js'

/** @typedef {import('../app.js').App} App */

/** @template T */
export class Question {
  /** @param {App} app @param {HTMLElement} host where a skeleton or a failure is shown @param {(answer: T) => void} show */
  constructor(app, host, show) {
    this.app = app
    this.host = host
    this.show = show
    /** @type {AbortController | null} */
    this.running = null
    this.told = ''
    this.asked = ''
  }

  /** @param {string} path below security/ @param {Record<string, any>} [query] */
  async ask(path, query = {}) {
    this.running?.abort()
    const running = this.running = new AbortController()
    const asked = JSON.stringify([path, query, this.app.past.time])
    if (this.asked !== asked && !this.told) replace(this.host, skeleton(8))
    this.asked = asked
    try {
      const answer = await this.app.api.get(`security/${path}`, { ...query, time: this.app.past.time }, running.signal)
      if (running.signal.aborted) return
      const told = asked + JSON.stringify(answer)
      if (told !== this.told) this.show(answer)
      this.told = told
    } catch (error) {
      if (running.signal.aborted) return
      this.told = ''
      replace(this.host, failure(/** @type {Error} */ (error), () => this.ask(path, query)))
    }
  }

  stop() {
    this.running?.abort()
  }
}
