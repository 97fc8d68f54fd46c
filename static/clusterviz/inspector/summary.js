// @ts-check
/** The Summary tab: what each kind has to say for itself, then what all have in common. */
import { replace } from '../dom/element.js'
import { actionBar } from './action-bar.js'
import { conditions } from './conditions.js'
import { genericFacts } from './generic-summary.js'
import { labels } from './labels.js'
import { nodeSummary } from './node-summary.js'
import { keepPlace } from './parts.js'
import { podSummary } from './pod-summary.js'
import { bindingSummary, roleSummary } from './rbac-summary.js'
import { serviceSummary } from './service-summary.js'
import { workloadSummary } from './workload-summary.js'

/** @typedef {import('./inspected.js').Inspected} Inspected */

/** @type {Record<string, (given: Inspected) => (Node | null)[]>} */
const BY_KIND = {
  Pod: podSummary, Node: nodeSummary, Service: serviceSummary, Deployment: workloadSummary, ReplicaSet: workloadSummary,
  Role: roleSummary, ClusterRole: roleSummary, RoleBinding: bindingSummary, ClusterRoleBinding: bindingSummary,
  ReplicationController: workloadSummary, StatefulSet: workloadSummary, DaemonSet: workloadSummary, Job: workloadSummary,
}

/** @param {HTMLElement} host @param {Inspected} given */
export function showSummary(host, given) {
  /** @param {Inspected} now */
  const draw = (now) => replace(host, actionBar(now), ...(BY_KIND[now.object.kind] ?? genericFacts)(now), conditions(now), labels(now.object))
  draw(given)
  let drawn = given
  return {
    /** @param {Inspected} now */
    refresh(now) {
      if (isSame(drawn, now)) return
      drawn = now
      keepPlace(host, () => draw(now))
    },
  }
}

/** @param {Inspected} one @param {Inspected} other */
function isSame(one, other) {
  return one.row === other.row && one.past === other.past && one.object.metadata.resourceVersion === other.object.metadata.resourceVersion
}
