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

/**
 * Does the same work for newer and newer news, never twice at once: what comes meanwhile is done after, the newest only.
 * (Ending the older request instead would never show anything while changes come faster than answers.)
 * @template T
 * @param {(now: T) => Promise<void>} work
 * @returns {(now: T) => Promise<void>}
 */
export function oneAtATime(work) {
  let busy = false
  /** @type {{now: T} | null} */
  let next = null
  return async function run(now) {
    if (busy) { next = { now }; return }
    busy = true
    await work(now).finally(() => { busy = false })
    const waiting = next
    next = null
    if (waiting) await run(waiting.now)
  }
}
