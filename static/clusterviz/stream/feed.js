// @ts-check
/** Turns frames into the store's tables: collects a snapshot's parts, applies deltas in order, tells the server how far it is. */
import { Socket } from './socket.js'
import { Tables } from './tables.js'

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./clock.js').Clock} Clock */

export class Feed {
  /**
   * @param {string} cluster
   * @param {Store} store
   * @param {Clock} clock
   * @param {(state: import('./socket.js').LinkState | "live", message?: string) => void} onState
   */
  constructor(cluster, store, clock, onState) {
    this.store = store
    this.clock = clock
    this.onState = onState
    /** @type {Tables | null} a snapshot that is still arriving */
    this.arriving = null
    /** @type {{name: string, version: string, id?: string} | null} */
    this.cluster = null
    /** @type {((marks: any[], delta: any) => void)[]} */
    this.markListeners = []
    this.socket = new Socket(`/ws/clusters/${encodeURIComponent(cluster)}/`, {
      frame: (frame) => this.receive(frame),
      state: (state) => this.onState(state),
      opened: () => { this.arriving = null },
    })
    /** @type {Record<string, (frame: any) => void>} */
    this.handlers = {
      'snapshot': (frame) => { this.begin(frame); this.end(frame) },
      'snapshot-begin': (frame) => this.begin(frame),
      'snapshot-part': (frame) => this.arriving?.add(frame.table, frame.rows),
      'snapshot-end': (frame) => this.end(frame),
      'delta': (frame) => this.delta(frame),
      'clock': (frame) => this.clock.set(frame.clock),
      'error': (frame) => this.onState('waiting', String(frame.message ?? '')),
    }
  }

  start() { this.socket.start() }
  stop() { this.socket.stop() }

  /** @param {any} frame */
  receive(frame) {
    this.handlers[frame.t]?.(frame)
  }

  /** @param {any} frame */
  begin(frame) {
    performance.mark('snapshot-begin')
    this.arriving = new Tables()
    this.arriving.begin(frame.tables)
    this.cluster = frame.cluster ?? this.cluster
    if (frame.clock) this.clock.set(frame.clock)
  }

  /** @param {any} frame */
  end(frame) {
    if (!this.arriving) return
    performance.mark('snapshot-end')
    this.arriving.revision = frame.revision
    this.store.replaceLive(this.arriving)
    this.arriving = null
    this.socket.proven()
    this.onState('live')
    this.socket.send({ t: 'ack', revision: frame.revision })
  }

  /** @param {any} frame */
  delta(frame) {
    const have = this.store.live.revision
    if (this.arriving || frame.to <= have) return
    if (frame.from > have) return this.socket.restart() // something is missing: begin again from a snapshot
    this.store.applyDelta(frame)
    this.clock.reached(frame.time, frame.to, frame.at)
    for (const listener of this.markListeners) listener(frame.marks ?? [], frame)
    this.socket.send({ t: 'ack', revision: frame.to })
  }
}
