"""Which kind has rules of its own; the others are held to what their schema requires."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.kinds.kind import Kind
from core.machinery.validate import claims, jobs, podspec, policies, required, services, workloads
from core.meta.fields import FieldError
from core.meta.objects import Doc

OF_KIND: Final[dict[str, Callable[[Doc], list[FieldError]]]] = {
    "configmaps": policies.check_config_map,
    "nodes": policies.check_node,
    "persistentvolumeclaims": claims.check,
    "pods": podspec.check_pod,
    "podtemplates": workloads.check_pod_template,
    "replicationcontrollers": workloads.check_replication_controller,
    "secrets": policies.check_secret,
    "services": services.check,
    "daemonsets.apps": workloads.check_daemon_set,
    "deployments.apps": workloads.check_deployment,
    "replicasets.apps": workloads.check_replica_set,
    "statefulsets.apps": workloads.check_stateful_set,
    "cronjobs.batch": jobs.check_cron_job,
    "jobs.batch": jobs.check_job,
    "endpointslices.discovery.k8s.io": policies.check_slice,
    "poddisruptionbudgets.policy": policies.check_budget,
    "priorityclasses.scheduling.k8s.io": policies.check_priority_class,
}


def check(kind: Kind, doc: Doc) -> list[FieldError]:
    """Return every field error of a document apart from its metadata."""
    rule = OF_KIND.get(kind.resource)
    return rule(doc) if rule else required.check(kind, doc)
