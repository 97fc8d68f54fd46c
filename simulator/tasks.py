"""The Celery tasks: a turn of one cluster, and the sweep that finds clusters whose turn was lost."""

from __future__ import annotations

import logging
from typing import Any

from celery import Task, shared_task

from core import clock
from core.models import Cluster
from core.store import upkeep
from simulator.lease import wall_now
from simulator.nudge import began, nudge, queue_turn

log = logging.getLogger(__name__)

SHORTEST_WAIT = 0.015
"""Seconds: what is due sooner after a turn is done together with what follows."""


@shared_task(bind=True, ignore_result=True)
def advance(self: Task[Any, Any], cluster_id: int, planned: int | None = None) -> None:
    """Give a cluster one turn on the worker that holds it, and queue the next.

    ``planned``: the wall µs for which that worker queued this turn itself; ``None`` for a nudge.
    """
    from simulator.worker import worker  # the engine, which only workers load

    began(cluster_id)
    holder = self.request.hostname
    wanted = worker(holder).advance(cluster_id, planned)
    if wanted is not None:
        _queue_next(cluster_id, holder, wanted)


@shared_task(ignore_result=True)
def sweep() -> None:
    """Queue a turn for every cluster that has something due."""
    wall = wall_now()
    for cluster in Cluster.objects.all():
        if is_due(cluster, wall):
            nudge(cluster.pk)


@shared_task(ignore_result=True)
def look_after_logs() -> None:
    """Give every cluster's log its keyframes, and end what is too old of it."""
    for cluster in Cluster.objects.all():
        upkeep.keep(cluster.pk)


def is_due(cluster: Cluster, wall: int) -> bool:
    """Whether the engine has, or may have, work at ``wall``."""
    if cluster.target is not None or cluster.until_stable:
        return True
    return cluster.next_due is not None and clock.goal(cluster, wall) >= cluster.next_due


def _queue_next(cluster_id: int, holder: str, wanted: int) -> None:
    """Queue the turn that wall µs ``wanted`` calls for."""
    wait = (wanted - wall_now()) / 1_000_000
    queue_turn(cluster_id, holder, 0 if wait <= 0 else max(wait, SHORTEST_WAIT), wanted)
