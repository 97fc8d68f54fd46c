"""TaintToleration: refuses nodes with taints that the pod does not tolerate, and prefers those with fewer soft ones."""

from __future__ import annotations

import numpy as np

from simulator.scheduler.nodes import Nodes
from simulator.scheduler.outcome import MOST, Filtered, Ints, Mask, Reason, normalize, refused
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.plugins.rows import RowValues
from simulator.scheduler.terms import NO_EXECUTE, NO_SCHEDULE, PREFER_NO_SCHEDULE, Taint, Toleration

REASON = Reason(("node(s) had untolerated taint(s)",), resolvable=False)


class TaintToleration:
    name = "TaintToleration"
    weight = 3

    def filter(self, pod: Incoming, nodes: Nodes) -> Filtered | None:
        tolerations = pod.template.rules.tolerations
        found = nodes.projections.get(
            (self.name, "filter", tolerations),
            lambda: RowValues(lambda at, row: not first_untolerated(at.taints[row], tolerations), np.bool_),
        )
        return refused(found.values, REASON)

    def score(self, pod: Incoming, nodes: Nodes, feasible: Mask) -> Ints | None:
        found = soft_taints(pod, nodes)
        if found.is_blank:
            return np.broadcast_to(np.int64(MOST), nodes.size)
        return normalize(found.values, feasible, reverse=True)


def soft_taints(pod: Incoming, nodes: Nodes) -> RowValues:
    """How many PreferNoSchedule taints of each node the pod does not tolerate."""
    tolerations = tuple(one for one in pod.template.rules.tolerations if one.effect in ("", PREFER_NO_SCHEDULE))
    return nodes.projections.get(
        ("TaintToleration", "score", tolerations),
        lambda: RowValues(lambda at, row: count_soft(at.taints[row], tolerations)),
    )


def first_untolerated(taints: tuple[Taint, ...], tolerations: tuple[Toleration, ...]) -> Taint | None:
    """The first taint that keeps a pod off; soft ones do not."""
    for taint in taints:
        if taint.effect in (NO_SCHEDULE, NO_EXECUTE) and not any(one.tolerates(taint) for one in tolerations):
            return taint
    return None


def count_soft(taints: tuple[Taint, ...], tolerations: tuple[Toleration, ...]) -> int:
    """How many PreferNoSchedule taints are not tolerated."""
    soft = [taint for taint in taints if taint.effect == PREFER_NO_SCHEDULE]
    return sum(not any(one.tolerates(taint) for one in tolerations) for taint in soft)
