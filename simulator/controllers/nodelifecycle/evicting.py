"""The loop that deletes pods which do not tolerate their node's taints, or no longer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.meta import conditions
from core.meta.objects import Doc, Key, is_deleting, uid
from core.meta.time import MILLISECOND, rfc3339
from core.store.memory import MemoryStore
from simulator.controllers import pods
from simulator.controllers.nodelifecycle import eviction, taints
from simulator.engine.aspects import SPEC, concerned_by
from simulator.engine.component import Component, Handler
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey

REASON = "TaintManagerEviction"
TARGET = {
    "type": "DisruptionTarget",
    "status": "True",
    "reason": "DeletionByTaintManager",
    "message": "Taint manager: deleting due to NoExecute taint",
}


class TaintEviction(Component):
    """Evicts by taints with effect NoExecute, after as long as the pod tolerates them."""

    name = "taint-eviction-controller"
    latency = 10 * MILLISECOND

    def attach(self, store: MemoryStore) -> None:
        self._store = store
        store.add_index(pods.BY_NODE, "pods", pods.by_node)

    def watches(self) -> Mapping[str, Handler]:
        return {"nodes": self._node_changed, "pods": self._pod_changed}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        pod = ctx.store.get(key)
        if pod is None or is_deleting(pod):
            ctx.set_memo(str(key), "since", None)
            return None
        node = ctx.store.get(Key("nodes", "", pods.node_name(pod)))
        found = taints.no_execute(node) if node is not None else []
        patience = eviction.patience(pod, found) if found else None
        since = ctx.memo(str(key), "since")
        if patience is None:
            self._cancel(ctx, key, pod, since)
            return None
        if since is None and patience:
            since = ctx.now
            ctx.set_memo(str(key), "since", since)
        wait = (since or ctx.now) + patience - ctx.now
        if wait > 0:
            return wait
        self._evict(ctx, key, pod)
        return None

    def _node_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        if after is None:
            return
        old = taints.no_execute(before) if before is not None else []
        if old != taints.no_execute(after):
            yield from sorted(self._store.selected(pods.BY_NODE, "pods", key.name))

    @concerned_by(SPEC)
    def _pod_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        if after is None or (before is not None and before["spec"] is after["spec"]):
            return
        name = pods.node_name(after)
        node = self._store.get(Key("nodes", "", name)) if name else None
        if node is not None and "taints" in node["spec"] and taints.no_execute(node):
            yield key

    def _cancel(self, ctx: Context, key: Key, pod: Doc, since: int | None) -> None:
        if since is not None:
            ctx.set_memo(str(key), "since", None)
            ctx.record(pod, "Normal", REASON, f"Cancelling deletion of Pod {key.namespace}/{key.name}")

    def _evict(self, ctx: Context, key: Key, pod: Doc) -> None:
        ctx.set_memo(str(key), "since", None)
        ctx.record(pod, "Normal", REASON, f"Marking for deletion Pod {key.namespace}/{key.name}")
        status = pod.get("status") or {}
        made = conditions.put(status.get("conditions"), TARGET, rfc3339(ctx.now))
        ctx.client.update_status({**pod, "status": {**status, "conditions": made}})
        ctx.client.delete(key, uid=uid(pod))
