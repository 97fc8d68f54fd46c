"""The status of ResourceQuotas: admission charges what comes, this loop gives back what went and counts new quotas.

Source of the rules: pkg/controller/resourcequota.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from core.kinds import registry
from core.machinery.quota import counting, usage
from core.meta.objects import Doc, Key
from core.meta.time import MILLISECOND
from core.store.memory import MemoryStore
from core.store.protocol import EVENTS
from simulator.engine.aspects import ENDING, SPEC, STANDING, concerned_by
from simulator.engine.component import Component, Handler, Observer
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey

QUOTAS: Final = "resourcequotas"


class ResourceQuotaController(Component):
    """Counts a quota again when it changes, or when something that it counts goes, ends or shrinks."""

    name = "resourcequota-controller"
    keeps = QUOTAS
    latency = 50 * MILLISECOND

    def attach(self, store: MemoryStore) -> None:
        self._quotas: dict[str, dict[Key, frozenset[str]]] = {}
        """By namespace, the quotas and the kinds of objects that each counts."""
        for quota in store.each(QUOTAS):
            meta = quota["metadata"]
            self._follow(Key(QUOTAS, meta["namespace"], meta["name"]), None, quota)

    def watches(self) -> Mapping[str, Handler]:
        counted = [kind.resource for kind in registry.KINDS.values() if kind.is_stored and kind.namespaced]
        others = {resource: self._changed for resource in counted if resource != EVENTS}
        return {**others, "pods": self._pod_changed, QUOTAS: self._quota_changed}

    def observers(self) -> Mapping[str, Observer]:
        return {QUOTAS: self._follow}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        quota = ctx.store.get(key)
        if quota is None:
            return None
        status = counting.status_of(quota, counting.used(quota, ctx.store, ctx.now))
        if status != quota.get("status"):
            ctx.client.update_status({**quota, "status": status})
        return self._next_end(ctx, key)

    def _next_end(self, ctx: Context, key: Key) -> int | None:
        """When the next pod that hangs in its deletion is no longer charged."""
        if "pods" not in self._quotas.get(key.namespace, {}).get(key, ()):
            return None
        pods = (pod for pod in ctx.store.each("pods") if pod["metadata"]["namespace"] == key.namespace)
        ends = [end for end in map(usage.over_at, pods) if end is not None and end >= ctx.now]
        return min(ends) + 1 - ctx.now if ends else None

    def _follow(self, key: Key, before: Doc | None, after: Doc | None) -> None:
        held = self._quotas.setdefault(key.namespace, {})
        held.pop(key, None)
        if after is not None:
            held[key] = frozenset(usage.resource_of(name) for name in counting.hard_of(after))
        if not held:
            del self._quotas[key.namespace]

    def _quota_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        if after is not None and not counting.is_counted(after):
            yield key
        yield from self._changed(key, before, after)

    def _changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        """What comes is charged at admission; what the engine itself changes or ends is not."""
        if before is not None and key.namespace in self._quotas:
            if after is not None and usage.of(key.resource, before) == usage.of(key.resource, after):
                return
            for quota, counted in self._quotas[key.namespace].items():
                if key.resource in counted:
                    yield quota

    @concerned_by(ENDING | SPEC | STANDING)
    def _pod_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        if before is None or key.namespace not in self._quotas:
            return
        if after is not None and not _is_changed(before, after):
            return
        for quota, counted in self._quotas[key.namespace].items():
            if "pods" in counted:
                yield quota


def _is_changed(before: Doc, after: Doc) -> bool:
    """Whether a pod takes other amounts, has ended or is on its way out."""
    if usage.has_ended(before) != usage.has_ended(after) or usage.over_at(before) != usage.over_at(after):
        return True
    return before["spec"] is not after["spec"] and usage.pod(before["spec"]) != usage.pod(after["spec"])
