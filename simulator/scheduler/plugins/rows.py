"""Masks and numbers that only a node's own description decides: computed row by row, kept while the node stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.scheduler.nodes import Change, Nodes
from simulator.scheduler.projection import Projection

Judge = Callable[[Nodes, int], int]
"""(nodes, row) → the value of the row."""


class RowValues(Projection):
    """One value per node, by a function of the node's name, labels, taints and cordon; ``is_blank``: all are 0."""

    follows_pods = False

    def __init__(self, judge: Judge, kind: type[np.generic] = np.int64) -> None:
        self._judge = judge
        self._kind = kind
        self.values: NDArray[Any] = np.zeros(0, kind)
        self.is_blank = True

    def build(self, nodes: Nodes) -> None:
        self.values = np.zeros(nodes.size, self._kind)
        for row in nodes.rows.values():
            self.values[row] = self._judge(nodes, row)
        self.is_blank = not self.values.any()

    def follow(self, nodes: Nodes, change: Change) -> bool:
        if change.identity:
            self.values[change.row] = self._judge(nodes, change.row)
            self.is_blank = not self.values.any()
        return True
