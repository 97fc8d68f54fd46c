"""Which worker may advance a cluster: a lease that ends by itself, with an epoch that fences off whoever lost it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable

from django.db import DatabaseError, close_old_connections, connection
from django.db.models import F, Q

from core.models import Cluster

log = logging.getLogger(__name__)

TTL = 2_000_000
"""µs after which a lease that is not renewed is anybody's."""
RENEW_EVERY = 0.5


def wall_now() -> int:
    """Wall-clock µs since the epoch."""
    return time.time_ns() // 1000


def acquire(cluster_id: int, holder: str) -> int | None:
    """Take the cluster's lease when it is free, expired, or ``holder``'s own from an earlier life; the new epoch."""
    wall = wall_now()
    free = Q(lease_holder__in=("", holder)) | Q(lease_wall__lt=wall)
    taken = Cluster.objects.filter(free, pk=cluster_id).update(
        lease_holder=holder, lease_epoch=F("lease_epoch") + 1, lease_wall=wall + TTL
    )
    return Cluster.objects.values_list("lease_epoch", flat=True).get(pk=cluster_id) if taken else None


def release(cluster_id: int, epoch: int) -> None:
    """Let anybody take the lease at once."""
    Cluster.objects.filter(pk=cluster_id, lease_epoch=epoch).update(lease_holder="", lease_wall=0)


def renew(epochs: Iterable[tuple[int, int]]) -> None:
    """Put off the end of each (cluster, epoch)'s lease; one that was lost meanwhile stays lost."""
    for cluster_id, epoch in epochs:
        Cluster.objects.filter(pk=cluster_id, lease_epoch=epoch).update(lease_wall=wall_now() + TTL)


class Renewer(threading.Thread):
    """Renews this worker's leases from a thread of its own, so that a long load or turn does not lose them."""

    def __init__(self) -> None:
        super().__init__(name="lease-renewer", daemon=True)
        self.held: dict[int, int] = {}
        """Cluster → epoch."""

    def run(self) -> None:
        while True:
            time.sleep(RENEW_EVERY)
            try:
                close_old_connections()
                renew(list(self.held.items()))
            except DatabaseError as error:
                log.warning("leases could not be renewed: %s", error)
                connection.close()
