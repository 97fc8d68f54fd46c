"""What installing metrics-server adds to a cluster, beside the program itself: its API, and who may read it.

Source: manifests/base of kubernetes-sigs/metrics-server. Here the API server answers the group itself, so its
APIService is a local one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from core.meta.objects import Doc

_AGGREGATE: Final = "rbac.authorization.k8s.io/aggregate-to-"


def documents() -> Iterator[Doc]:
    """Yield the APIService and the ClusterRole that view, edit and admin take in."""
    labels = {"k8s-app": "metrics-server"}
    spec = {"group": "metrics.k8s.io", "version": "v1beta1", "groupPriorityMinimum": 100, "versionPriority": 100}
    yield {
        "apiVersion": "apiregistration.k8s.io/v1",
        "kind": "APIService",
        "metadata": {"name": "v1beta1.metrics.k8s.io", "labels": labels},
        "spec": spec,
    }
    marks = {f"{_AGGREGATE}{role}": "true" for role in ("admin", "edit", "view")}
    yield {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": {"name": "system:aggregated-metrics-reader", "labels": {**labels, **marks}},
        "rules": [{"apiGroups": ["metrics.k8s.io"], "resources": ["pods", "nodes"], "verbs": ["get", "list", "watch"]}],
    }
