"""What the time bar shows of a whole log: how busy each stretch of time was, and the changes worth a mark."""

from __future__ import annotations

from collections.abc import Iterator

from core.models import Change as ChangeRow
from core.models import Cluster
from core.models.change import change_id
from core.store import log
from core.store.log import Logged, logged
from core.store.rows import select

MOST_EVENTS = 10_000
"""The newest events that are looked at: each must be unpacked to tell a warning."""
MOST_CHANGES = 5_000
SAMPLES = 4_000

_TABLE = ChangeRow._meta.db_table
_COLUMNS = "id, time, actor, verb, resource, namespace, name, dictionary_id, doc, wall, step"


def busyness(cluster: Cluster, start: int, end: int, count: int) -> list[tuple[int, int]]:
    """(virtual time, changes from there to the next) for ``count`` equal parts of the time from ``start`` to ``end``.

    Revisions have no gaps, so their differences count changes: only ``SAMPLES`` rows are read, however long the log
    is, and a border between parts is off by the distance of two samples at most.
    """
    width = max(-(-(end - start) // count), 1)
    counts = [0] * count
    before = cluster.first_revision
    for revision, time in _samples(cluster):
        counts[min(max(time - start, 0) // width, count - 1)] += revision - before
        before = revision
    return [(start + index * width, changes) for index, changes in enumerate(counts) if start + index * width <= end]


def _samples(cluster: Cluster) -> Iterator[tuple[int, int]]:
    """(revision, its virtual time) of changes at equal distances, the last one among them."""
    first, head = cluster.first_revision + 1, cluster.revision
    step = max((head - first + 1) // SAMPLES, 1)
    wanted = {*range(first, head + 1, step), *([head] if head >= first else [])}
    base = change_id(cluster.pk, 0)
    for pk, time in log.rows_of(cluster.pk, wanted, "id, time"):
        yield pk - base, time


def landmarks(cluster_id: int, since: int, until: int) -> Iterator[Logged]:
    """Events, people's changes and new ReplicaSets after ``since`` up to and with ``until``; the newest of each."""
    span = [change_id(cluster_id, since), change_id(cluster_id, until)]
    where = "id > %s AND id <= %s"
    others = "resource <> 'events' AND (step IS NOT NULL OR (resource = 'replicasets.apps' AND verb = 'A'))"
    for condition, most in (("resource = 'events'", MOST_EVENTS), (others, MOST_CHANGES)):
        sql = f"SELECT {_COLUMNS} FROM {_TABLE} WHERE {where} AND {condition} ORDER BY id DESC LIMIT {most}"
        for row in select(sql, span):
            yield logged(row)
