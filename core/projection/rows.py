"""Any object as the row of the table that shows it."""

from __future__ import annotations

from core.meta.objects import Doc, Key
from core.projection.columns import Row
from core.projection.events import event_row, object_row
from core.projection.nodes import node_row
from core.projection.pods import pod_row
from core.projection.workloads import workload_row

_OF_DOCUMENT = {
    "pods": ("pods", pod_row),
    "nodes": ("nodes", node_row),
    "events": ("events", event_row),
    "deployments.apps": ("workloads", workload_row),
    "replicasets.apps": ("workloads", workload_row),
    "replicationcontrollers": ("workloads", workload_row),
    "statefulsets.apps": ("workloads", workload_row),
    "daemonsets.apps": ("workloads", workload_row),
    "jobs.batch": ("workloads", workload_row),
    "cronjobs.batch": ("workloads", workload_row),
}


def table_of(resource: str) -> str:
    """The table that shows a resource."""
    found = _OF_DOCUMENT.get(resource)
    return found[0] if found else "objects"


def row_of(key: Key, doc: Doc) -> Row:
    """The row of an object in its table; its first value is the uid."""
    found = _OF_DOCUMENT.get(key.resource)
    return found[1](doc) if found else object_row(key, doc)
