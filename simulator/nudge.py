"""Queues turns, with the worker that holds the cluster or with any. Light: every process that writes imports it."""

from __future__ import annotations

import logging

from celery import current_app
from celery.utils.nodenames import worker_direct
from django.core.cache import cache

from core.models import Cluster
from simulator.lease import wall_now

log = logging.getLogger(__name__)

ADVANCE = "simulator.tasks.advance"
QUEUED_FOR = 1
"""Seconds for which a turn counts as queued: a lost message costs no more."""


def nudge(cluster_id: int) -> None:
    """Queue a turn for a cluster, unless one is queued."""
    if cache.add(_queued(cluster_id), 1, QUEUED_FOR):
        queue_turn(cluster_id, holder_of(cluster_id), 0)


def began(cluster_id: int) -> None:
    """A turn begins: whatever is written from now on wants another."""
    cache.delete(_queued(cluster_id))


def queue_turn(cluster_id: int, holder: str, wait: float, planned: int | None = None) -> None:
    """Send a turn to a worker (any, when ``holder`` is empty), to begin in ``wait`` seconds, as it had ``planned``."""
    queue = worker_direct(holder) if holder else None
    current_app.send_task(ADVANCE, (cluster_id, planned), countdown=wait or None, queue=queue, retry=False)


def holder_of(cluster_id: int) -> str:
    """The worker whose lease on the cluster has not ended; empty when there is none."""
    held = Cluster.objects.filter(pk=cluster_id, lease_wall__gt=wall_now()).values_list("lease_holder", flat=True)
    return next(iter(held), "")


def _queued(cluster_id: int) -> str:
    return f"turn/{cluster_id}"
