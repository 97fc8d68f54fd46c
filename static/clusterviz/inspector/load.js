// @ts-check
/** Requests about one object, of the moment that is shown; a newer request ends the older. */

/** @typedef {import('../app.js').App} App */
/** @typedef {import('../stream/keys.js').Key} Key */

/** "objects/pods/default/web-1" @param {Key} key @param {string} [part] history, events, why */
export function objectPath(key, part) {
  const names = [key.resource, key.namespace || '-', key.name].map(encodeURIComponent)
  return ['objects', ...names, ...(part ? [part] : [])].join('/')
}

/** @param {App} app @param {Key} key @param {AbortSignal} [signal] @returns {Promise<{object: any, yaml: string, kind: any}>} */
export function fetchObject(app, key, signal) {
  return app.api.get(objectPath(key), { time: app.past.time }, signal)
}

/** @param {App} app @param {Key} key @param {string} part @param {AbortSignal} [signal] @returns {Promise<any>} */
export function fetchPart(app, key, part, signal) {
  return app.api.get(objectPath(key, part), { time: app.past.time }, signal)
}

/** The object's row of the stream, if it has one. @param {import('../stream/store.js').Store} store @param {any} object */
export function rowOf({ pods, nodes, workloads }, object) {
  const uid = object.metadata?.uid ?? ''
  return pods.get(uid) ?? nodes.get(uid) ?? workloads.get(uid)
}

/** Only the newest of several requests counts. */
export class Latest {
  constructor() {
    this.control = new AbortController()
  }

  get signal() {
    return this.control.signal
  }

  begin() {
    this.control.abort()
    this.control = new AbortController()
    return this.control.signal
  }

  end() {
    this.control.abort()
  }
}
