// @ts-check
/** Plays the recorded past at the cluster's speed until it meets the present. */

const STEP_MS = 300

export class Replay {
  /** @param {import('../app.js').App} app @param {import('./history.js').History} history */
  constructor(app, history) {
    this.app = app
    this.history = history
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.timer = undefined
    app.past.on(() => { if (app.past.time === null) this.stop() })
  }

  get isPlaying() { return this.timer !== undefined }

  toggle() {
    if (this.isPlaying) this.stop()
    else this.timer = setInterval(() => this.step(), STEP_MS)
    this.app.past.tell()
  }

  stop() {
    clearInterval(this.timer)
    this.timer = undefined
  }

  step() {
    const { past, clock } = this.app
    if (past.time === null) return this.stop()
    if (past.busy) return
    const speed = clock.state?.speed || 600
    const next = past.time + STEP_MS * 1000 * speed
    if (next >= this.history.span().last) past.live()
    else past.go(next)
  }
}
