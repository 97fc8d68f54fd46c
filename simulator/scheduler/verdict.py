"""Why a pod did not get a node: each node's first refusing plugin and its reason, and upstream's sentence about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.scheduler.nodes import Nodes
from simulator.scheduler.outcome import Filtered, Mask, Reason

NO_NODES = "no nodes available to schedule pods"
PASSES = -1

Refusal = tuple[str, Reason]
"""(plugin, reason)."""


class Verdict(NamedTuple):
    """Of all nodes: ``plugin[i]`` indexes ``plugins`` and ``reason[i]`` indexes ``reasons``; −1 where the node passes.

    ``stopped`` is set when a check before all nodes refused the pod; then all nodes have that reason.
    """

    nodes: tuple[str, ...]
    plugins: tuple[str, ...]
    reasons: tuple[Reason, ...]
    plugin: NDArray[np.int16]
    reason: NDArray[np.int16]
    stopped: str = ""

    def of(self, node: str) -> Refusal | None:
        """(plugin, reason) of the node; ``None`` when it passes. Raises ValueError for an unknown node."""
        at = self.nodes.index(node)
        if self.plugin[at] == PASSES:
            return None
        return self.plugins[self.plugin[at]], self.reasons[self.reason[at]]

    def histogram(self) -> Counter[str]:
        """Text of a reason → nodes that have it; a node short of two resources counts in both."""
        counted: Counter[str] = Counter()
        for index, nodes in Counter(self.reason[self.reason != PASSES].tolist()).items():
            for text in self.reasons[index].texts:
                counted[text] += nodes
        return counted

    def resolvable(self) -> list[str]:
        """The nodes where removing pods might help."""
        helps = np.array([reason.resolvable for reason in self.reasons] + [False])
        return [self.nodes[at] for at in np.flatnonzero(helps[self.reason])]

    def refusing(self) -> list[str]:
        """The plugins that refused any node, by name."""
        return sorted({self.plugins[index] for index in set(self.plugin.tolist()) - {PASSES}})


def judge(
    filtered: Sequence[tuple[str, Filtered]], nodes: Nodes, reserved: Mapping[int, Refusal] | None = None
) -> Verdict:
    """The first refusal of each node, the plugins being in order; ``reserved``: refusals of single rows beside."""
    plugin = np.full(nodes.size, PASSES, np.int16)
    reason = np.full(nodes.size, PASSES, np.int16)
    reasons: list[Reason] = []
    for index, (_, outcome) in enumerate(filtered):
        codes, texts = outcome.explain()
        first: Mask = (codes > 0) & (plugin == PASSES)
        plugin[first] = index
        reason[first] = codes[first] - 1 + len(reasons)
        reasons += texts
    plugins = [name for name, _ in filtered]
    for row, (name, why) in (reserved or {}).items():
        plugin[row], reason[row] = plugins.index(name), len(reasons)
        reasons.append(why)
    rows = np.flatnonzero(nodes.exists)
    names = tuple(nodes.names[row] for row in rows)
    return Verdict(names, tuple(plugins), tuple(reasons), plugin[rows], reason[rows])


def stop_all(nodes: Nodes, plugin: str, text: str) -> Verdict:
    """A check of the pod alone refused it, before any node was looked at."""
    names = tuple(nodes.names[row] for row in np.flatnonzero(nodes.exists))
    zeros = np.zeros(len(names), np.int16)
    return Verdict(names, (plugin,), (Reason((text,), resolvable=False),), zeros, zeros, text)


def sentence(total: int, reasons: Counter[str], stopped: str = "", after: str = "") -> str:
    """framework.FitError's text: `0/6 nodes are available: 3 Insufficient cpu, …. preemption: ….`

    ``after`` is what the PostFilter plugins said, with its full stop. Reasons are sorted as texts, their numbers
    included.
    """
    listed = stopped or ", ".join(sorted(f"{count} {text}" for text, count in reasons.items()))
    parts = [f"0/{total} nodes are available:", f"{listed}." if listed else "", after]
    return " ".join(part for part in parts if part)
