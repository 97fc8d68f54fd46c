"""When a cluster has come to rest: no workload's status has changed for a while."""

from __future__ import annotations

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


class Stability:
    """Follows one engine's store; ``changed`` is the virtual µs at which a workload last differed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.changed = engine.now
        engine.store.listen(self._follow)

    def reached_at(self) -> int:
        """When the cluster counts as stable unless something changes before."""
        return self.changed + STABLE_AFTER

    def _follow(self, key: Key, before: Doc | None, after: Doc | None) -> None:
        if _is_workload(key, after or before) and _state(before) != _state(after):
            self.changed = self._engine.now


def _is_workload(key: Key, doc: Doc | None) -> bool:
    if key.resource in WORKLOADS:
        return True
    return key.resource == "pods" and doc is not None and "ownerReferences" not in doc["metadata"]


def _state(doc: Doc | None) -> tuple[object, object] | None:
    """What counts: that it is there, what is wanted of it (the generation), and its status."""
    return (doc["metadata"].get("generation"), doc.get("status")) if doc else None
