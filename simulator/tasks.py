"""The Celery tasks: a turn of one cluster, and the sweep that finds clusters whose turn was lost."""

from __future__ import annotations

import logging
from typing import Any

from celery import Task, shared_task
from celery.utils.nodenames import worker_direct
from django.core.cache import cache

from core import clock
from core.models import Cluster
from simulator.lease import wall_now
from simulator.worker import due_in, worker

log = logging.getLogger(__name__)

SHORTEST_WAIT = 0.015
"""Seconds: what is due sooner after a turn is done together with what follows."""
LONGEST_WAIT = 5.0
"""Seconds: what is due later is left to the sweep, so that few messages wait in memory."""
QUEUED_FOR = 1
"""Seconds for which a turn counts as queued: a lost message costs no more."""


@shared_task(bind=True, ignore_result=True)
def advance(self: Task[Any, Any], cluster_id: int) -> None:
    """Give a cluster one turn on the worker that holds it, and queue the next."""
    cache.delete(_queued(cluster_id))
    holder = self.request.hostname
    wanted = worker(holder).advance(cluster_id)
    if wanted is not None and (wait := due_in(wanted)) <= LONGEST_WAIT:
        _send(cluster_id, holder, max(wait, 0 if wanted <= wall_now() else SHORTEST_WAIT))


@shared_task(ignore_result=True)
def sweep() -> None:
    """Queue a turn for every cluster that has something due."""
    wall = wall_now()
    for cluster in Cluster.objects.all():
        if is_due(cluster, wall):
            nudge(cluster.pk)


def is_due(cluster: Cluster, wall: int) -> bool:
    """Whether the engine has, or may have, work at ``wall``."""
    if cluster.target is not None or cluster.until_stable:
        return True
    return cluster.next_due is not None and clock.goal(cluster, wall) >= cluster.next_due


def nudge(cluster_id: int) -> None:
    """Queue a turn for a cluster, unless one is queued: with the worker that holds it, or with any."""
    try:
        if cache.add(_queued(cluster_id), 1, QUEUED_FOR):
            _send(cluster_id, _holder(cluster_id), 0)
    except (OSError, ConnectionError) as error:
        log.warning("no turn queued for cluster %s: %s", cluster_id, error)


def _send(cluster_id: int, holder: str, wait: float) -> None:
    queue = worker_direct(holder) if holder else None
    advance.apply_async((cluster_id,), countdown=wait or None, queue=queue, retry=False)


def _holder(cluster_id: int) -> str:
    """The worker whose lease on the cluster has not ended; empty when there is none."""
    held = Cluster.objects.filter(pk=cluster_id, lease_wall__gt=wall_now()).values_list("lease_holder", flat=True)
    return next(iter(held), "")


def _queued(cluster_id: int) -> str:
    return f"turn/{cluster_id}"
