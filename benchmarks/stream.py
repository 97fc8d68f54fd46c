"""From a committed change to a browser: the real application, a real WebSocket, a rollout and people writing."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from benchmarks.drivers import writer
from benchmarks.drivers.application import Application, running
from benchmarks.drivers.client import Followed, frames, sign_in
from core.founding import found
from core.meta.objects import Doc
from core.models import Change, Cluster
from core.store.sql import SqlStore
from simulator import clusters

NEEDS_DATABASE = True
STARTS_APPLICATION = True
MUST_BE = {"lost": 0, "out_of_order": 0}
NAME = "stream"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--changes", type=int, default=100, help="changes a second by people, beside the rollout's")
    parser.add_argument("--seconds", type=int, default=30)


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Figures: ``p50_ms`` and ``p99_ms`` from the commit of a change to its frame in the client, and what was lost.

    ``rolled_out``: pods of the new version that run at the end, of `writer.PODS`.
    """
    cluster = found(NAME, clusters.documents("nodes-100", "1"), seed="1", speed=1.0)
    with running(Path(settings.VAR)) as application:
        asyncio.run(_warm_up(cluster))
        first = Cluster.objects.get(pk=cluster.pk).revision
        followed = asyncio.run(_measure(application, cluster, options["changes"], options["seconds"]))
    return figures(cluster, followed, first)


def figures(cluster: Cluster, followed: Followed, first: int) -> dict[str, Any]:
    last = followed.revision
    committed = dict(Change.objects.of(cluster.pk, first, last).values_list("id", "wall"))
    walls = {pk & ((1 << 40) - 1): wall for pk, wall in committed.items()}
    delays = sorted(followed.seen[revision] - wall for revision, wall in walls.items() if revision in followed.seen)
    return {
        "changes": len(walls),
        "p50_ms": round(delays[len(delays) // 2], 1),
        "p99_ms": round(delays[int(len(delays) * 0.99)], 1),
        "lost": len(walls) - len(delays),
        "out_of_order": followed.out_of_order,
        "snapshots": followed.snapshots,
        "rolled_out": sum(map(_is_new, SqlStore(cluster.pk).list("pods", "default"))),
    }


def _is_new(pod: Doc) -> bool:
    return bool(pod["spec"]["containers"][0]["image"] == writer.NEW and pod["status"]["phase"] == "Running")


async def _warm_up(cluster: Cluster) -> None:
    """Let the rollout's first version come up and the engine's cache get warm."""
    await asyncio.to_thread(writer.apply, cluster.pk, writer.rollout(writer.OLD))
    await asyncio.sleep(10)


async def _measure(application: Application, cluster: Cluster, rate: int, seconds: int) -> Followed:
    followed, ready = Followed(), asyncio.Event()
    cookie = sign_in(application.link)

    async def follow() -> None:
        async for frame in frames(application.port, NAME, cookie):
            followed.take(frame)
            if followed.snapshots:
                ready.set()

    follower = asyncio.create_task(follow())
    await ready.wait()
    command = ["-m", "benchmarks.drivers.writer", *map(str, (cluster.pk, rate, seconds))]
    writing = await asyncio.create_subprocess_exec(sys.executable, *command, cwd=settings.BASE_DIR)
    if await writing.wait():
        raise RuntimeError("the writing process failed")
    await asyncio.sleep(2)
    follower.cancel()
    return followed
