"""How many pods one look creates, and in which groups a failure stops it."""

from __future__ import annotations

from collections.abc import Iterator

BURST = 500
"""Most pods that one look creates or deletes (pkg/controller/replicaset: BurstReplicas)."""


def slow_start(count: int) -> Iterator[int]:
    """Group sizes: each twice the one before, so that a quota is not asked a thousand times in vain.

    Source: slowStartBatch in pkg/controller/replicaset/replica_set.go. 12 pods → 1, 2, 4, 5.
    """
    size = 1
    while count > 0:
        size = min(size, count)
        yield size
        count -= size
        size *= 2
