"""When a cluster has come to rest: no workload's status has changed for a while."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from core.clock import STABLE_AFTER
from core.meta.objects import Doc, Key

if TYPE_CHECKING:
    from simulator.engine.engine import Engine

WORKLOADS = frozenset(
    {
        "deployments.apps",
        "replicasets.apps",
        "statefulsets.apps",
        "daemonsets.apps",
        "replicationcontrollers",
        "jobs.batch",
        "cronjobs.batch",
    }
)


UNDOABLE = 4096
"""Changes of workloads remembered: more than the turns have that may still be undone."""


class Stability:
    """Follows one engine's store, and knows when a workload last differed; undone changes do not count."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._since = engine.now
        self._changes: deque[tuple[int, int]] = deque(maxlen=UNDOABLE)
        """(revision, virtual µs)."""
        engine.store.listen(self._follow)

    def begin(self, moment: int) -> None:
        """Count from virtual µs ``moment`` on."""
        self._since = moment
        self._changes.clear()

    def reached_at(self) -> int:
        """When the cluster counts as stable unless something changes before."""
        return (self._changes[-1][1] if self._changes else self._since) + STABLE_AFTER

    def _follow(self, key: Key, before: Doc | None, after: Doc | None) -> None:
        if not _is_workload(key, after or before) or _state(before) == _state(after):
            return
        revision = self._engine.store.head()
        if self._changes and self._changes[-1][0] >= revision:  # it is being undone
            self._changes.pop()
        else:
            self._changes.append((revision, self._engine.now))


def _is_workload(key: Key, doc: Doc | None) -> bool:
    if key.resource in WORKLOADS:
        return True
    return key.resource == "pods" and doc is not None and "ownerReferences" not in doc["metadata"]


def _state(doc: Doc | None) -> tuple[object, object] | None:
    """What counts: that it is there, what is wanted of it (the generation), and its status."""
    return (doc["metadata"].get("generation"), doc.get("status")) if doc else None
