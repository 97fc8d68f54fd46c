"""Making a cluster: its row, and the documents that it begins with, in one transaction."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from core.clients import open_store
from core.machinery.door import Door
from core.meta.objects import Doc
from core.meta.time import SECOND
from core.models import Cluster
from core.store.memory import MemoryStore
from core.store.protocol import Write

ACTOR = "bootstrap"


def found(name: str, documents: Iterable[Doc], *, beginning: int | None = None, **fields: Any) -> Cluster:
    """Make the cluster ``name`` from ``documents`` at virtual µs ``beginning`` (default: the wall clock's second).

    ``fields`` are further fields of its row (owner, seed, template, speed, paused). Raises ``ValidationError`` for a
    name that is no DNS label or is taken.
    """
    wall = time.time_ns() // 1000
    start = wall // SECOND * SECOND if beginning is None else beginning
    clock = {"time": start, "first_time": start, "next_due": start, "anchor_time": start, "anchor_wall": wall}
    cluster = Cluster(name=name, **clock, **fields)
    cluster.full_clean()
    with transaction.atomic():
        cluster.save(force_insert=True)
        open_store(cluster).commit(_writes(documents, cluster.seed, start), time=start, actor=ACTOR)
    return cluster


def _writes(documents: Iterable[Doc], seed: str, moment: int) -> list[Write]:
    """The documents as the door stores them in an empty cluster."""
    memory = MemoryStore(keep_log=False)
    door = Door(memory, seed=seed, clock=lambda: moment, actor=ACTOR, trusted=True)
    for document in documents:
        door.create(document)
    return [Write(change.verb, change.key, change.doc) for change, _ in memory.pending]
