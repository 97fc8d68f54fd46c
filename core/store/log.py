"""Reading the log: changes in order, of one object, and the events that are still alive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from core.meta.objects import Key
from core.meta.time import HOUR
from core.models import Change as ChangeRow
from core.models.change import REVISION_BITS, change_id
from core.store.codec import current_codec
from core.store.columns import Row
from core.store.protocol import EVENTS, Change, Verb
from core.store.rows import pages, select
from core.store.subject import subject_of, subject_uid

EVENT_LIFE = HOUR
"""Virtual µs after its latest change at which an event ends (kube-apiserver's ``--event-ttl``)."""

EVENTS_TOLD = 500
"""In a flood, the events that somebody who follows is told of."""

VERBS: dict[str, Verb] = {"A": "ADDED", "M": "MODIFIED", "D": "DELETED"}

_TABLE = ChangeRow._meta.db_table
_COLUMNS = "id, time, actor, verb, resource, namespace, name, dictionary_id, doc, wall, step"
_REVISION = (1 << REVISION_BITS) - 1


class Logged(NamedTuple):
    """A change with the wall-clock ms of its commit and, for a person's, the engine's step that it came after."""

    change: Change
    wall: int
    step: int | None


def logged(row: Row) -> Logged:
    """The change in a row of `_COLUMNS`."""
    pk, time, actor, verb, resource, namespace, name, dictionary, data, wall, step = row
    doc = current_codec().unpack(dictionary, bytes(data))
    change = Change(pk & _REVISION, time, actor, VERBS[verb], Key(resource, namespace, name), doc)
    return Logged(change, wall, step)


def read(cluster_id: int, since: int, until: int) -> Iterator[Logged]:
    """The log after ``since`` up to and with ``until``, in order."""
    sql = f"SELECT {_COLUMNS} FROM {_TABLE} WHERE id <= %s AND id > %s ORDER BY id LIMIT %s"
    for row in pages(sql, [change_id(cluster_id, until)], change_id(cluster_id, since)):
        yield logged(row)


class Stretch(NamedTuple):
    """What a part of the log amounts to: each object's last change in it, and all deletions, in order."""

    changes: list[Change]
    until: int
    persons: frozenset[int]
    wall: int


def stretch(cluster_id: int, since: int, until: int) -> Stretch:
    """The log after ``since`` up to and with ``until``.

    Documents that a later change replaces are not unpacked, nor are events but for the newest `EVENTS_TOLD`.
    """
    last: dict[Row, Row] = {}
    deleted: list[Row] = []
    persons, wall = [], 0
    sql = f"SELECT {_COLUMNS} FROM {_TABLE} WHERE id <= %s AND id > %s ORDER BY id LIMIT %s"
    for row in pages(sql, [change_id(cluster_id, until)], change_id(cluster_id, since)):
        wall = row[9]
        if row[10] is not None:
            persons.append(row[0] & _REVISION)
        if row[3] == "D":
            deleted.append(row)
            last.pop(row[4:7], None)
        else:
            last[row[4:7]] = row
    rows = sorted([*deleted, *last.values()], key=lambda row: row[0])
    return Stretch([logged(row).change for row in _without_old_events(rows)], until, frozenset(persons), wall)


def _without_old_events(rows: list[Row]) -> Iterator[Row]:
    too_many = sum(row[4] == EVENTS for row in rows) - EVENTS_TOLD
    for row in rows:
        if row[4] == EVENTS and too_many > 0:
            too_many -= 1
        else:
            yield row


def read_revisions(cluster_id: int, revisions: Iterable[int]) -> Iterator[Logged]:
    """Single changes, in the order of their revisions."""
    for row in rows_of(cluster_id, revisions, _COLUMNS):
        yield logged(row)


def rows_of(cluster_id: int, revisions: Iterable[int], columns: str) -> Iterator[Row]:
    """``columns`` of single changes, in the order of their revisions."""
    wanted = sorted(change_id(cluster_id, revision) for revision in revisions)
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        marks = ", ".join(["%s"] * len(some))
        yield from select(f"SELECT {columns} FROM {_TABLE} WHERE id IN ({marks}) ORDER BY id", some)


def about(cluster_id: int, uid: str, until: int, *, events: bool) -> Iterator[Change]:
    """The changes of the object ``uid`` up to revision ``until``, or those of the events about it; oldest first."""
    sql = (
        f"SELECT {_COLUMNS} FROM {_TABLE} WHERE subject = %s AND id > %s AND id <= %s"
        f" AND resource {'=' if events else '<>'} %s ORDER BY id"
    )
    span = [change_id(cluster_id, 0), change_id(cluster_id, until)]
    for row in select(sql, [subject_of(cluster_id, uid), *span, EVENTS]):
        change = logged(row).change
        if subject_uid(change.key.resource, change.doc) == uid:
            yield change


def latest(cluster_id: int, uid: str, until: int) -> Change | None:
    """The last change of the object ``uid`` up to revision ``until``."""
    sql = (
        f"SELECT {_COLUMNS} FROM {_TABLE} WHERE subject = %s AND id > %s AND id <= %s"
        f" AND resource <> %s ORDER BY id DESC LIMIT 8"
    )
    subject, first, last = subject_of(cluster_id, uid), change_id(cluster_id, 0), change_id(cluster_id, until)
    while rows := select(sql, [subject, first, last, EVENTS]):
        for row in rows:  # others may share its subject, which is but a hash
            change = logged(row).change
            if subject_uid(change.key.resource, change.doc) == uid:
                return change
        last = rows[-1][0] - 1
    return None


def live_events(cluster_id: int, until: int, now: int, most: int | None = None) -> list[Change]:
    """The latest change of each event alive at ``now``, newest first; only the newest ``most`` when given."""
    found: dict[Key, Change] = {}
    for change in _events_backward(cluster_id, until):
        if change.time <= now - EVENT_LIFE or (most is not None and len(found) >= most):
            break
        found.setdefault(change.key, change)
    return [change for change in found.values() if change.verb != "DELETED"]


def _events_backward(cluster_id: int, until: int) -> Iterator[Change]:
    sql = (
        f"SELECT {_COLUMNS} FROM {_TABLE} WHERE resource = 'events' AND id > %s AND id <= %s"
        " ORDER BY id DESC LIMIT 1000"
    )
    first, last = change_id(cluster_id, 0), change_id(cluster_id, until)
    while rows := select(sql, [first, last]):
        yield from (logged(row).change for row in rows)
        last = rows[-1][0] - 1


def revision_at(cluster_id: int, time: int, first: int, head: int) -> int:
    """The last revision at or before virtual ``time``; ``first`` when all are later. A binary search on the key."""
    low, high = first, head
    while low < high:
        middle = (low + high + 1) // 2
        row = select(
            f"SELECT id, time FROM {_TABLE} WHERE id >= %s AND id <= %s ORDER BY id LIMIT 1",
            [change_id(cluster_id, middle), change_id(cluster_id, high)],
        )
        if row and row[0][1] <= time:
            low = row[0][0] & _REVISION
        else:
            high = middle - 1
    return low
