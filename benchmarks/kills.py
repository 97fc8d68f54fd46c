"""Processes killed with -9 in the middle of rollouts; the log must come out as if nothing had happened."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import websockets
from django.conf import settings

from benchmarks.drivers.application import Application, running
from benchmarks.drivers.client import Followed, frames, sign_in
from benchmarks.drivers.writer import PODS, rollout
from core import authority, clock
from core.founding import found
from core.inputs import admitted
from core.meta.objects import Doc, Key
from core.models import Cluster
from core.store.sql import SqlStore
from simulator import clusters
from simulator.lease import wall_now
from simulator.nudge import nudge
from simulator.replay import replay

NEEDS_DATABASE = True
STARTS_APPLICATION = True
MUST_BE = {"log_equal": True, "client_recovered": True}
NAME = "kills"
SPEED = 20.0
PATIENCE = 120.0
ROLLOUT = Key("deployments.apps", "default", "rollout")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1, help="of the moments and the victims")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Figures: kills, of which in the middle of a rollout, and what came of the log, the pods and the client."""
    draw = random.Random(options["seed"])
    cluster = found(NAME, clusters.documents("nodes-100", "1"), seed="1", speed=SPEED)
    with running(Path(settings.VAR)) as application:
        followed = Followed()
        killed = asyncio.run(
            _follow_while(application, followed, lambda: _kill_all(application, cluster, draw, options))
        )
        figures = {"kills": len(killed), "in_the_middle": sum(middle for _, middle in killed)}
        victims = {name: sum(victim == name for victim, _ in killed) for name, _ in killed}
        return {
            **figures,
            "victims": victims,
            **outcome(cluster),
            "client_recovered": followed.revision == _head(cluster),
        }


def outcome(cluster: Cluster) -> dict[str, Any]:
    """Whether the log equals that of a run without kills, and whether the pods are just those wanted."""
    store = SqlStore(cluster.pk)
    logged = list(store.logged(0))
    inputs = [entry for entry in logged if entry.step is not None]
    ca, key = authority.installed(Path(settings.VAR)), authority.key(Path(settings.VAR))
    head = logged[-1].change.revision
    again = replay(inputs, seed=cluster.seed, ca=ca, key=key, beginning=cluster.first_time, head=head)
    pods = [pod for pod in store.list("pods", "default") if pod["metadata"]["labels"].get("app") == "rollout"]
    running_pods = [
        pod for pod in pods if pod["status"]["phase"] == "Running" and "deletionTimestamp" not in pod["metadata"]
    ]
    return {
        "changes": len(logged),
        "log_equal": [entry.change for entry in logged] == list(again.changes(0)),
        "pods": len(running_pods),
        "wanted": PODS,
    }


def _kill_all(
    application: Application, cluster: Cluster, draw: random.Random, options: dict[str, Any]
) -> list[tuple[str, bool]]:
    _roll(cluster, 0)
    wait_until(lambda: _updated(cluster) == PODS)
    killed = []
    for number in range(1, options["times"] + 1):
        _roll(cluster, number)
        share = draw.uniform(0.1, 0.6)
        wait_until(lambda share=share: PODS * share <= _updated(cluster))
        kind = ("worker", "daphne", "valkey")[number % 3]
        victims = [(name, pid) for name, pid in sorted(application.children().items()) if name.startswith(kind)]
        _name, pid = draw.choice(victims)
        os.kill(pid, signal.SIGKILL)
        killed.append((kind, _updated(cluster) < PODS))
        wait_until(lambda: _finished(cluster))
    return killed


async def _follow_while(application: Application, followed: Followed, work: Any) -> Any:
    """Do ``work`` in a thread while a client follows the cluster, connecting again as a browser does."""
    follower = asyncio.create_task(_follow(application, followed))
    done = await asyncio.to_thread(work)
    await asyncio.sleep(3)
    follower.cancel()
    return done


async def _follow(application: Application, followed: Followed) -> None:
    cookie = sign_in(application.link)
    while True:
        try:
            async for frame in frames(application.port, NAME, cookie):
                followed.take(frame)
        except (OSError, websockets.WebSocketException):
            await asyncio.sleep(0.5)


def _roll(cluster: Cluster, number: int) -> None:
    """Apply the next version, then let time run."""
    with admitted(cluster, "bench") as door:
        door.apply(rollout(f"registry.example/web:{number}"))
    row = Cluster.objects.get(pk=cluster.pk)
    Cluster.objects.filter(pk=cluster.pk).update(**clock.play(row, wall_now()))
    nudge(cluster.pk)


def _status(cluster: Cluster) -> Doc:
    found_rollout = SqlStore(cluster.pk).get(ROLLOUT)
    assert found_rollout
    status = found_rollout.get("status") or {}
    current = status.get("observedGeneration") == found_rollout["metadata"]["generation"]
    return status if current else {}


def _updated(cluster: Cluster) -> int:
    return int(_status(cluster).get("updatedReplicas", 0))


def _finished(cluster: Cluster) -> bool:
    status = _status(cluster)
    return status.get("updatedReplicas") == status.get("availableReplicas") == status.get("replicas") == PODS


def _head(cluster: Cluster) -> int:
    return Cluster.objects.get(pk=cluster.pk).revision


def wait_until(ready: Any) -> None:
    """Return when ``ready()`` is true. Raises ``RuntimeError`` when that takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > deadline:
            raise RuntimeError(f"waited for {PATIENCE:.0f} s in vain")
        time.sleep(0.02)
