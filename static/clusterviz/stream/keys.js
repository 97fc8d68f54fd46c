// @ts-check
/** Names of objects as they stand in the URL, and how to find the row that is meant. */

/** @typedef {{resource: string, namespace: string, name: string, uid?: string, kind?: string}} Key */
/** @typedef {import('./store.js').Store} Store */

/** @type {Record<string, string>} kind of the workloads table → its resource */
export const WORKLOAD_RESOURCES = {
  Deployment: 'deployments.apps', ReplicaSet: 'replicasets.apps', StatefulSet: 'statefulsets.apps', DaemonSet: 'daemonsets.apps',
  ReplicationController: 'replicationcontrollers', Job: 'jobs.batch', CronJob: 'cronjobs.batch',
}

/** @type {Record<string, string>} resource → kind, for those that have a table of their own */
const KINDS = { pods: 'Pod', nodes: 'Node', ...Object.fromEntries(Object.entries(WORKLOAD_RESOURCES).map(([kind, resource]) => [resource, kind])) }

/** "pods/default/web-1"; "-" stands for no namespace. @param {Key} key */
export function keyText(key) {
  return `${key.resource}/${key.namespace || '-'}/${key.name}`
}

/** @param {string | null} text @returns {Key | null} */
export function parseKey(text) {
  const parts = (text ?? '').split('/')
  if (parts.length !== 3 || parts.some((part) => !part)) return null
  const [resource, namespace, name] = parts
  return { resource, namespace: namespace === '-' ? '' : namespace, name, kind: KINDS[resource] }
}

/**
 * The key of the object with this uid, or null when no table has it.
 * @param {Store} store @param {string} uid @returns {Key | null}
 */
export function keyOfUid(store, uid) {
  const pod = store.pods.get(uid)
  if (pod) return { resource: 'pods', namespace: pod.namespace, name: pod.name, uid, kind: 'Pod' }
  const node = store.nodes.get(uid)
  if (node) return { resource: 'nodes', namespace: '', name: node.name, uid, kind: 'Node' }
  const workload = store.workloads.get(uid)
  if (workload) return workloadKey(workload)
  const other = store.objects.get(uid)
  return other ? { resource: other.resource, namespace: other.namespace, name: other.name, uid, kind: other.kind } : null
}

/** @param {import('./rows.js').WorkloadRow} row @returns {Key} */
export function workloadKey(row) {
  return { resource: WORKLOAD_RESOURCES[row.kind] ?? row.kind.toLowerCase(), namespace: row.namespace, name: row.name, uid: row.uid, kind: row.kind }
}

/**
 * Adds the uid of the row that a key names, when a table has it.
 * @param {Store} store @param {Key} key @returns {Key}
 */
export function withUid(store, key) {
  for (const row of candidates(store, key)) {
    if (row.name === key.name && (row.namespace ?? '') === key.namespace) return { ...key, uid: row.uid, kind: key.kind ?? row.kind }
  }
  return key
}

/** @param {Store} store @param {Key} key @returns {Iterable<any>} */
function candidates(store, key) {
  if (key.resource === 'pods') return store.pods.values()
  if (key.resource === 'nodes') return store.nodes.values()
  const kind = KINDS[key.resource]
  if (kind) return [...store.workloads.values()].filter((row) => row.kind === kind)
  return [...store.objects.values()].filter((row) => row.resource === key.resource)
}
