"""How much of each zone is down, and how fast its nodes may be tainted then.

Source of the rules: ComputeZoneState, handleDisruption and the default eviction rates of
pkg/controller/nodelifecycle.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

from core.meta.objects import Doc, Key, labels, name
from core.meta.time import SECOND
from core.store.memory import MemoryStore
from simulator.controllers.nodelifecycle import taints

State = Literal["normal", "partial", "full"]

INTERVAL = 10 * SECOND
"""From one node of a zone to the next (node-eviction-rate 0.1)."""
SLOW_INTERVAL = 100 * SECOND
"""The same in a big zone that is partly down (secondary-node-eviction-rate 0.01)."""
BIG = 50
UNHEALTHY_PERCENT = 55
EXCLUDED = "node.kubernetes.io/exclude-disruption"


def state_of(ready: int, unready: int) -> State:
    """The state of a zone with so many nodes. 2 of 3 down: normal still, for two are too few to tell."""
    if not ready and unready:
        return "full"
    if unready > 2 and 100 * unready >= UNHEALTHY_PERCENT * (ready + unready):
        return "partial"
    return "normal"


def interval(state: State, size: int) -> int | None:
    """µs between two nodes of a zone that are tainted; ``None``: none may be."""
    if state == "partial":
        return SLOW_INTERVAL if size > BIG else None
    return INTERVAL


def zone_of(node: Doc) -> str:
    """Region and zone, as upstream joins them; empty without either."""
    held = labels(node)
    region, zone = held.get("topology.kubernetes.io/region", ""), held.get("topology.kubernetes.io/zone", "")
    return f"{region}:\0:{zone}" if region or zone else ""


class Zones:
    """Nodes by zone and readiness. Reversible: `follow` with its arguments exchanged undoes itself."""

    def __init__(self) -> None:
        self.is_turned = False
        """Whether the last change turned the state of a zone: then all nodes that are down are concerned."""
        self._ready: dict[str, set[str]] = defaultdict(set)
        self._unready: dict[str, set[str]] = defaultdict(set)

    def fill(self, store: MemoryStore) -> None:
        for node in store.each("nodes"):
            self.follow(Key("nodes", "", name(node)), None, node)

    def follow(self, key: Key, before: Doc | None, after: Doc | None) -> None:
        self.is_turned = False
        if before is not None and after is not None and _place(before) == _place(after):
            return
        states = self._states()
        if before is not None and EXCLUDED not in labels(before):
            self._side(before)[zone_of(before)].discard(key.name)
        if after is not None and EXCLUDED not in labels(after):
            self._side(after)[zone_of(after)].add(key.name)
        self.is_turned = states != self._states()

    def state(self, zone: str) -> State:
        return state_of(len(self._ready[zone]), len(self._unready[zone]))

    def interval(self, zone: str) -> int | None:
        """As `interval`, of a zone as it is now; none while all zones are fully down."""
        if self.is_all_down():
            return None
        return interval(self.state(zone), len(self._ready[zone]) + len(self._unready[zone]))

    def is_all_down(self) -> bool:
        """Whether no node is ready anywhere: then it is the control plane that is cut off."""
        return not any(self._ready.values()) and any(self._unready.values())

    def _states(self) -> list[tuple[str, State]]:
        zones = sorted({*self._ready, *self._unready})
        return [(zone, self.state(zone)) for zone in zones]

    def unready(self) -> list[str]:
        return sorted(found for held in self._unready.values() for found in held)

    def _side(self, node: Doc) -> dict[str, set[str]]:
        return self._ready if taints.readiness(node) == "True" else self._unready


def _place(node: Doc) -> tuple[bool, str, bool]:
    return taints.readiness(node) == "True", zone_of(node), EXCLUDED in labels(node)
