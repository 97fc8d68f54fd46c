"""Single objects at moments of the past, without reading the whole state."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from core.meta.objects import Doc, Key
from core.models import Change
from core.models.change import change_id
from core.store import keyframes, log
from core.store.rows import select
from core.store.subject import subject_uid

_TABLE = Change._meta.db_table


def object_at(cluster_id: int, key: Key, revision: int) -> Doc | None:
    """The object as it was at ``revision``; ``None`` when it did not exist then. Raises `Compacted`."""
    written = keyframes.written_at(cluster_id, revision).get(key)
    if written is None:
        return None
    return next(log.read_revisions(cluster_id, [written])).change.doc


def last_uid(cluster_id: int, key: Key, head: int) -> str:
    """The uid of the object that had this key last, also when it is gone; empty when the log knows none.

    Reads the log backwards, so it is for objects that are not there to be asked.
    """
    sql = (
        f"SELECT id FROM {_TABLE} WHERE id > %s AND id <= %s AND resource = %s AND namespace = %s AND name = %s"
        " ORDER BY id DESC LIMIT 1"
    )
    found = select(sql, [change_id(cluster_id, 0), change_id(cluster_id, head), *key])
    if not found:
        return ""
    change = next(log.read_revisions(cluster_id, [found[0][0] - change_id(cluster_id, 0)])).change
    return subject_uid(key.resource, change.doc)


def resources_at(cluster_id: int, revision: int, resources: Collection[str]) -> Iterator[tuple[Key, Doc]]:
    """All objects of some resources as they were at ``revision``. Raises `Compacted`."""
    written = keyframes.written_at(cluster_id, revision)
    wanted = [at for key, at in written.items() if key.resource in resources]
    for entry in log.read_revisions(cluster_id, wanted):
        yield entry.change.key, entry.change.doc
