"""Which kind has rules of its own; the others are held to what their schema requires."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.kinds.kind import Kind
from core.machinery.validate import (
    access,
    admissionpolicies,
    autoscaling,
    bounds,
    certificates,
    claims,
    definitions,
    events,
    flowcontrol,
    jobs,
    leases,
    networking,
    podspec,
    policies,
    ranges,
    required,
    secrets,
    services,
    storage,
    webhooks,
    workloads,
)
from core.meta.fields import FieldError
from core.meta.objects import Doc

OF_KIND: Final[dict[str, Callable[[Doc], list[FieldError]]]] = {
    "configmaps": policies.check_config_map,
    "events": events.check,
    "endpoints": policies.check_endpoints,
    "limitranges": bounds.check_range,
    "nodes": policies.check_node,
    "persistentvolumeclaims": claims.check,
    "persistentvolumes": storage.check_volume,
    "pods": podspec.check_pod,
    "podtemplates": workloads.check_pod_template,
    "replicationcontrollers": workloads.check_replication_controller,
    "resourcequotas": bounds.check_quota,
    "secrets": secrets.check,
    "services": services.check,
    "daemonsets.apps": workloads.check_daemon_set,
    "deployments.apps": workloads.check_deployment,
    "replicasets.apps": workloads.check_replica_set,
    "statefulsets.apps": workloads.check_stateful_set,
    "horizontalpodautoscalers.autoscaling": autoscaling.check,
    "controllerrevisions.apps": policies.check_revision,
    "cronjobs.batch": jobs.check_cron_job,
    "jobs.batch": jobs.check_job,
    "endpointslices.discovery.k8s.io": policies.check_slice,
    "ingresses.networking.k8s.io": networking.check_ingress,
    "ingressclasses.networking.k8s.io": networking.check_ingress_class,
    "networkpolicies.networking.k8s.io": networking.check_network_policy,
    "poddisruptionbudgets.policy": policies.check_budget,
    "clusterroles.rbac.authorization.k8s.io": access.check_cluster_role,
    "clusterrolebindings.rbac.authorization.k8s.io": access.check_cluster_role_binding,
    "roles.rbac.authorization.k8s.io": access.check_role,
    "rolebindings.rbac.authorization.k8s.io": access.check_role_binding,
    "priorityclasses.scheduling.k8s.io": policies.check_priority_class,
    "runtimeclasses.node.k8s.io": policies.check_runtime_class,
    "csinodes.storage.k8s.io": storage.check_csi_node,
    "csistoragecapacities.storage.k8s.io": storage.check_capacity,
    "storageclasses.storage.k8s.io": storage.check_class,
    "volumeattachments.storage.k8s.io": storage.check_attachment,
    "volumeattributesclasses.storage.k8s.io": storage.check_attributes_class,
    "customresourcedefinitions.apiextensions.k8s.io": definitions.check,
    "certificatesigningrequests.certificates.k8s.io": certificates.check,
    "apiservices.apiregistration.k8s.io": ranges.check_service,
    "csidrivers.storage.k8s.io": storage.check_driver,
    "flowschemas.flowcontrol.apiserver.k8s.io": flowcontrol.check_schema,
    "ipaddresses.networking.k8s.io": ranges.check_address,
    "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": flowcontrol.check_level,
    "servicecidrs.networking.k8s.io": ranges.check_range,
    "leases.coordination.k8s.io": leases.check,
    "mutatingadmissionpolicies.admissionregistration.k8s.io": admissionpolicies.check_mutating,
    "mutatingadmissionpolicybindings.admissionregistration.k8s.io": admissionpolicies.check_binding,
    "mutatingwebhookconfigurations.admissionregistration.k8s.io": webhooks.check_configuration,
    "validatingadmissionpolicies.admissionregistration.k8s.io": admissionpolicies.check_validating,
    "validatingadmissionpolicybindings.admissionregistration.k8s.io": admissionpolicies.check_binding,
    "validatingwebhookconfigurations.admissionregistration.k8s.io": webhooks.check_configuration,
}


def check(kind: Kind, doc: Doc) -> list[FieldError]:
    """Return every field error of a document apart from its metadata."""
    rule = OF_KIND.get(kind.resource)
    return rule(doc) if rule else required.check(kind, doc)
