// @ts-check
/** From the reference that one object holds to another, to that other's key. */
import { WORKLOAD_RESOURCES } from '../stream/keys.js'

/** @typedef {import('../stream/keys.js').Key} Key */

/** @type {Record<string, string>} kind → resource, for kinds that own or are pointed at */
const RESOURCES = {
  ...WORKLOAD_RESOURCES, Pod: 'pods', Node: 'nodes', Service: 'services', ConfigMap: 'configmaps', Secret: 'secrets', Namespace: 'namespaces',
  ServiceAccount: 'serviceaccounts', PersistentVolumeClaim: 'persistentvolumeclaims', PersistentVolume: 'persistentvolumes', Endpoints: 'endpoints',
  EndpointSlice: 'endpointslices.discovery.k8s.io', StorageClass: 'storageclasses.storage.k8s.io', PriorityClass: 'priorityclasses.scheduling.k8s.io',
}
const CLUSTER_WIDE = new Set(['Node', 'Namespace', 'PersistentVolume', 'StorageClass', 'PriorityClass'])

/**
 * @param {string} kind
 * @param {string} namespace
 * @param {string} name
 * @param {string} [uid]
 * @returns {Key | null} null for kinds that are not known here
 */
export function keyOf(kind, namespace, name, uid) {
  const resource = RESOURCES[kind]
  return resource ? { resource, namespace: CLUSTER_WIDE.has(kind) ? '' : namespace, name, kind, uid } : null
}

/** The key of an object's controller, else of its first owner. @param {any} object @returns {Key | null} */
export function ownerKey(object) {
  const owners = object.metadata?.ownerReferences ?? []
  const owner = owners.find((/** @type {any} */ one) => one.controller) ?? owners[0]
  return owner ? keyOf(owner.kind, object.metadata.namespace ?? '', owner.name, owner.uid) : null
}
