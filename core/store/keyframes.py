"""States of the past: which change wrote each object that existed at a revision, from the nearest keyframe on."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate

import zstandard
from django.db import transaction

from core.meta.objects import Doc, Key
from core.models import Change, Cluster, Keyframe, Object
from core.models.change import REVISION_BITS, change_id
from core.store import log
from core.store.protocol import Compacted
from core.store.rows import pages

SCAN_LEAST = 20_000
"""Changes between keyframes, unless there are more objects than that: then as many changes as objects."""

_TABLE = Change._meta.db_table
_REVISION = (1 << REVISION_BITS) - 1

Written = dict[Key, int]
"""Each existing object's key → the revision that wrote it."""


def objects_of(cluster_id: int, revision: int) -> Iterator[tuple[Key, Doc]]:
    """All objects as they were at ``revision``, in the order in which they were written. Raises `Compacted`."""
    for entry in log.read_revisions(cluster_id, written_at(cluster_id, revision).values()):
        yield entry.change.key, entry.change.doc


def written_at(cluster_id: int, revision: int) -> Written:
    """What existed at ``revision``. Raises `Compacted`; leaves a keyframe behind when it had far to go."""
    first = Cluster.objects.values_list("first_revision", flat=True).get(pk=cluster_id)
    if revision < first:
        raise Compacted(f"revision {revision} is older than {first}, the first that was kept")
    nearest = Keyframe.objects.filter(cluster_id=cluster_id, revision__lte=revision).order_by("-revision").first()
    written = _keys(cluster_id, unpack(bytes(nearest.revisions))) if nearest else {}
    scanned = _scan(cluster_id, nearest.revision if nearest else 0, revision, written)
    if scanned > max(SCAN_LEAST, len(written)):
        save(cluster_id, revision, written.values())
    return written


def save(cluster_id: int, revision: int, revisions: Iterable[int]) -> None:
    """Keep what existed at ``revision`` as a keyframe."""
    row = next(log.read(cluster_id, revision - 1, revision), None)
    Keyframe.objects.get_or_create(
        cluster_id=cluster_id,
        revision=revision,
        defaults={"time": row.change.time if row else 0, "revisions": pack(revisions)},
    )


def save_head(cluster_id: int) -> bool:
    """Keep the present as a keyframe, if enough has been written since the last one."""
    with transaction.atomic():
        head = Cluster.objects.select_for_update().values_list("revision", flat=True).get(pk=cluster_id)
        rows = Object.objects.filter(cluster_id=cluster_id)
        last = Keyframe.objects.filter(cluster_id=cluster_id).order_by("-revision").values_list("revision", flat=True)
        since = head - (last.first() or 0)
        if since <= SCAN_LEAST or since <= rows.count():
            return False
        save(cluster_id, head, rows.values_list("revision", flat=True))
        return True


def pack(revisions: Iterable[int]) -> bytes:
    """Increasing numbers as compressed differences, little-endian 64 bits each."""
    ordered = sorted(revisions)
    differences = array("q", (after - before for before, after in zip([0, *ordered], ordered, strict=False)))
    if sys.byteorder == "big":
        differences.byteswap()
    return zstandard.compress(differences.tobytes(), 3)


def unpack(data: bytes) -> list[int]:
    """The numbers that `pack` was given, in order."""
    differences = array("q", zstandard.decompress(data))
    if sys.byteorder == "big":
        differences.byteswap()
    return list(accumulate(differences))


def _keys(cluster_id: int, revisions: Iterable[int]) -> Written:
    return {
        Key(*row[1:]): row[0] & _REVISION for row in log.rows_of(cluster_id, revisions, "id, resource, namespace, name")
    }


def _scan(cluster_id: int, since: int, until: int, written: Written) -> int:
    """Bring ``written`` from ``since`` to ``until``; how many changes that took."""
    sql = (
        f"SELECT id, verb, resource, namespace, name FROM {_TABLE}"
        " WHERE resource <> 'events' AND id <= %s AND id > %s ORDER BY id LIMIT %s"
    )
    for pk, verb, *key in pages(sql, [change_id(cluster_id, until)], change_id(cluster_id, since)):
        if verb == "D":
            written.pop(Key(*key), None)
        else:
            written[Key(*key)] = pk & _REVISION
    return until - since
