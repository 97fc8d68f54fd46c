"""Changes turned into rows: packed outside of any transaction, so that the lock is held for the inserting alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.meta.objects import Key
from core.models.change import change_id
from core.store import rows
from core.store.codec import current_codec
from core.store.columns import Row, object_row
from core.store.protocol import EVENTS, Logged
from core.store.subject import subject_of, subject_uid


class Prepared(NamedTuple):
    """Rows for the log and for the objects that the changes leave."""

    changes: list[Row]
    created: list[Row]
    updated: list[Row]
    deleted: list[Row]


class _Touched(NamedTuple):
    """What the changes did to one key, first and last."""

    first: Logged
    last: Logged
    packed: bytes


def prepare(cluster_id: int, changes: Sequence[Logged], step: int | None = None) -> Prepared:
    """Rows of ``changes``; ``step`` is the engine's, when they are by a person."""
    codec = current_codec()
    pack, dictionary = codec.pack, codec.dictionary
    base = change_id(cluster_id, 0)
    log: list[Row] = []
    touched: dict[Key, _Touched] = {}
    for change in changes:
        key, doc = change.key, change.doc
        packed = pack(doc)
        subject = subject_of(cluster_id, subject_uid(key.resource, doc))
        what = (change.time, change.actor, change.verb[0], *key, subject)
        log.append((base | change.revision, *what, step, dictionary, packed))
        if key.resource != EVENTS:
            before = touched.get(key)
            touched[key] = _Touched(before.first if before else change, change, packed)
    return Prepared(log, *_object_rows(cluster_id, touched, dictionary))


def _object_rows(
    cluster_id: int, touched: dict[Key, _Touched], dictionary: int
) -> tuple[list[Row], list[Row], list[Row]]:
    created: list[Row] = []
    updated: list[Row] = []
    deleted: list[Row] = []
    for key, (first, last, packed) in touched.items():
        is_new = first.verb == "ADDED"
        if last.verb == "DELETED":
            if not is_new:
                deleted.append((cluster_id, *key))
            continue
        row = object_row(cluster_id, last, dictionary, packed)
        (created if is_new else updated).append(row)
    return created, updated, deleted


def write(prepared: Prepared) -> None:
    """Insert the rows; inside of the caller's transaction, under the cluster's lock."""
    rows.insert_changes(prepared.changes)
    rows.delete_objects(prepared.deleted)
    rows.update_objects(prepared.updated)
    rows.insert_objects(prepared.created)
