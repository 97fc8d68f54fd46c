"""Pods that nobody else ends: those of nodes that are gone or out of service, and ended ones beyond a number.

Source of the rules: pkg/controller/podgc/gc_controller.go. Upstream looks every 20 s; here a look is due only at
those moments of that rhythm at which there is something to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.meta import conditions
from core.meta.errors import StatusError
from core.meta.objects import Doc, Key, is_deleting, name, namespace
from core.meta.time import SECOND, rfc3339
from core.store.memory import MemoryStore
from simulator.controllers import pods
from simulator.engine.aspects import ENDING, SPEC, STANDING, concerned_by
from simulator.engine.component import Component, Handler, Observer
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey

PERIOD = 20 * SECOND
QUARANTINE = 40 * SECOND
"""A node must have been missing for so long."""
MOST_ENDED = 12_500
OUT_OF_SERVICE = "node.kubernetes.io/out-of-service"
ENDED = "ended"
"""The key of the look at ended pods; other looks are keyed by node name."""


class PodGc(Component):
    """Force-deletes such pods; running ones fail first, with the condition that says why."""

    name = "pod-garbage-collector"
    latency = 0

    def __init__(self) -> None:
        self._ended = 0

    def attach(self, store: MemoryStore) -> None:
        self._store = store
        store.add_index(pods.BY_NODE, "pods", pods.by_node)
        self._ended = sum(pods.phase(pod) in pods.ENDED for pod in store.each("pods"))

    def observers(self) -> Mapping[str, Observer]:
        return {"pods": self._count}

    def watches(self) -> Mapping[str, Handler]:
        return {"nodes": self._node_changed, "pods": self._pod_changed}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        if isinstance(key, Key):
            return self._look_at_node(ctx, key)
        due = next_look(ctx.memo(ENDED, "asked", ctx.now))
        if ctx.now < due:
            return due - ctx.now
        for pod in surplus(ctx.store.each("pods"), MOST_ENDED):
            _end(ctx, pod, None)
        return None

    @concerned_by(STANDING)
    def _count(self, key: Key, before: Doc | None, after: Doc | None) -> None:
        self._ended += (after is not None and pods.phase(after) in pods.ENDED) - (
            before is not None and pods.phase(before) in pods.ENDED
        )

    def _node_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        if after is None or (is_out_of_service(after) and not (before and is_out_of_service(before))):
            yield key

    @concerned_by(ENDING | SPEC | STANDING)
    def _pod_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        if after is None:
            return
        if self._ended > MOST_ENDED and pods.phase(after) in pods.ENDED:
            yield ENDED
        node = pods.node_name(after)
        if node and (before is None or not pods.node_name(before) or is_deleting(after) != is_deleting(before)):
            held = self._store.get(Key("nodes", "", node))
            if held is None or (is_deleting(after) and is_out_of_service(held)):
                yield Key("nodes", "", node)

    def _look_at_node(self, ctx: Context, key: Key) -> int | None:
        node = ctx.store.get(key)
        waiting = (
            is_out_of_service(node) if node is not None else bool(ctx.store.selected(pods.BY_NODE, "pods", key.name))
        )
        due = self._due(ctx, key, node) if waiting else None
        if due is not None and ctx.now < due:
            return due - ctx.now
        ctx.set_memo(key.name, "missed", None)
        if waiting:
            for pod in ctx.store.select(pods.BY_NODE, "pods", key.name):
                if node is None:
                    _end(ctx, pod, "PodGC: node no longer exists")
                elif is_deleting(pod):
                    _end(ctx, pod, None)
        return None

    def _due(self, ctx: Context, key: Key, node: Doc | None) -> int:
        missed: int = ctx.memo(key.name, "missed", None) or next_look(ctx.now)
        ctx.set_memo(key.name, "missed", missed)
        return missed + (QUARANTINE if node is None else 0)


def next_look(now: int) -> int:
    """The µs of the next look in the 20 s rhythm."""
    return -(-now // PERIOD) * PERIOD


def is_out_of_service(node: Doc) -> bool:
    return any(taint["key"] == OUT_OF_SERVICE for taint in node["spec"].get("taints") or ())


def surplus(found: Iterable[Doc], most: int) -> list[Doc]:
    """The oldest ended pods beyond ``most``."""
    ended = [pod for pod in found if pods.phase(pod) in pods.ENDED]
    ended.sort(key=lambda pod: (pod["metadata"]["creationTimestamp"], namespace(pod), name(pod)))
    return ended[: max(0, len(ended) - most)]


def _end(ctx: Context, pod: Doc, why: str | None) -> None:
    """Mark a pod that had not ended as failed, with the reason where there is one, and delete it without grace."""
    if pods.phase(pod) not in pods.ENDED:
        pod = ctx.client.update_status({**pod, "status": _failed(pod["status"], why, rfc3339(ctx.now))})
    try:
        ctx.client.delete(Key("pods", namespace(pod), name(pod)), grace=0)
    except StatusError:  # gone in the meantime
        return


def _failed(status: Doc, why: str | None, now: str) -> Doc:
    if why is None:
        return {**status, "phase": "Failed"}
    made = {"type": "DisruptionTarget", "status": "True", "reason": "DeletionByPodGC", "message": why}
    return {**status, "phase": "Failed", "conditions": conditions.put(status.get("conditions"), made, now)}
