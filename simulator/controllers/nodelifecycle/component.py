"""The loop that watches over nodes: silence becomes a condition, conditions become taints.

Source of the rules: pkg/controller/nodelifecycle/node_lifecycle_controller.go. Upstream looks at every node each 5 s;
here a node is looked at at those of these moments at which something is due.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.meta import conditions
from core.meta.objects import Doc, Key, uid
from core.meta.objects import annotations as notes
from core.meta.time import MILLISECOND, parse, rfc3339
from core.store.memory import MemoryStore
from simulator.controllers import pods
from simulator.controllers.nodelifecycle import heartbeat, taints
from simulator.controllers.nodelifecycle.zones import Zones, zone_of
from simulator.engine.component import Component, Handler, Observer
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey

STOPPED = "clusterviz.io/kubelet-stopped"
"""On a node: the RFC 3339 time at which its kubelet stopped."""
TOLD = ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure")
"""The conditions that only the kubelet can tell."""


class NodeLifecycle(Component):
    """Marks silent nodes and their pods, and keeps the taints that follow from a node's conditions."""

    name = "node-lifecycle-controller"
    source = "node-controller"
    latency = 20 * MILLISECOND

    def __init__(self) -> None:
        self._zones = Zones()

    def attach(self, store: MemoryStore) -> None:
        store.add_index(pods.BY_NODE, "pods", pods.by_node)
        self._zones.fill(store)

    def observers(self) -> Mapping[str, Observer]:
        return {"nodes": self._zones.follow}

    def watches(self) -> Mapping[str, Handler]:
        return {"nodes": self._node_changed}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        node = ctx.store.get(key)
        if node is None:
            self._forget(ctx, key)
            return None
        self._register(ctx, key, node)
        waits = [self._mark_silent(ctx, node), self._drive_away(ctx, key)]
        self._keep_away(ctx, key)
        return min((wait for wait in waits if wait is not None), default=None)

    # watching

    def _node_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        if before is None or after is None or _concern(before) != _concern(after):
            yield key
        if self._zones.is_turned:
            yield from (Key("nodes", "", found) for found in self._zones.unready())

    # acting

    def _register(self, ctx: Context, key: Key, node: Doc) -> None:
        if ctx.memo(key.name, "registered") != uid(node):
            ctx.set_memo(key.name, "registered", uid(node))
            text = f"Node {key.name} event: Registered Node {key.name} in Controller"
            ctx.record(node, "Normal", "RegisteredNode", text)

    def _forget(self, ctx: Context, key: Key) -> None:
        known = ctx.memo(key.name, "registered")
        if known:
            gone = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": key.name, "uid": known}}
            text = f"Node {key.name} event: Removing Node {key.name} from Controller"
            ctx.record(gone, "Normal", "RemovingNode", text)
        for field in ("registered", "seen", "stopped"):
            ctx.set_memo(key.name, field, None)

    def _mark_silent(self, ctx: Context, node: Doc) -> int | None:
        """Say of a node whose kubelet stopped that nothing is known of it, once that is noticed; the µs until then."""
        stopped = notes(node).get(STOPPED)
        if not stopped or taints.readiness(node) in ("", "Unknown"):
            ctx.set_memo(node["metadata"]["name"], "stopped", None)
            return None
        due = heartbeat.noticed_at(ctx.seed, node["metadata"]["name"], self._moment(ctx, node, stopped))
        if ctx.now < due:
            return due - ctx.now
        was_ready = taints.readiness(node) == "True"
        node = ctx.client.update_status({**node, "status": unknown(node["status"], rfc3339(ctx.now))})
        if was_ready:
            name = node["metadata"]["name"]
            ctx.record(node, "Normal", "NodeNotReady", f"Node {name} status is now: NodeNotReady")
            self._mark_pods(ctx, name)
        return None

    def _moment(self, ctx: Context, node: Doc, stopped: str) -> int:
        """What the annotation says, or since when it was seen where it is no time."""
        title = node["metadata"]["name"]
        try:
            return parse(stopped)
        except ValueError:
            seen: int = ctx.memo(title, "stopped") or ctx.now
            ctx.set_memo(title, "stopped", seen)
            return seen

    def _mark_pods(self, ctx: Context, node: str) -> None:
        for pod in ctx.store.select(pods.BY_NODE, "pods", node):
            ready = conditions.find((pod.get("status") or {}).get("conditions"), "Ready")
            if ready is not None and ready["status"] != "False":
                made = conditions.put(pod["status"]["conditions"], {**ready, "status": "False"}, rfc3339(ctx.now))
                stored = ctx.client.update_status({**pod, "status": {**pod["status"], "conditions": made}})
                ctx.record(stored, "Warning", "NodeNotReady", "Node is not ready")

    def _keep_away(self, ctx: Context, key: Key) -> None:
        """The taints with effect NoSchedule follow the conditions at once."""
        node = ctx.store.get(key)
        if node is not None:
            self._taint(ctx, node, taints.NO_SCHEDULE, taints.keys_no_schedule(node), taints.OURS)

    def _drive_away(self, ctx: Context, key: Key) -> int | None:
        """The taint with effect NoExecute follows readiness a look of the monitor later, and not for all at a time."""
        node = ctx.store.get(key)
        if node is None:
            return None
        wanted = taints.key_no_execute(node)
        present = [t["key"] for t in taints.no_execute(node) if t["key"] in (taints.NOT_READY, taints.UNREACHABLE)]
        down = self._zones.is_all_down()
        if (not present) if not wanted or down else present == [wanted]:
            ctx.set_memo(key.name, "seen", None)
            return None
        due = self._due(ctx, key.name, taints.readiness(node))
        if ctx.now < due:
            return due - ctx.now
        if wanted and not present and not down:
            wait = self._take_turn(ctx, zone_of(node))
            if wait is None or wait > 0:
                return wait
        keys = [wanted] if wanted and not down else []
        self._taint(ctx, node, taints.NO_EXECUTE, keys, (taints.NOT_READY, taints.UNREACHABLE))
        return None

    def _due(self, ctx: Context, name: str, status: str) -> int:
        seen = ctx.memo(name, "seen")
        if not seen or seen[0] != status:
            seen = [status, heartbeat.next_tick(ctx.now)]
            ctx.set_memo(name, "seen", seen)
        return int(seen[1])

    def _take_turn(self, ctx: Context, zone: str) -> int | None:
        """0 and the zone's next turn is taken; else the µs until it, or ``None`` while there is none."""
        interval = self._zones.interval(zone)
        if interval is None:
            return None
        free = ctx.memo(f"zone {zone}", "free", 0)
        if ctx.now < free:
            return int(free - ctx.now)
        ctx.set_memo(f"zone {zone}", "free", ctx.now + interval)
        return 0

    def _taint(self, ctx: Context, node: Doc, effect: str, keys: Iterable[str], among: Iterable[str]) -> None:
        held = taints.held(node)
        made = taints.put(held, effect, keys, among, rfc3339(ctx.now))
        if made is not held:
            spec = {field: value for field, value in node["spec"].items() if field != "taints"}
            ctx.client.update({**node, "spec": {**spec, "taints": made} if made else spec})


def unknown(status: Doc, now: str) -> Doc:
    """A node's status once nothing is heard of it any more."""
    made = status.get("conditions") or []
    for type_ in TOLD:
        held = conditions.find(made, type_)
        if held is not None and held["status"] != "Unknown":
            text = {"reason": "NodeStatusUnknown", "message": "Kubelet stopped posting node status."}
            made = conditions.put(made, {**held, "status": "Unknown", **text}, now)
    return {**status, "conditions": made}


def _concern(node: Doc) -> tuple[object, ...]:
    """What of a node the loop acts upon."""
    return (
        notes(node).get(STOPPED),
        taints.keys_no_schedule(node),
        taints.readiness(node),
        node["spec"].get("taints"),
    )
