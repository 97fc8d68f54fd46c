"""Forgetting the oldest part of a log: what is needed to show the first kept moment stays, all else before it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import transaction

from core.meta.time import HOUR
from core.models import Change, Cluster, Decision, Keyframe
from core.models.change import change_id
from core.store import keyframes, log
from core.store.protocol import EVENTS
from core.store.rows import many, pages
from core.store.turns import LATEST_ONLY

BATCH = 2000
"""Rows deleted in one transaction: short, so that nobody waits for it."""

_TABLE = Change._meta.db_table


@dataclass(frozen=True)
class Retention:
    """How much of a log is kept: whichever of the two allows less. ``age`` is in virtual µs."""

    changes: int = 4_000_000
    age: int = 7 * 24 * HOUR

    def first(self, cluster: Cluster) -> int:
        """The revision to compact to; the present first one when there is too little to be worth it."""
        wanted = cluster.revision - self.changes
        aged = log.revision_at(cluster.pk, cluster.time - self.age, cluster.first_revision, cluster.revision)
        wanted = max(wanted, aged)
        worth = max(keyframes.SCAN_LEAST, (cluster.revision - cluster.first_revision) // 5)
        return wanted if wanted - cluster.first_revision >= worth else cluster.first_revision


def compact(cluster_id: int, revision: int) -> int:
    """Make ``revision`` the first readable moment; how many changes were deleted.

    Readers that are behind get `Compacted` from then on. Can be stopped anywhere and called again.
    """
    written = keyframes.written_at(cluster_id, revision)
    keyframes.save(cluster_id, revision, written.values())
    row = next(log.read(cluster_id, revision - 1, revision), None)
    time = row.change.time if row else 0
    with transaction.atomic():
        cluster = Cluster.objects.select_for_update().get(pk=cluster_id)
        cluster.first_revision, cluster.first_time = revision, time
        cluster.save(update_fields=["first_revision", "first_time"])
        Keyframe.objects.filter(cluster_id=cluster_id, revision__lt=revision).delete()
        Decision.objects.filter(cluster_id=cluster_id, revision__lt=revision).exclude(action__in=LATEST_ONLY).delete()
    return _delete(_obsolete(cluster_id, revision, time - log.EVENT_LIFE, set(written.values())))


def _obsolete(cluster_id: int, revision: int, events_after: int, needed: set[int]) -> Iterator[int]:
    """The ids of changes up to ``revision`` that no later moment shows."""
    sql = f"SELECT id, resource, time FROM {_TABLE} WHERE id <= %s AND id > %s ORDER BY id LIMIT %s"
    base = change_id(cluster_id, 0)
    for pk, resource, time in pages(sql, [change_id(cluster_id, revision)], base):
        ended = time <= events_after if resource == EVENTS else pk - base not in needed
        if ended:
            yield pk


def _delete(ids: Iterator[int]) -> int:
    deleted = 0
    while batch := list(islice(ids, BATCH)):
        with transaction.atomic():
            many(f"DELETE FROM {_TABLE} WHERE id = %s", [(pk,) for pk in batch])
        deleted += len(batch)
    return deleted
