// @ts-check
/** A WebSocket that comes back: exponential back-off with jitter, at once when the network or the tab returns. */

/** @typedef {"connecting" | "open" | "waiting"} LinkState */

const FIRST_WAIT = 500
const LONGEST_WAIT = 5_000
const PING_EVERY = 15_000
const SILENT_AFTER = 40_000

export class Socket {
  /**
   * @param {string} path
   * @param {{frame: (frame: any) => void, state: (state: LinkState) => void, opened?: () => void}} on
   */
  constructor(path, on) {
    this.url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`
    this.on = on
    /** @type {WebSocket | null} */
    this.socket = null
    this.tries = 0
    this.heard = 0
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.retry = undefined
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.pulse = undefined
    this.hurry = () => { if (!document.hidden && this.retry) this.connect() }
  }

  start() {
    addEventListener('online', this.hurry)
    document.addEventListener('visibilitychange', this.hurry)
    this.pulse = setInterval(() => this.beat(), PING_EVERY)
    this.connect()
  }

  stop() {
    removeEventListener('online', this.hurry)
    document.removeEventListener('visibilitychange', this.hurry)
    clearInterval(this.pulse)
    clearTimeout(this.retry)
    this.drop()
  }

  /** Ends this connection and opens a new one, which begins with a fresh snapshot. */
  restart() {
    this.drop()
    this.later()
  }

  /** A connection that proved good: the next failure waits short again. */
  proven() {
    this.tries = 0
  }

  /** @param {any} message */
  send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message))
  }

  connect() {
    clearTimeout(this.retry)
    this.retry = undefined
    this.drop()
    this.on.state('connecting')
    this.heard = Date.now()
    const socket = (this.socket = new WebSocket(this.url))
    socket.onopen = () => { this.on.state('open'); this.on.opened?.() }
    socket.onmessage = (event) => this.receive(socket, event.data)
    socket.onclose = () => { if (this.socket === socket) this.later() }
  }

  /** @param {WebSocket} socket @param {string} text */
  receive(socket, text) {
    if (this.socket !== socket) return
    this.heard = Date.now()
    this.on.frame(JSON.parse(text))
  }

  drop() {
    const socket = this.socket
    this.socket = null
    if (!socket) return
    socket.onclose = socket.onmessage = socket.onopen = null
    socket.close()
  }

  later() {
    this.socket = null
    this.on.state('waiting')
    clearTimeout(this.retry)
    this.retry = setTimeout(() => this.connect(), waitBefore(this.tries, Math.random()))
    this.tries += 1
  }

  beat() {
    if (this.socket?.readyState !== WebSocket.OPEN) return
    if (Date.now() - this.heard > SILENT_AFTER) return this.restart()
    this.send({ t: 'ping' })
  }
}

/**
 * How long to wait before a try, in ms: between half and all of 0.5, 1, 2, 4, 5, 5 … s.
 * @param {number} tries failed before
 * @param {number} draw in [0, 1)
 */
export function waitBefore(tries, draw) {
  const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries, 10))
  return most / 2 + (draw * most) / 2
}
