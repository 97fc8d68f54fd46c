"""Clusters with a rollout in them, and the sessions that advance them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from core import authority
from core.founding import found
from core.inputs import admitted
from core.meta.time import parse
from core.models import Cluster
from core.store.memory import MemoryStore
from core.store.protocol import Change
from core.store.sql import SqlStore
from simulator import clusters, lease
from simulator.replay import replay
from simulator.session import Session

BEGINNING = parse("2026-01-01T00:00:00Z")


@pytest.fixture
def cluster(db: None) -> Cluster:
    """Three nodes at full speed."""
    return found("test", clusters.documents("nodes-3", "7"), beginning=BEGINNING, seed="7", speed=0.0)


@pytest.fixture
def open_session(cluster: Cluster) -> Callable[[str], Session]:
    """Take the cluster's lease under a name and load it."""

    def take(holder: str) -> Session:
        epoch = lease.acquire(cluster.pk, holder)
        assert epoch is not None, f"{holder} did not get the lease"
        return Session(cluster.pk, epoch)

    return take


def deployment(image: str = "nginx:1.27", replicas: int = 6) -> dict[str, Any]:
    labels = {"app": "web"}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": image}]}},
        },
    }


def apply(cluster: Cluster, doc: dict[str, Any]) -> None:
    with admitted(cluster, "ann") as door:
        door.apply(doc)


def settle(session: Session) -> None:
    """Give turns until nothing is due."""
    while session.turn() is not None:
        pass


def log_of(cluster: Cluster) -> list[Change]:
    return list(SqlStore(cluster.pk).changes(0))


def replayed(cluster: Cluster) -> list[Change]:
    """The log as an engine makes it that is fed the same inputs and never interrupted."""
    logged = list(SqlStore(cluster.pk).logged(0))
    inputs = [entry for entry in logged if entry.step is not None]
    ca, key = authority.installed(settings.VAR), authority.key(settings.VAR)
    head = logged[-1].change.revision
    begin = cluster.first_time
    store: MemoryStore = replay(inputs, seed=cluster.seed, ca=ca, key=key, beginning=begin, head=head)
    return list(store.changes(0))
