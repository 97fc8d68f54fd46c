"""The loop that empties namespaces.

Source of the rules: pkg/controller/namespace and its deletion package (pods go before all else).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.kinds.registry import KINDS
from core.meta.errors import StatusError
from core.meta.objects import Doc, Key, is_deleting, name
from core.meta.time import SECOND, rfc3339
from core.store.protocol import EVENTS
from simulator.controllers.namespaces import conditions
from simulator.engine.component import Component, Handler
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey

FINALIZER = "kubernetes"
FINALIZER_ESTIMATE = 15
"""Seconds that content with finalizers is guessed to need."""
DEFAULT_GRACE = 30

CONTENT = tuple(
    kind.resource for kind in KINDS.values() if kind.namespaced and kind.is_stored and kind.resource != EVENTS
)
"""What a namespace may hold, in discovery's order; events end by themselves."""


class NamespaceController(Component):
    """Deletes all that a terminating namespace holds, then the finalizer that stands for it."""

    name = "namespace-controller"
    latency = 5 * SECOND
    """Upstream waits so long before it begins, for all API servers to know of the deletion."""

    def watches(self) -> Mapping[str, Handler]:
        return {"namespaces": _terminating}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        namespace = ctx.store.get(key)
        if namespace is None or not is_deleting(namespace) or FINALIZER not in namespace["spec"].get("finalizers", ()):
            return None
        wait = _empty(ctx, key.name, ("pods",)) or _empty(ctx, key.name, CONTENT)
        left = conditions.count(_content(ctx, key.name, CONTENT))
        self._tell(ctx, namespace, left)
        if left.resources:
            return (wait // 2 + 1) * SECOND
        finalizers = [held for held in namespace["spec"]["finalizers"] if held != FINALIZER]
        ctx.client.finalize(key, finalizers)
        return None

    def _tell(self, ctx: Context, namespace: Doc, left: conditions.Remainder) -> None:
        status = namespace["status"]
        made = conditions.derive(status.get("conditions") or [], left, rfc3339(ctx.now))
        if made != status.get("conditions"):
            ctx.client.update_status({**namespace, "status": {**status, "phase": "Terminating", "conditions": made}})


def _terminating(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    if after is not None and is_deleting(after) and (before is None or not is_deleting(before)):
        yield key


def _empty(ctx: Context, namespace: str, resources: Iterable[str]) -> int:
    """Delete what ``namespace`` holds of ``resources``; the seconds that what stays is guessed to need."""
    estimate = 0
    for resource, doc in _content(ctx, namespace, resources):
        patience = _patience(doc)
        key = Key(resource, namespace, name(doc))
        try:
            ctx.client.delete(key, propagation="Background")
        except StatusError:  # gone with something else in the meantime
            continue
        if ctx.store.get(key) is not None:
            estimate = max(estimate, patience)
    return estimate


def _content(ctx: Context, namespace: str, resources: Iterable[str]) -> list[tuple[str, Doc]]:
    found: list[tuple[str, Doc]] = []
    for resource in resources:
        held = [doc for doc in ctx.store.each(resource) if doc["metadata"].get("namespace") == namespace]
        found.extend((resource, doc) for doc in sorted(held, key=name))
    return found


def _patience(doc: Doc) -> int:
    if doc["kind"] == "Pod" and not doc["metadata"].get("finalizers"):
        return int(doc["spec"].get("terminationGracePeriodSeconds", DEFAULT_GRACE))
    return FINALIZER_ESTIMATE
