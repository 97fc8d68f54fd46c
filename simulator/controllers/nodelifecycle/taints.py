"""Which taints the state of a node asks for.

Source of the rules: nodeConditionToTaintKeyStatusMap and doNoExecuteTaintingPass in
pkg/controller/nodelifecycle/node_lifecycle_controller.go.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.meta import conditions
from core.meta.objects import Doc

NOT_READY = "node.kubernetes.io/not-ready"
UNREACHABLE = "node.kubernetes.io/unreachable"
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
NO_SCHEDULE, NO_EXECUTE = "NoSchedule", "NoExecute"

BY_CONDITION = {
    ("Ready", "False"): NOT_READY,
    ("Ready", "Unknown"): UNREACHABLE,
    ("MemoryPressure", "True"): "node.kubernetes.io/memory-pressure",
    ("DiskPressure", "True"): "node.kubernetes.io/disk-pressure",
    ("NetworkUnavailable", "True"): "node.kubernetes.io/network-unavailable",
    ("PIDPressure", "True"): "node.kubernetes.io/pid-pressure",
}
OURS = frozenset({*BY_CONDITION.values(), UNSCHEDULABLE})


def held(node: Doc) -> list[Doc]:
    found: list[Doc] = node["spec"].get("taints") or []
    return found


def readiness(node: Doc) -> str:
    """``True``, ``False``, ``Unknown``, or empty when its kubelet never told."""
    return conditions.of(node, "Ready")


def keys_no_schedule(node: Doc) -> list[str]:
    """The keys that keep new pods away, by its conditions and by whether it is cordoned."""
    found = []
    for condition in (node.get("status") or {}).get("conditions") or ():
        key = BY_CONDITION.get((condition["type"], condition["status"]))
        if key:
            found.append(key)
    return [*found, UNSCHEDULABLE] if node["spec"].get("unschedulable") else found


def key_no_execute(node: Doc) -> str:
    """The key that drives pods away; empty for a ready node and one that never told."""
    return BY_CONDITION.get(("Ready", readiness(node)), "")


def put(found: list[Doc], effect: str, wanted: Iterable[str], among: Iterable[str], now: str) -> list[Doc]:
    """The taints with those of ``effect`` among the keys ``among`` made to be the ``wanted`` ones.

    New ones come last and carry ``now`` (RFC 3339); the same list comes back when nothing changes.
    """
    keys, ours = list(wanted), set(among)
    kept = [t for t in found if t["effect"] != effect or t["key"] not in ours or t["key"] in keys]
    present = {taint["key"] for taint in kept if taint["effect"] == effect}
    fresh = [{"key": key, "effect": effect, "timeAdded": now} for key in keys if key not in present]
    return [*kept, *fresh] if fresh or len(kept) != len(found) else found


def no_execute(node: Doc) -> list[Doc]:
    return [taint for taint in held(node) if taint["effect"] == NO_EXECUTE]
