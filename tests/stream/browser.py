"""A browser as the tests need it: applies frames to tables, as static/clusterviz/stream does."""

from __future__ import annotations

import json
from typing import Any


class Browser:
    """The tables that a client holds, by uid."""

    def __init__(self) -> None:
        self.revision = -1
        self.tables: dict[str, dict[str, list[Any]]] = {}
        self.revisions: list[int] = []
        self.clock: dict[str, Any] = {}
        self.errors: list[str] = []
        self.snapshots = 0

    def receive(self, text: str | bytes) -> None:
        """Take one frame. A delta that does not follow on the last frame fails the test."""
        frame = json.loads(text)
        getattr(self, f"_{frame['t'].replace('-', '_')}")(frame)

    def _snapshot_begin(self, frame: dict[str, Any]) -> None:
        self.clock = frame["clock"]
        self.tables = {table: {} for table in frame["tables"]}

    def _snapshot_part(self, frame: dict[str, Any]) -> None:
        for row in frame["rows"]:
            self.tables[frame["table"]][row[0]] = row

    def _snapshot_end(self, frame: dict[str, Any]) -> None:
        self.revision = frame["revision"]
        self.snapshots += 1

    def _delta(self, frame: dict[str, Any]) -> None:
        assert frame["from"] == self.revision, f"a delta from {frame['from']} at {self.revision}"
        assert frame["revisions"] == list(range(frame["from"] + 1, frame["to"] + 1))
        self.revisions += frame["revisions"]
        for table, uids in frame["del"].items():
            for uid in uids:
                self.tables[table].pop(uid, None)
        for table, rows in frame["set"].items():
            for row in rows:
                self.tables[table][row[0]] = row
        self.revision = frame["to"]

    def _clock(self, frame: dict[str, Any]) -> None:
        self.clock = frame["clock"]

    def _error(self, frame: dict[str, Any]) -> None:
        self.errors.append(frame["message"])

    def _pong(self, frame: dict[str, Any]) -> None:
        pass
