// @ts-check
/** Whether a change of the stream may have changed what the inspector shows. */

/** @typedef {import('../stream/store.js').Changes} Changes */
/** @typedef {import('../stream/store.js').Store} Store */

/**
 * The object's own row, its events, or the rows of what it owns.
 * @param {Store} store
 * @param {Changes} changes
 * @param {import('../stream/keys.js').Key} key
 * @param {any} [object]
 */
export function concerns(store, changes, key, object) {
  const uid = object?.metadata?.uid ?? key.uid
  const tables = [changes.pods, changes.nodes, changes.workloads, changes.objects, changes.events]
  if (tables.some((table) => table.reset)) return true
  if (!uid) return changes.objects.set.size > 0 || changes.objects.gone.size > 0
  return tables.some((table) => table.set.has(uid) || table.gone.has(uid)) || ownsAny(store, changes, uid) || isSubject(store, changes, uid)
}

/** @param {Store} store @param {Changes} changes @param {string} uid */
function ownsAny(store, changes, uid) {
  for (const name of /** @type {const} */ (['pods', 'workloads'])) {
    for (const row of /** @type {Iterable<{owner: string}>} */ (changes[name].gone.values())) if (row.owner === uid) return true
    for (const changed of changes[name].set.keys()) if (store[name].get(changed)?.owner === uid) return true
  }
  return false
}

/** @param {Store} store @param {Changes} changes @param {string} uid */
function isSubject(store, changes, uid) {
  for (const changed of changes.events.set.keys()) if (store.events.get(changed)?.subject === uid) return true
  return false
}

/** Whether these changes end the object itself: nobody need ask the server for it. @param {Changes} changes @param {any} [object] */
export function isGone(changes, object) {
  const uid = object?.metadata?.uid
  return [changes.pods, changes.nodes, changes.workloads, changes.objects].some((table) => table.gone.has(uid))
}

/**
 * Whether an object of this name is there again, as a StatefulSet's pod is after its end; events of the old one do not count.
 * @param {Store} store
 * @param {Changes} changes
 * @param {import('../stream/keys.js').Key} key
 */
export function isBack(store, changes, key) {
  for (const name of /** @type {const} */ (['pods', 'nodes', 'workloads', 'objects'])) {
    if (changes[name].reset) return true
    for (const uid of changes[name].set.keys()) {
      const row = /** @type {{name: string, namespace?: string} | undefined} */ (store[name].get(uid))
      if (row?.name === key.name && (row.namespace ?? '') === key.namespace) return true
    }
  }
  return false
}
