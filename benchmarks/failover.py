"""Two workers share ten clusters; one is stopped, then killed: how soon its clusters move, and what came of the logs.

Runs on the database and broker that DATABASE_URL and REDIS_URL name (PostgreSQL and Redis or Valkey), which it fills.
"""

from __future__ import annotations

import argparse
import os
import signal
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from benchmarks.drivers.application import Application, running
from benchmarks.kills import wait_until
from core import authority, clock
from core.founding import found
from core.inputs import admitted
from core.meta.objects import Doc
from core.models import Cluster
from core.store.sql import SqlStore
from simulator import clusters
from simulator.lease import TTL, wall_now
from simulator.nudge import nudge
from simulator.replay import replay

STARTS_APPLICATION = True
PODS = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--clusters", type=int, default=10)


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Figures: seconds until the clusters of a stopped and of a killed worker went on elsewhere; logs equal."""
    call_command("migrate", verbosity=0, interactive=False)
    with running(Path(settings.VAR), workers=2) as application:
        made = [_found(f"failover-{number}") for number in range(options["clusters"])]
        wait_until(lambda: all(_running(cluster) == PODS for cluster in made))
        held = _holders(made)
        stopped = _stop_one(application, made)
        killed = _kill_one(application, made)
        wait_until(lambda: all(_running(cluster) == PODS for cluster in made))
        for cluster in made:
            _change(cluster, **clock.pause(_row(cluster), wall_now()))
        time.sleep(1)
    return {
        "clusters": len(made),
        "database": settings.DATABASES["default"]["ENGINE"].rpartition(".")[2],
        "holders": len(set(held.values())),
        **stopped,
        **killed,
        "logs_equal": sum(_is_log_equal(cluster) for cluster in made),
    }


def _stop_one(application: Application, made: list[Cluster]) -> dict[str, Any]:
    """Stop (not kill) the worker that holds most; write; resume it when the other has taken over."""
    victim = _busiest(made)
    pid = application.children()[victim.partition("@")[0]]
    theirs = [cluster for cluster in made if _holders(made)[cluster.pk] == victim]
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    for cluster in theirs:
        _roll(cluster, "registry.example/web:2")
    before = {cluster.pk: _row(cluster).time for cluster in theirs}
    wait_until(lambda: all(_has_moved(cluster, victim, before[cluster.pk]) for cluster in theirs))
    moved = time.monotonic() - began
    os.kill(pid, signal.SIGCONT)
    time.sleep(2 * TTL / 1e6)
    return {"stopped_held": len(theirs), "stopped_moved_s": round(moved, 2)}


def _kill_one(application: Application, made: list[Cluster]) -> dict[str, Any]:
    """Kill the worker that holds most; the seconds until each of its clusters went on under a new lease."""
    victim = _busiest(made)
    theirs = [cluster for cluster in made if _holders(made)[cluster.pk] == victim]
    epochs = {cluster.pk: _row(cluster).lease_epoch for cluster in theirs}
    os.kill(application.children()[victim.partition("@")[0]], signal.SIGKILL)
    began = time.monotonic()
    for cluster in theirs:
        _roll(cluster, "registry.example/web:3")
    wait_until(lambda: all(_row(cluster).lease_epoch > epochs[cluster.pk] for cluster in theirs))
    return {"killed_held": len(theirs), "killed_moved_s": round(time.monotonic() - began, 2)}


def _found(name: str) -> Cluster:
    cluster = found(name, clusters.documents("nodes-3", name), seed=name, speed=30.0)
    _roll(cluster, "registry.example/web:1")
    return cluster


def _roll(cluster: Cluster, image: str) -> None:
    with admitted(cluster, "bench") as door:
        door.apply(_deployment(image))


def _deployment(image: str) -> Doc:
    labels = {"app": "web"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "web", "image": image}]}}
    spec = {"replicas": PODS, "selector": {"matchLabels": labels}, "template": template}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": spec,
    }


def _running(cluster: Cluster) -> int:
    """Ready pods of the latest version."""
    held = next(iter(SqlStore(cluster.pk).list("deployments.apps", "default")), None)
    status = (held or {}).get("status") or {}
    if held is None or status.get("observedGeneration") != held["metadata"]["generation"]:
        return 0
    return int(min(status.get("updatedReplicas", 0), status.get("readyReplicas", 0)))


def _has_moved(cluster: Cluster, holder: str, since: int) -> bool:
    row = _row(cluster)
    return row.lease_holder not in ("", holder) and row.time > since


def _holders(made: list[Cluster]) -> dict[int, str]:
    return {cluster.pk: _row(cluster).lease_holder for cluster in made}


def _busiest(made: list[Cluster]) -> str:
    holders = list(_holders(made).values())
    return max(sorted(set(holders) - {""}), key=holders.count)


def _row(cluster: Cluster) -> Cluster:
    return Cluster.objects.get(pk=cluster.pk)


def _change(cluster: Cluster, **fields: Any) -> None:
    Cluster.objects.filter(pk=cluster.pk).update(**fields)
    nudge(cluster.pk)


def _is_log_equal(cluster: Cluster) -> bool:
    logged = list(SqlStore(cluster.pk).logged(0))
    inputs = [entry for entry in logged if entry.step is not None]
    ca, key = authority.installed(Path(settings.VAR)), authority.key(Path(settings.VAR))
    head = logged[-1].change.revision
    again = replay(inputs, seed=cluster.seed, ca=ca, key=key, beginning=cluster.first_time, head=head)
    return [entry.change for entry in logged] == list(again.changes(0))
