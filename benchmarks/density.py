"""A cluster filled with Deployments of 30 pods each, until every pod runs; everything saved as in production."""

from __future__ import annotations

import argparse
import gc
import resource
import time
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

from core.founding import found
from core.inputs import admitted
from core.meta.objects import Doc, Key
from core.models import Change, Cluster, Decision, EngineTurn, Object
from core.store.loading import objects_at_head
from core.store.protocol import EVENTS
from core.store.sql import SqlStore
from simulator import clusters, lease
from simulator.saving import COLLECT_AFTER, SavingProcess
from simulator.session import Session

NEEDS_DATABASE = True
MUST_BE = {"replay_equal": True}
PODS_EACH = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--nodes", type=int, default=1000)
    parser.add_argument("--pods", type=int, default=30_000)
    parser.add_argument("--no-replay", action="store_true", help="leave out replaying the log afterwards")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Figures: ``wall_s`` from nothing to all running, ``peak_rss_mib`` of this and the saving process, the rows."""
    gc.set_threshold(*COLLECT_AFTER)  # as in a worker
    nodes, pods = options["nodes"], options["pods"]
    began, spent = time.perf_counter(), time.process_time()
    cluster = found("density", clusters.documents(f"nodes-{nodes}", "1"), seed="1", speed=0.0, paused=False)
    made = time.perf_counter()
    create_deployments(cluster, pods // PODS_EACH)
    created = time.perf_counter()
    saving = SavingProcess()
    session = Session(cluster.pk, lease.acquire(cluster.pk, "bench") or 0, saving)
    running = bring_up(session, pods)
    wall, spent = time.perf_counter() - began, time.process_time() - spent
    saving.close()
    figures = {
        "nodes": nodes,
        "pods": pods,
        "running": running,
        "wall_s": round(wall, 2),
        "pods_per_s": round(running / wall, 1),
        "peak_rss_mib": round(sum(peak(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)), 1),
        "rows_written": rows_written(cluster.pk),
        "bytes_on_disk": sum(file.stat().st_size for file in Path(settings.VAR).glob("*.sqlite3*")),
        "cpu_s": round(spent, 2),
        "saving_cpu_s": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, 2),
        "cluster_s": round(made - began, 2),
        "deployments_s": round(created - made, 2),
        "virtual_s": round((session.engine.now - cluster.first_time) / 1e6, 3),
    }
    return figures if options["no_replay"] else {**figures, "replay_equal": replay_equals(cluster.pk, session)}


def peak(of: int) -> float:
    """MiB that this process, or the largest of those it has ended, took at most."""
    return resource.getrusage(of).ru_maxrss / 1024


def create_deployments(cluster: Cluster, count: int) -> None:
    """``count`` Deployments through the door, in one input."""
    with admitted(cluster, "bench") as door:
        for number in range(count):
            door.create(deployment(f"load-{number:05d}"))


def bring_up(session: Session, pods: int) -> int:
    """Give turns until ``pods`` pods of the Deployments run, or nothing is left to do; how many run."""
    running = 0

    def follow(key: Any, before: Any, after: Any) -> None:
        nonlocal running
        if key.resource == "pods" and key.namespace == "default":
            running += _runs(after) - _runs(before)

    session.engine.store.listen(follow)
    while running < pods and session.turn() is not None:
        pass
    return running


def deployment(name: str) -> dict[str, Any]:
    container = {
        "name": "server",
        "image": "registry.k8s.io/pause:3.10",
        "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}},
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": "default", "labels": {"app": name}},
        "spec": {
            "replicas": PODS_EACH,
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}},
        },
    }


def rows_written(cluster_id: int) -> int:
    """Rows in the tables that a cluster's engine writes."""
    owned = (Object, EngineTurn, Decision)
    return Change.objects.of(cluster_id).count() + sum(
        rows.objects.filter(cluster_id=cluster_id).count() for rows in owned
    )


def replay_equals(cluster_id: int, session: Session) -> bool:
    """Whether the log, replayed from its beginning, gives just the objects that the table and the engine hold."""
    store = SqlStore(cluster_id)
    replayed: dict[Key, bytes] = {}
    for change in store.changes(0):
        if change.verb == "DELETED":
            replayed.pop(change.key, None)
        elif change.key.resource != EVENTS:
            replayed[change.key] = digest(change.doc)
    held = {key: digest(doc) for key, doc in objects_at_head(cluster_id)}
    cached = session.engine.store
    return replayed == held and all(digest(cached.get(key) or {}) == found for key, found in held.items())


def digest(doc: Doc) -> bytes:
    return blake2b(orjson.dumps(doc, option=orjson.OPT_SORT_KEYS), digest_size=16).digest()


def _runs(doc: dict[str, Any] | None) -> bool:
    return doc is not None and doc["status"].get("phase") == "Running"
