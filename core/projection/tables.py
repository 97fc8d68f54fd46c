"""All tables of one cluster at one revision, each row encoded once; and what a stretch of the log does to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import orjson

from core.meta.objects import Doc, Key
from core.projection.columns import COLUMNS
from core.projection.marks import mark_of
from core.projection.rows import row_of, table_of
from core.store.protocol import EVENTS, Change

EVENTS_SHOWN = 500
"""The newest events that a snapshot holds."""
EVENTS_HELD = 2 * EVENTS_SHOWN

PART_ROWS = 4000
"""Rows in one part of a snapshot: some 800 kB of pods."""

Encoded = dict[str, dict[str, bytes]]
"""Table → uid → the row as JSON."""


class Delta(NamedTuple):
    """What changed between two revisions, as the protocol's frame says it."""

    since: int
    until: int
    time: int
    set: Encoded
    gone: dict[str, list[str]]
    marks: list[tuple[int, str, int]]


class Tables:
    """The rows of every object, and of the newest events, at `revision`."""

    def __init__(self, revision: int = 0) -> None:
        self.revision = revision
        self.rows: Encoded = {table: {} for table in COLUMNS}

    def load(self, objects: Iterable[tuple[Key, Doc]]) -> None:
        """Add objects of the same revision."""
        dumps, rows = orjson.dumps, self.rows
        for key, doc in objects:
            row = row_of(key, doc)
            rows[table_of(key.resource)][row[0]] = dumps(row)

    def apply(self, changes: Sequence[Change], until: int, persons: Collection[int] = ()) -> Delta:
        """Move on to ``until`` by ``changes``, which may leave out what a later one of the same object replaces.

        ``persons`` are the revisions that people wrote.
        """
        since, self.revision = self.revision, until
        set_: Encoded = {table: {} for table in COLUMNS}
        gone: dict[str, dict[str, None]] = {table: {} for table in COLUMNS}
        marks: Counter[tuple[int, str]] = Counter()
        for change in changes:
            self._apply(change, set_, gone)
            if kind := mark_of(change, by_person=change.revision in persons):
                marks[change.time, kind] += 1
        self._trim_events()
        return Delta(
            since,
            until,
            changes[-1].time if changes else 0,
            {table: rows for table, rows in set_.items() if rows},
            {table: list(uids) for table, uids in gone.items() if uids},
            [(time, kind, count) for (time, kind), count in marks.items()],
        )

    def _apply(self, change: Change, set_: Encoded, gone: dict[str, dict[str, None]]) -> None:
        table = table_of(change.key.resource)
        row = row_of(change.key, change.doc)
        uid, held = row[0], self.rows[table]
        if change.verb == "DELETED":
            held.pop(uid, None)
            set_[table].pop(uid, None)
            gone[table][uid] = None
            return
        encoded = orjson.dumps(row)
        if change.key.resource == EVENTS:
            held.pop(uid, None)  # the newest last
        held[uid] = set_[table][uid] = encoded
        gone[table].pop(uid, None)

    def _trim_events(self) -> None:
        events = self.rows["events"]
        if len(events) > EVENTS_HELD:
            for uid in list(events)[:-EVENTS_SHOWN]:
                del events[uid]

    def shown(self, table: str) -> list[bytes]:
        """The rows of a table that a snapshot holds."""
        rows = list(self.rows[table].values())
        return rows[-EVENTS_SHOWN:] if table == "events" else rows
