"""The part of a pod's answers in which a row depends on that row alone: one mask and one sum per template.

Only spreading, affinity between pods, host ports, and scores normalised over the feasible nodes make a row depend on
others. The rest is summed up once and then follows the row that changed, which is what makes placing pods fast.
"""

from __future__ import annotations

import numpy as np

from simulator.scheduler.nodes import Change, Nodes
from simulator.scheduler.outcome import MOST, Ints, Mask
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.plugins.image_locality import ImageLocality, image_scores
from simulator.scheduler.plugins.node_affinity import NodeAffinity, NodeNames
from simulator.scheduler.plugins.node_name import NodeName
from simulator.scheduler.plugins.node_resources import (
    NodeResourcesBalancedAllocation,
    NodeResourcesFit,
    ShapeFit,
    shape_fit,
)
from simulator.scheduler.plugins.node_unschedulable import NodeUnschedulable
from simulator.scheduler.plugins.registry import FILTERS, SCORERS
from simulator.scheduler.plugins.taint_toleration import TaintToleration, soft_taints
from simulator.scheduler.projection import Projection

BY_NODE = (NodeNames(), NodeUnschedulable(), NodeName(), TaintToleration(), NodeAffinity())
_DONE = frozenset(plugin.name for plugin in (*BY_NODE, NodeResourcesFit()))
_SCORED = frozenset(plugin.name for plugin in (NodeResourcesFit(), NodeResourcesBalancedAllocation(), ImageLocality()))
OTHER_FILTERS = tuple(plugin for plugin in FILTERS if plugin.name not in _DONE)
OTHER_SCORERS = tuple(plugin for plugin in SCORERS if plugin.name not in _SCORED)


class Settled(Projection):
    """For one template: ``mask`` of the settled filters, ``scores`` of the settled scorers, weighted and summed.

    ``others``: the scorers still to be asked; soft taints are settled when no node has one that matters.
    """

    patience = 20

    def __init__(self, pod: Incoming) -> None:
        self._pod = pod
        self._by_node: tuple[Mask, Ints] = (np.zeros(0, np.bool_), np.zeros(0, np.int64))
        self.mask: Mask = np.zeros(0, np.bool_)
        self.scores: Ints = np.zeros(0, np.int64)
        self.others = OTHER_SCORERS

    def build(self, nodes: Nodes) -> None:
        scores = image_scores(self._pod.template.images, nodes) * ImageLocality.weight
        self.others = OTHER_SCORERS
        if soft_taints(self._pod, nodes).is_blank:
            scores += MOST * TaintToleration.weight
            self.others = tuple(plugin for plugin in OTHER_SCORERS if plugin.name != TaintToleration.name)
        self._by_node = self._judge_nodes(nodes), scores
        fit = self._fit(nodes)
        self.mask = self._by_node[0] & fit.fits
        self.scores = scores + fit.scores

    def follow(self, nodes: Nodes, change: Change) -> bool:
        if change.template is None:
            return False
        row, fit = change.row, self._fit(nodes)
        self.mask[row] = self._by_node[0][row] and fit.fits[row]
        self.scores[row] = self._by_node[1][row] + fit.scores[row]
        return True

    def _fit(self, nodes: Nodes) -> ShapeFit:
        return shape_fit(self._pod.template.shape, nodes)

    def _judge_nodes(self, nodes: Nodes) -> Mask:
        mask = nodes.exists.copy()
        for plugin in BY_NODE:
            outcome = plugin.filter(self._pod, nodes)
            if outcome is not None:
                mask &= outcome.mask
        return mask


def rank(pod: Incoming, nodes: Nodes) -> Ints:
    """Each row's total score, −1 where the pod may not go: what filters and scorers of the whole profile come to."""
    settled = nodes.projections.get(("settled", pod.template), lambda: Settled(pod))
    mask = settled.mask
    for judge in OTHER_FILTERS:
        outcome = judge.filter(pod, nodes)
        if outcome is not None:
            mask = mask & outcome.mask
    totals = settled.scores.copy()
    for scorer in settled.others:
        found = scorer.score(pod, nodes, mask)
        if found is not None:
            totals += found * scorer.weight
    totals[~mask] = -1
    return totals
