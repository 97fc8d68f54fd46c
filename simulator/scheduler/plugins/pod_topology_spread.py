"""PodTopologySpread: keeps the pods that a constraint selects evenly over topology domains."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.meta.labels import Selector
from simulator.scheduler.nodes import Nodes
from simulator.scheduler.outcome import MOST, Filtered, Mask, Numbers, Reason, Refusals
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.plugins.spread_counts import HOSTNAME, SpreadCounts, has_keys
from simulator.scheduler.terms import SpreadConstraint
from simulator.scheduler.topology import NOWHERE

ZONE = "topology.kubernetes.io/zone"
SKEWED = Reason(("node(s) didn't match pod topology spread constraints",), resolvable=True)
NO_LABEL = Reason(("node(s) didn't match pod topology spread constraints (missing required label)",), resolvable=False)
_CODE = {SKEWED: 1, NO_LABEL: 2}


class PodTopologySpread:
    """Pods without constraints get the system's soft ones: hostname with skew 3, zone with skew 5."""

    name = "PodTopologySpread"
    weight = 2

    def filter(self, pod: Incoming, nodes: Nodes) -> Filtered | None:
        constraints = pod.template.hard_spread
        if not constraints:
            return None
        codes = np.zeros(nodes.size, np.int16)
        for constraint in constraints:
            found = _judge(pod, constraint, nodes)
            codes = np.where(codes == 0, found, codes)
        return Filtered(codes == 0, lambda: Refusals(codes, (SKEWED, NO_LABEL)))

    def score(self, pod: Incoming, nodes: Nodes, feasible: Mask) -> Numbers | None:
        soft = soft_of(pod)
        if not soft.counts:
            return None
        counted = feasible & has_keys(soft.keys, nodes) if soft.keys else feasible
        among = int(np.count_nonzero(counted))
        raw = _raw([nodes.projections.get(place, make) for place, make in soft.counts], counted, among)
        scores = _normalize(raw, raw if among == nodes.size else raw[counted])
        return scores * counted if soft.keys else scores


class Soft(NamedTuple):
    """``counts``: by soft constraint of a pod, the key of its counts and how to make them.

    ``keys``: the labels that a node must have to count.
    """

    counts: tuple[tuple[Hashable, Callable[[], SpreadCounts]], ...]
    keys: tuple[str, ...]


def soft_of(pod: Incoming) -> Soft:
    """How the pod's soft constraints count."""
    known: Soft | None = pod.notes.get(PodTopologySpread.name)
    return known or pod.notes.setdefault(PodTopologySpread.name, _soft(pod))


def _soft(pod: Incoming) -> Soft:
    constraints = soft_constraints(pod)
    keys = _keys(constraints) if pod.template.constrained else ()
    return Soft(tuple((_place(pod, one, keys), partial(SpreadCounts, pod, one, keys)) for one in constraints), keys)


def soft_constraints(pod: Incoming) -> tuple[SpreadConstraint, ...]:
    """The pod's own ScheduleAnyway constraints; else, for one of a Service or controller, the system's."""
    if pod.template.constrained:
        return pod.template.soft_spread
    return system_constraints(pod.default_selector) if pod.default_selector is not None else ()


def system_constraints(selector: Selector) -> tuple[SpreadConstraint, ...]:
    return (
        SpreadConstraint(selector, HOSTNAME, 3, 1, honor_affinity=True, honor_taints=False),
        SpreadConstraint(selector, ZONE, 5, 1, honor_affinity=True, honor_taints=False),
    )


def _judge(pod: Incoming, constraint: SpreadConstraint, nodes: Nodes) -> NDArray[np.int16]:
    """Code of each row for one hard constraint: count + self − smallest domain must not exceed maxSkew."""
    keys = _keys(pod.template.hard_spread)
    counts = nodes.projections.get(_place(pod, constraint, keys), lambda: SpreadCounts(pod, constraint, keys))
    present = counts.per_domain[counts.present()]
    least = int(present.min()) if len(present) else 2**31 - 1
    if len(present) < constraint.min_domains:
        least = 0
    itself = int(constraint.selector.matches(pod.template.labels))
    in_domain = counts.per_row(counts.per_domain, 0)
    codes = (in_domain + itself - least > constraint.max_skew).astype(np.int16) * _CODE[SKEWED]
    codes[counts.domains == NOWHERE] = _CODE[NO_LABEL]
    return codes


def _raw(all_counts: list[SpreadCounts], counted: Mask, among: int) -> Numbers:
    """Pods in each row's domains, each constraint weighed by the logarithm of how many domains it has (scoring.go).

    A constraint adds maxSkew − 1 to its rows, which waters its differences down. Rounded to whole numbers.
    ``among`` rows are counted.
    """
    total: Numbers = np.zeros(0)
    constant = 0.5
    for counts in all_counts:
        constraint = counts.constraint
        if constraint.topology_key != HOSTNAME:
            weight = log(counts.domains_among(counted) + 2)
            found = counts.per_row(counts.per_domain * weight + (constraint.max_skew - 1), 0.0)
        else:
            found = counts.per_node * log(among + 2)
            constant += constraint.max_skew - 1
            if counts.lacks_labels:
                found[counts.domains == NOWHERE] = 1.0 - constraint.max_skew
        total = total + found if len(total) else found
    total += constant
    return np.floor(total, out=total)


def _normalize(raw: Numbers, shown: Numbers) -> Numbers:
    """Fewer is better. ``raw`` holds whole numbers; ``shown`` those of the counted rows."""
    most = np.maximum.reduce(shown, initial=0.0)  # what ``max`` and ``min`` come to, without their detours
    least = np.minimum.reduce(shown, initial=2.0**52)
    if most == 0:
        return np.full(len(raw), float(MOST))
    scaled = (most + least) - raw
    scaled *= MOST
    scaled /= most
    scores: Numbers = np.floor(scaled, out=scaled)
    return scores


def _keys(constraints: tuple[SpreadConstraint, ...]) -> tuple[str, ...]:
    return tuple(constraint.topology_key for constraint in constraints)


class _Place:
    """The key of a `SpreadCounts`: hashed once, because it is looked up for every pod."""

    __slots__ = ("_hash", "_parts")

    def __init__(self, *parts: object) -> None:
        self._parts, self._hash = parts, hash(parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Place) and self._parts == other._parts

    def __hash__(self) -> int:
        return self._hash


def _place(pod: Incoming, constraint: SpreadConstraint, keys: tuple[str, ...]) -> _Place:
    return _Place(constraint, keys, pod.template.namespace, pod.template.rules)
