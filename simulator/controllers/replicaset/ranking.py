"""Which pods a ReplicaSet gives up first.

Source of the rules: ActivePodsWithRanks and getPodsRankedByRelatedPodsOnSameNode in pkg/controller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.meta.objects import Doc, uid
from core.meta.objects import annotations as notes
from core.meta.time import parse
from simulator.controllers import pods

DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"

_PHASES = {"Pending": 0, "Unknown": 1, "Running": 2}


class Rank(NamedTuple):
    """What pods are compared by: the smaller goes first."""

    assigned: bool
    phase: int
    ready: bool
    cost: int
    alone: int
    """Minus the number of related pods on its node: crowded nodes are thinned first."""
    ready_for: int
    restarts: int
    age: int
    uid: str


def choose(active: Sequence[Doc], related: Iterable[Doc], count: int, now: int) -> list[Doc]:
    """The ``count`` pods of ``active`` to delete, most dispensable first.

    ``related`` are the pods of all ReplicaSets of the same owner. Worked example: of six ready pods, two on node-1,
    one of the two on node-1 goes first; among equals the youngest by powers of two, then the smaller uid.
    """
    if count >= len(active):
        return list(active)
    crowd = Counter(pods.node_name(pod) for pod in related if pods.is_active(pod))
    return sorted(active, key=lambda pod: rank(pod, crowd[pods.node_name(pod)], now))[:count]


def rank(pod: Doc, crowd: int, now: int) -> Rank:
    """The place of one pod in the order, with ``crowd`` related pods on its node."""
    node = pods.node_name(pod)
    since = pods.ready_since(pod)
    return Rank(
        assigned=bool(node),
        phase=_PHASES.get(pods.phase(pod), 0),
        ready=since is not None,
        cost=deletion_cost(pod),
        alone=-crowd,
        ready_for=magnitude(now - since) if since else 0,
        restarts=-pods.restarts(pod),
        age=magnitude(now - parse(pod["metadata"]["creationTimestamp"])),
        uid=uid(pod),
    )


def magnitude(age: int) -> int:
    """Ages in µs that differ by less than a factor of two are equal (LogarithmicScaleDown): ⌊log2 of nanoseconds⌋."""
    return (age * 1000).bit_length() - 1 if age > 0 else -1


def deletion_cost(pod: Doc) -> int:
    """What its annotation says giving it up costs; 0 for none or one that is no number."""
    text = notes(pod).get(DELETION_COST, "0")
    try:
        return int(text)
    except ValueError:
        return 0
