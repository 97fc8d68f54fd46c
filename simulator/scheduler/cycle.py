"""One scheduling cycle: run the filters over all nodes, then the scorers over those that pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from core.meta.objects import Key
from simulator.scheduler.nodes import Nodes
from simulator.scheduler.outcome import Filtered, Mask, Numbers, Scores
from simulator.scheduler.plugins.framework import FilterPlugin, Incoming, ScorePlugin
from simulator.scheduler.plugins.registry import FILTERS, SCORERS
from simulator.scheduler.template import Template
from simulator.scheduler.verdict import Refusal, Verdict, judge


class Feasibility(NamedTuple):
    """``mask``: rows where the pod may go. ``filtered``: what each filter that had a say answered, in order.

    ``reserved``: rows that only pods nominated to them close, and their refusal.
    """

    mask: Mask
    filtered: list[tuple[str, Filtered]]
    reserved: dict[int, Refusal]

    def verdict(self, nodes: Nodes) -> Verdict:
        return judge(self.filtered, nodes, self.reserved)

    def refusal(self, row: int) -> Refusal | None:
        """The first refusal of one row."""
        for name, outcome in self.filtered:
            if not outcome.mask[row]:
                codes, reasons = outcome.explain()
                return name, reasons[codes[row] - 1]
        return self.reserved.get(row)


def find_feasible(pod: Incoming, nodes: Nodes, key: Key | None = None) -> Feasibility:
    """Where a pod may go, with room kept for pods of at least its priority that are nominated to a node.

    As upstream's RunFilterPluginsWithNominatedPods: such a node must pass with the nominated pods on it and without.
    """
    plain = filter_nodes(pod, nodes)
    rivals = _rivals(pod.template, nodes, key)
    if not rivals:
        return plain
    reserved: dict[int, Refusal] = {}
    with placed(rivals, nodes):
        crowded = filter_nodes(pod, nodes)
        for row, _ in rivals:
            refusal = crowded.refusal(row)
            if plain.mask[row] and refusal is not None:
                reserved[row] = refusal
    mask = plain.mask.copy()
    mask[list(reserved)] = False
    return Feasibility(mask, plain.filtered, reserved)


def filter_nodes(pod: Incoming, nodes: Nodes, plugins: Sequence[FilterPlugin] = FILTERS) -> Feasibility:
    """Where a pod may go. All nodes are looked at, as with percentageOfNodesToScore 100.

    Upstream stops early on large clusters once it has found enough feasible nodes (5 to 50 in 100 by their number),
    starting at a node that depends on how the last pods fared. Looking at all is never worse for the pod, costs
    little on arrays, and makes the choice depend on the cluster's state alone.
    """
    mask = nodes.exists
    filtered: list[tuple[str, Filtered]] = []
    for plugin in plugins:
        outcome = plugin.filter(pod, nodes)
        if outcome is not None:
            mask = mask & outcome.mask
            filtered.append((plugin.name, outcome))
    return Feasibility(mask, filtered, {})


def score_nodes(
    pod: Incoming, nodes: Nodes, feasible: Mask, plugins: Sequence[ScorePlugin] = SCORERS
) -> dict[str, Scores]:
    """Plugin → weighted score per row, meaningful for feasible rows; plugins that skip this pod are left out."""
    scores: dict[str, Scores] = {}
    for plugin in plugins:
        found = plugin.score(pod, nodes, feasible)
        if found is not None:
            scores[plugin.name] = found * plugin.weight
    return scores


def total(scores: dict[str, Scores], feasible: Mask) -> Numbers:
    """The sum of all plugins' scores; −1 where the pod may not go."""
    summed = np.zeros(len(feasible))
    for column in scores.values():
        summed += column
    summed[~feasible] = -1
    return summed


@contextmanager
def placed(pods: Sequence[tuple[int, Template]], nodes: Nodes, count: int = 1) -> Iterator[None]:
    """As if these pods were there (or, with ``count`` −1, were not)."""
    for row, template in pods:
        nodes.add(row, template, count)
    yield
    for row, template in pods:
        nodes.add(row, template, -count)


def _rivals(template: Template, nodes: Nodes, key: Key | None) -> list[tuple[int, Template]]:
    return [
        (nodes.rows[at], other)
        for at, nominated in nodes.nominated.items()
        if at in nodes.rows
        for its_key, other in nominated.items()
        if its_key != key and other.priority >= template.priority
    ]
