// @ts-check
/** The cluster's virtual clock as the page sees it: the server's last word, carried on between words. */

/**
 * @typedef {object} ClockState
 * @property {number} time virtual µs
 * @property {number} at wall ms at which `time` was true
 * @property {number} speed 0 means as fast as possible
 * @property {boolean} paused
 * @property {number | null} target
 * @property {number} lag µs behind, 0 when it keeps up
 * @property {number} revision
 * @property {number} first µs of the first recorded moment
 */

const TELL_EVERY = 250

export class Clock {
  /** @param {() => number} [wall] wall clock in ms */
  constructor(wall = Date.now) {
    this.wall = wall
    /** @type {ClockState | null} */
    this.state = null
    /** wall ms of this machine when the state arrived; the server's own clock may differ */
    this.arrived = 0
    /** @type {Set<() => void>} */
    this.listeners = new Set()
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.timer = undefined
  }

  start() {
    this.timer = setInterval(() => { if (this.isRunning()) this.tell() }, TELL_EVERY)
  }

  stop() {
    clearInterval(this.timer)
  }

  /** @param {() => void} listener @returns {() => void} */
  on(listener) {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  tell() {
    for (const listener of [...this.listeners]) listener()
  }

  /** @param {ClockState} state */
  set(state) {
    this.state = { ...state }
    this.arrived = this.wall()
    this.tell()
  }

  /** A delta carried the cluster to this moment. @param {number} time @param {number} revision @param {number} at */
  reached(time, revision, at) {
    if (!this.state) return
    const passed = time >= this.now()
    this.state.revision = revision
    if (passed) {
      this.state.time = time
      this.state.at = at
      this.arrived = this.wall()
    }
    this.tell()
  }

  isRunning() {
    return Boolean(this.state && !this.state.paused)
  }

  /** The virtual moment now, µs. It stands still while paused, at full speed and behind: then only the server knows. */
  now() {
    const state = this.state
    if (!state) return 0
    if (state.paused || !state.speed || state.lag > 0) return state.time
    const at = state.time + Math.max(0, this.wall() - this.arrived) * 1000 * state.speed
    return state.target ? Math.min(at, Math.max(state.target, state.time)) : at
  }
}
