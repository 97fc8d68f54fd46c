"""The loop that keeps the status of disruption budgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.kinds import registry
from core.meta import labels, owners
from core.meta.labels import Selector
from core.meta.objects import Doc, Key, is_deleting, name, namespace, uid
from core.meta.time import MILLISECOND, SECOND, parse, rfc3339
from core.store.memory import MemoryStore
from simulator.controllers import pods
from simulator.controllers.disruption import budget
from simulator.controllers.membership import Membership
from simulator.engine.aspects import ENDING, LABELS, STANDING, concerned_by
from simulator.engine.component import Component, Handler, Observer
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey

RESOURCE = "poddisruptionbudgets.policy"
DELETION_TIMEOUT = 120 * SECOND
"""An eviction that was granted but never became a deletion stops counting after so long."""
SCALED = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet")


class DisruptionController(Component):
    """Counts the healthy pods of each budget."""

    name = "disruption-controller"
    keeps = RESOURCE
    source = "controllermanager"
    service = 4 * MILLISECOND

    def __init__(self) -> None:
        self._members = Membership(RESOURCE, _selector)

    def attach(self, store: MemoryStore) -> None:
        self._members.fill(store)

    def observers(self) -> Mapping[str, Observer]:
        return self._members.observers()

    def watches(self) -> Mapping[str, Handler]:
        return {RESOURCE: _changed, "pods": self._pod_changed}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        held = ctx.store.get(key)
        if held is None:
            return None
        found = [pod for pod_key in self._members.pods_of(key) if (pod := ctx.store.get(pod_key)) is not None]
        if not found:
            ctx.record(held, "Normal", "NoPods", "No matching pods found")
        granted, again = _still_granted(held, found, ctx.now)
        healthy = sum(pods.is_ready(pod) and not is_deleting(pod) and name(pod) not in granted for pod in found)
        expected, desired = budget.desired(held["spec"], len(found), _scale(ctx.store, found))
        standing = budget.Standing(expected, desired, healthy)
        made = budget.status(held, standing, granted, rfc3339(ctx.now))
        if made != held.get("status"):
            ctx.client.update_status({**held, "status": made})
        return again

    @concerned_by(ENDING | LABELS | STANDING)
    def _pod_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        if self._members.is_idle():
            return ()
        return sorted({found for pod in (before, after) if pod is not None for found in self._members.selecting(pod)})


def _changed(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    if after is not None and (before is None or before["spec"] != after["spec"] or _granted(before) != _granted(after)):
        yield key


def _selector(held: Doc) -> Selector:
    return labels.of(held["spec"].get("selector"))


def _granted(held: Doc) -> dict[str, str]:
    return (held.get("status") or {}).get("disruptedPods") or {}


def _still_granted(held: Doc, found: Iterable[Doc], now: int) -> tuple[dict[str, str], int | None]:
    """Evictions that were granted and are not deletions yet, and the µs until the first of them is given up."""
    present = {name(pod) for pod in found if not is_deleting(pod)}
    kept = {
        pod: since for pod, since in _granted(held).items() if pod in present and parse(since) + DELETION_TIMEOUT > now
    }
    ends = [parse(since) + DELETION_TIMEOUT - now for since in kept.values()]
    return kept, min(ends, default=None)


def _scale(store: MemoryStore, found: Iterable[Doc]) -> int:
    """How many pods the controllers of these pods want, a deployment counting for its ReplicaSets."""
    wanted: dict[str, int] = {}
    for pod in found:
        owner = _controller(store, pod)
        above = _controller(store, owner) if owner is not None and owner["kind"] == "ReplicaSet" else None
        top = above or owner
        if top is not None and top["kind"] in SCALED:
            wanted[uid(top)] = top["spec"].get("replicas", 1)
    return sum(wanted.values())


def _controller(store: MemoryStore, doc: Doc) -> Doc | None:
    reference = owners.controller_of(doc)
    kind = registry.by_gvk(reference["apiVersion"], reference["kind"]) if reference else None
    if reference is None or kind is None:
        return None
    return store.get(Key(kind.resource, namespace(doc) if kind.namespaced else "", reference["name"]))
