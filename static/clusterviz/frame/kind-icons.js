// @ts-check
/** The Material Symbol of each kind; one for all that have none of their own. */

/** @type {Record<string, string>} */
const ICONS = {
  Node: 'dns', Pod: 'check_box_outline_blank', Deployment: 'account_tree', ReplicaSet: 'filter_none', StatefulSet: 'storage', DaemonSet: 'grid_view',
  ReplicationController: 'filter_none', Job: 'task_alt', CronJob: 'schedule', Service: 'lan', EndpointSlice: 'share', Endpoints: 'share', ConfigMap: 'settings',
  Secret: 'key', Namespace: 'folder', ServiceAccount: 'badge', PersistentVolumeClaim: 'database', PersistentVolume: 'database', Ingress: 'login', Event: 'notifications',
  Role: 'assignment_ind', ClusterRole: 'assignment_ind', RoleBinding: 'link', ClusterRoleBinding: 'link', ResourceQuota: 'speed', LimitRange: 'straighten',
}

/** @param {string} [kind] */
export function kindIcon(kind) {
  return ICONS[kind ?? ''] ?? 'data_object'
}
