"""What a container found around it when it started: other objects as they were then, whatever became of them since."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress

from core.logs.environment import Lookup, Past
from core.logs.runs import Run
from core.meta.objects import Doc, Key, revision, uid
from core.meta.time import SECOND, parse
from core.store.protocol import Compacted
from core.store.sql import SqlStore


class Surroundings(Past):
    """Finds objects as they were in the second of a run's start, and tells what became of them later."""

    def __init__(self, store: SqlStore, run: Run) -> None:
        self._store, self._start = store, run.start

    def __call__(self, key: Key) -> Doc | None:
        """An object; those that are gone are not found."""
        if not key.name:
            items = self._store.list(key.resource, key.namespace)
            return {"items": [item for item in items if parse(item["metadata"]["creationTimestamp"]) <= self._start]}
        held = self._store.get(key)
        if held is None or revision(held) <= self._began():
            return held
        try:
            before = self._store.history(uid(held), self._began())
        except Compacted:
            return held
        return before[-1].doc if before else held

    def later(self, keys: Collection[Key]) -> Iterator[tuple[int, Lookup]]:
        known: dict[Key, Doc | None] = {}
        with suppress(Compacted):
            for change in self._store.changes(self._began()):
                if change.key in keys:
                    known = {**known, change.key: None if change.verb == "DELETED" else change.doc}
                    yield change.time, _over(known, self)

    def _began(self) -> int:
        return self._store.revision_at(self._start + SECOND - 1)


def at_start(store: SqlStore, run: Run) -> Surroundings:
    """What a run found."""
    return Surroundings(store, run)


def _over(known: dict[Key, Doc | None], others: Lookup) -> Lookup:
    return lambda key: known[key] if key in known else others(key)
