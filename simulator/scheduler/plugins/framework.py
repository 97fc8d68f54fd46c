"""The shape of a plugin: filters answer mask and reason, scorers an array, each over all nodes at once."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from core.meta.labels import Selector
from simulator.scheduler.nodes import Nodes
from simulator.scheduler.outcome import Filtered, Mask, Scores
from simulator.scheduler.template import Template


class Incoming(NamedTuple):
    """The pod to be placed, as plugins see it.

    ``default_selector`` selects the pods of its Service and controller, which the scheduler's own spread
    constraints count; ``None`` when it has neither.
    """

    template: Template
    default_selector: Selector | None = None


class FilterPlugin(Protocol):
    """Refuses nodes."""

    name: str

    def filter(self, pod: Incoming, nodes: Nodes) -> Filtered | None:
        """Who passes, over all rows; ``None`` when the plugin has nothing to say about this pod."""
        ...


class ScorePlugin(Protocol):
    """Prefers nodes."""

    name: str
    weight: int

    def score(self, pod: Incoming, nodes: Nodes, feasible: Mask) -> Scores | None:
        """Normalised scores of 0…100, meaningful for feasible rows; ``None`` when skipped for this pod."""
        ...
