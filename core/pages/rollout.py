"""A Deployment's rollout: its revisions, and how many pods each had over time."""

import math
from typing import Any

from django.http import HttpRequest

from core.clients import open_store
from core.meta import errors
from core.meta.objects import Doc, Key
from core.meta.owners import is_controlled_by
from core.models import Cluster
from core.operations.workloads import revision_of
from core.pages.answers import Answer, cluster_view
from core.store.protocol import Change

MOST_POINTS = 600


@cluster_view("GET")
def rollout(request: HttpRequest, cluster: Cluster, namespace: str, name: str) -> Answer:
    """One series per ReplicaSet, and the band in which a rolling update keeps their sum."""
    store = open_store(cluster)
    doc = store.get(Key("deployments.apps", namespace, name)) if "\0" not in namespace + name else None
    if doc is None:
        raise errors.not_found("deployments.apps", name)
    sets = [one for one in store.list("replicasets.apps", namespace) if is_controlled_by(one, doc)]
    sets.sort(key=revision_of)
    desired = doc["spec"].get("replicas", 1)
    surge, unavailable = band(doc, desired)
    return {
        "revisions": [_revision(one, doc) for one in sets],
        "series": [_series(one, store.history(one["metadata"]["uid"])) for one in sets],
        "surge": desired + surge,
        "floor": max(desired - unavailable, 0),
        "desired": desired,
        "strategy": doc["spec"].get("strategy") or {},
    }


def band(deployment: Doc, desired: int) -> tuple[int, int]:
    """Pods above and below `desired` that a rolling update allows: percentages of surge round up, the others down.

    When both come to nothing one pod may be unavailable (pkg/controller/deployment/util, ResolveFenceposts).
    """
    strategy = deployment["spec"].get("strategy") or {}
    if strategy.get("type") == "Recreate":
        return 0, desired
    rolling = strategy.get("rollingUpdate") or {}
    surge = _amount(rolling.get("maxSurge", "25%"), desired, math.ceil)
    unavailable = _amount(rolling.get("maxUnavailable", "25%"), desired, math.floor)
    return surge, unavailable if surge or unavailable else 1


def _amount(value: int | str, total: int, rounded: Any) -> int:
    if isinstance(value, int):
        return value
    return int(rounded(int(value.removesuffix("%")) * total / 100))


def _revision(replicaset: Doc, deployment: Doc) -> dict[str, Any]:
    spec, status = replicaset["spec"], replicaset.get("status") or {}
    current = (deployment["metadata"].get("annotations") or {}).get("deployment.kubernetes.io/revision")
    containers = spec["template"]["spec"].get("containers") or []
    return {
        "revision": revision_of(replicaset),
        "replicaset": replicaset["metadata"]["name"],
        "created": replicaset["metadata"]["creationTimestamp"],
        "images": [container.get("image", "") for container in containers],
        "desired": spec.get("replicas", 1),
        "pods": status.get("replicas", 0),
        "ready": status.get("readyReplicas", 0),
        "current": str(revision_of(replicaset)) == current,
    }


def _series(replicaset: Doc, changes: list[Change]) -> dict[str, Any]:
    points: list[list[int]] = []
    for change in changes:
        status = change.doc.get("status") or {}
        point = [change.time, status.get("replicas", 0), status.get("readyReplicas", 0)]
        if not points or points[-1][1:] != point[1:]:
            points.append(point)
    return {
        "revision": revision_of(replicaset),
        "replicaset": replicaset["metadata"]["name"],
        "points": points[-MOST_POINTS:],
    }
