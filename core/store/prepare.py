"""Changes turned into rows: packed outside of any transaction, so that the lock is held for the inserting alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from core.meta.objects import Doc, Key
from core.models.change import change_id
from core.store import rows
from core.store.codec import current_codec
from core.store.columns import Row, object_row
from core.store.protocol import EVENTS, Change
from core.store.subject import subject_of_change


class Prepared(NamedTuple):
    """Rows for the log and for the objects that the changes leave."""

    changes: list[Row]
    created: list[Row]
    updated: list[Row]
    deleted: list[Row]


class _Touched(NamedTuple):
    """What the changes did to one key, first and last."""

    first: Change
    last: Change
    packed: bytes


def prepare(cluster_id: int, changes: Sequence[Change], step: int | None = None) -> Prepared:
    """Rows of ``changes``; ``step`` is the engine's, when they are by a person."""
    codec = current_codec()
    return rows_of(cluster_id, changes, codec.pack, step)


def pack(prepared: Prepared) -> Prepared:
    """Rows that `rows_of` made with `dump`, packed."""
    compress = current_codec().compress
    packed = {id(row[-1]): compress(row[-1]) for row in prepared.changes}  # which the objects' rows share

    def with_packed(found: list[Row]) -> list[Row]:
        return [(*row[:-1], packed.get(id(row[-1])) or compress(row[-1])) for row in found]

    return Prepared(
        with_packed(prepared.changes), with_packed(prepared.created), with_packed(prepared.updated), prepared.deleted
    )


def rows_of(
    cluster_id: int, changes: Sequence[Change], pack: Callable[[Doc], bytes], step: int | None = None
) -> Prepared:
    """Rows of ``changes`` whose last column, the document, ``pack`` makes."""
    dictionary = current_codec().dictionary
    base = change_id(cluster_id, 0)
    log: list[Row] = []
    touched: dict[Key, _Touched] = {}
    for change in changes:
        packed = pack(change.doc)
        key = change.key
        what = (change.time, change.actor, change.verb[0], *key)
        log.append((base | change.revision, *what, subject_of_change(cluster_id, change), step, dictionary, packed))
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
