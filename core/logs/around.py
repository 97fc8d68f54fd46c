"""What a container found around it when it started: other objects as they were then, whatever became of them since."""

from __future__ import annotations

from core.logs.environment import Lookup
from core.logs.runs import Run
from core.meta.objects import Doc, Key, revision, uid
from core.meta.time import SECOND, parse
from core.store.protocol import Compacted
from core.store.sql import SqlStore


def at_start(store: SqlStore, run: Run) -> Lookup:
    """Finds objects as they were in the second of the run's start; those that are gone are not found."""

    def find(key: Key) -> Doc | None:
        if not key.name:
            items = store.list(key.resource, key.namespace)
            return {"items": [item for item in items if parse(item["metadata"]["creationTimestamp"]) <= run.start]}
        held = store.get(key)
        if held is None:
            return None
        began = store.revision_at(run.start + SECOND - 1)
        if revision(held) <= began:
            return held
        try:
            before = store.history(uid(held), began)
        except Compacted:
            return held
        return before[-1].doc if before else held

    return find
