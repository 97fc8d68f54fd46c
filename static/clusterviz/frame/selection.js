// @ts-check
/** The one selected object, kept in the URL so that it is shared by all pages and by a link. */
import { keyOfUid, keyText, parseKey, withUid } from '../stream/keys.js'

/** @typedef {import('../stream/keys.js').Key} Key */

export class Selection {
  /** @param {import('../stream/store.js').Store} store @param {import('./location.js').PageLocation} place */
  constructor(store, place) {
    this.store = store
    this.place = place
    /** @type {Set<(key: Key | null) => void>} */
    this.listeners = new Set()
    place.on((_page, _params, changed) => { if (changed.has('sel')) this.tell() })
  }

  /** @param {(key: Key | null) => void} listener @returns {() => void} */
  on(listener) {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  tell() {
    const key = this.key()
    for (const listener of [...this.listeners]) listener(key)
  }

  /** @returns {Key | null} */
  key() {
    const key = parseKey(this.place.get('sel'))
    return key && withUid(this.store, key)
  }

  /** Selects by uid (of any table) or key; null closes the inspector. @param {string | Key | null} wanted */
  select(wanted) {
    const key = typeof wanted === 'string' ? keyOfUid(this.store, wanted) : wanted
    this.place.set({ sel: key ? keyText(key) : null })
  }
}
