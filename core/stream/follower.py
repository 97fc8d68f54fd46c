"""Follows one cluster's log and keeps its tables. Blocking: each method is to be run in a thread."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from core.clients import open_store
from core.models import Cluster
from core.projection.clockface import clock_face
from core.projection.frames import cluster_facts, delta_frame, snapshot_frames
from core.projection.snapshots import current_tables
from core.projection.tables import Tables
from core.store.protocol import Compacted
from core.stream import shelf

STRETCH = 10_000
"""Changes in one frame at most."""
BRIDGE = 20_000
"""Changes that are cheaper to send one client than a snapshot."""
TOO_FAR = 200_000
"""Changes behind, from which on reading all objects is quicker than following."""


NEAR = 50_000
"""Changes since tables were shelved, up to which taking them is quicker than reading all objects."""


class Frame(NamedTuple):
    """An encoded delta."""

    since: int
    until: int
    text: bytes


class Follower:
    """The tables of one cluster and how they move on."""

    def __init__(self, cluster_id: int) -> None:
        self._store = open_store(cluster_id)
        self._tables = Tables()
        self._shelved = 0
        self._row: Cluster = self._store.cluster()
        self.load()

    @property
    def revision(self) -> int:
        return self._tables.revision

    def load(self) -> None:
        """Take everything from the shelf, or read it anew."""
        self._row = self._store.cluster()
        self._tables = self._from_shelf() or current_tables(self._store)
        self._row = self._store.cluster()
        self._shelve()

    def _from_shelf(self) -> Tables | None:
        """Shelved tables brought up to date; ``None`` when there are none, or none near enough."""
        tables = shelf.take(self._row)
        if tables is None or not 0 <= self._row.revision - tables.revision <= NEAR:
            return None
        self._shelved = tables.revision
        try:
            stretch = self._store.stretch(tables.revision, self._row.revision)
        except Compacted:
            return None
        tables.apply(stretch.changes, stretch.until, stretch.persons)
        return tables

    def _shelve(self) -> None:
        if shelf.is_worth(self._tables, self._shelved):
            shelf.put(self._row, self._tables)
            self._shelved = self._tables.revision

    def catch_up(self) -> list[Frame]:
        """The frames from where the tables were to the head. Raises `Compacted` when only `load` helps."""
        self._row = self._store.cluster()
        head, frames = self._row.revision, []
        if head - self.revision > TOO_FAR:
            raise Compacted(f"{head - self.revision} changes behind")
        while self.revision < head:
            since = self.revision
            stretch = self._store.stretch(since, min(head, since + STRETCH))
            delta = self._tables.apply(stretch.changes, stretch.until, stretch.persons)
            frames.append(Frame(since, stretch.until, delta_frame(delta, stretch.wall)))
        self._shelve()
        return frames

    def bridge(self, since: int) -> Frame | None:
        """One frame from ``since`` to where the tables are; ``None`` when a snapshot is better."""
        if not 0 <= self.revision - since <= BRIDGE:
            return None
        try:
            stretch = self._store.stretch(since, self.revision)
        except Compacted:
            return None
        delta = Tables(since).apply(stretch.changes, stretch.until, stretch.persons)
        return Frame(since, stretch.until, delta_frame(delta, stretch.wall))

    def snapshot(self) -> list[bytes]:
        """The frames of a snapshot at `revision`."""
        return list(snapshot_frames(self._tables, cluster_facts(self._row.pk, self._row.name), self.clock()))

    def clock(self) -> dict[str, Any]:
        """The clock as of now, by the row that was read last."""
        return clock_face(self._row, time.time_ns() // 1000)
