"""The part of a pod's answers in which a row depends on that row alone: one mask and one sum per template.

Only spreading, affinity between pods, host ports, and scores normalised over the feasible nodes make a row depend on
others. The rest is summed up once and then follows the row that changed, which is what makes placing pods fast.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.scheduler.nodes import Change, Nodes
from simulator.scheduler.outcome import MOST, Mask, Numbers
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.plugins.image_locality import ImageLocality, image_scores
from simulator.scheduler.plugins.node_affinity import NodeAffinity, NodeNames
from simulator.scheduler.plugins.node_name import NodeName
from simulator.scheduler.plugins.node_resources import (
    NodeResourcesBalancedAllocation,
    NodeResourcesFit,
    shape_fit,
)
from simulator.scheduler.plugins.node_unschedulable import NodeUnschedulable
from simulator.scheduler.plugins.registry import FILTERS, SCORERS
from simulator.scheduler.plugins.taint_toleration import TaintToleration, soft_taints
from simulator.scheduler.projection import Projection

BY_NODE = (NodeNames(), NodeUnschedulable(), NodeName(), TaintToleration(), NodeAffinity())
_DONE = frozenset(plugin.name for plugin in (*BY_NODE, NodeResourcesFit()))
_SCORED = frozenset(plugin.name for plugin in (NodeResourcesFit(), NodeResourcesBalancedAllocation(), ImageLocality()))
CLOSED = -1e9
"""The score of a row where a pod may not go: no sum of scores makes it 0."""
OTHER_FILTERS = tuple(plugin for plugin in FILTERS if plugin.name not in _DONE)
OTHER_SCORERS = tuple(plugin for plugin in SCORERS if plugin.name not in _SCORED)


class Settled(Projection):
    """For one template: ``mask`` of the settled filters, and ``scores``: those of the settled scorers, weighed and
    summed, `CLOSED` where the mask is.

    ``others``: the scorers still to be asked; soft taints are settled when no node has one that matters.
    """

    patience = 20

    def __init__(self, pod: Incoming) -> None:
        self._pod = pod
        self._by_node: NDArray[Any] = np.zeros(0)
        self.mask: Mask = np.zeros(0, np.bool_)
        self.scores: NDArray[Any] = np.zeros(0)
        self.others = OTHER_SCORERS

    def build(self, nodes: Nodes) -> None:
        self._by_node = image_scores(self._pod.template.images, nodes) * float(ImageLocality.weight)
        self.others = OTHER_SCORERS
        if soft_taints(self._pod, nodes).is_blank:
            self._by_node += MOST * TaintToleration.weight
            self.others = tuple(plugin for plugin in OTHER_SCORERS if plugin.name != TaintToleration.name)
        self._close_nodes(nodes)
        fit = shape_fit(self._pod.template.shape, nodes)
        self.scores = self._by_node + fit.scores
        self.scores[~fit.fits] = CLOSED
        self.mask = self.scores >= 0

    def follow(self, nodes: Nodes, change: Change) -> bool:
        if change.template is None:
            return False
        row, fit = change.row, shape_fit(self._pod.template.shape, nodes)
        score = self._by_node.item(row) + fit.scores.item(row) if fit.fits[row] else CLOSED
        self.scores[row] = score
        self.mask[row] = score >= 0
        return True

    def _close_nodes(self, nodes: Nodes) -> None:
        open_ = nodes.exists
        for plugin in BY_NODE:
            outcome = plugin.filter(self._pod, nodes)
            if outcome is not None:
                open_ = open_ & outcome.mask
        self._by_node[~open_] = CLOSED


def admits(pod: Incoming, nodes: Nodes, row: int) -> bool:
    """Whether all filters let the pod onto one row: what `filter_nodes` says of it, cheaply."""
    settled = nodes.projections.get(("settled", pod.template), lambda: Settled(pod))
    if not settled.mask[row]:
        return False
    outcomes = (plugin.filter(pod, nodes) for plugin in OTHER_FILTERS)
    return all(outcome is None or outcome.mask[row] for outcome in outcomes)


def rank(pod: Incoming, nodes: Nodes) -> Numbers:
    """Each row's total score, negative where the pod may not go: what the whole profile comes to."""
    settled = nodes.projections.get(("settled", pod.template), lambda: Settled(pod))
    mask, totals = settled.mask, settled.scores
    for judge in OTHER_FILTERS:
        outcome = judge.filter(pod, nodes)
        if outcome is not None:
            mask = mask & outcome.mask
            totals = np.where(outcome.mask, totals, CLOSED)
    for scorer in settled.others:
        found = scorer.score(pod, nodes, mask)
        if found is not None:
            totals = totals + found * scorer.weight
    return totals
