"""NodeAffinity: nodeSelector and node affinity, required and preferred."""

from __future__ import annotations

import numpy as np

from simulator.scheduler.nodes import Nodes
from simulator.scheduler.outcome import Filtered, Ints, Mask, Reason, Refusals, normalize
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.plugins.rows import RowValues
from simulator.scheduler.terms import NodeRequirement, NodeTerm

REASON = Reason(("node(s) didn't match Pod's node affinity/selector",), resolvable=False)
NOT_NAMED = Reason(("node(s) didn't satisfy plugin(s) [NodeAffinity]",), resolvable=False)


class NodeNames:
    """NodeAffinity's PreFilter: when every term asks for nodes by name, no filter looks at any other node."""

    name = "NodeAffinity"

    def filter(self, pod: Incoming, nodes: Nodes) -> Filtered | None:
        required = pod.template.rules.required
        names = required.names if required else None
        if names is None:
            return None
        mask = np.zeros(nodes.size, np.bool_)
        mask[[nodes.rows[name] for name in names if name in nodes.rows]] = True
        return Filtered(mask, lambda: Refusals((~mask).astype(np.int16), (NOT_NAMED,)))


class NodeAffinity:
    name = "NodeAffinity"
    weight = 2

    def filter(self, pod: Incoming, nodes: Nodes) -> Filtered | None:
        required = pod.template.rules.required
        if required is None:
            return None
        mask = matching(required, nodes)
        return Filtered(mask, lambda: Refusals((~mask).astype(np.int16), (REASON,)))

    def score(self, pod: Incoming, nodes: Nodes, feasible: Mask) -> Ints | None:
        preferred = pod.template.rules.preferred
        if not preferred:
            return None
        found = nodes.projections.get(
            (self.name, "score", preferred), lambda: RowValues(lambda at, row: _weigh(preferred, at, row))
        )
        return normalize(found.values, feasible)


def matching(required: NodeRequirement, nodes: Nodes) -> Mask:
    """The rows that meet a pod's nodeSelector and required node affinity.

    Of a DaemonSet's pod only the one named row is looked at: such rules are as many as nodes, and nothing is kept.
    """
    if required.names is not None:
        return _matching_named(required, required.names, nodes)
    found = nodes.projections.get(
        ("NodeAffinity", "filter", required),
        lambda: RowValues(lambda at, row: required.matches(at.names[row], at.labels[row]), np.bool_),
    )
    mask: Mask = found.values
    return mask


def _matching_named(required: NodeRequirement, names: frozenset[str], nodes: Nodes) -> Mask:
    mask = np.zeros(nodes.size, np.bool_)
    for name in names:
        row = nodes.rows.get(name)
        if row is not None:
            mask[row] = required.matches(name, nodes.labels[row])
    return mask


def _weigh(preferred: tuple[tuple[int, NodeTerm], ...], nodes: Nodes, row: int) -> int:
    return sum(weight for weight, term in preferred if term.matches(nodes.names[row], nodes.labels[row]))
