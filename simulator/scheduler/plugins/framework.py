"""The shape of a plugin: filters answer mask and reason, scorers an array, each over all nodes at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from core.meta.labels import Selector
from simulator.scheduler.nodes import Nodes
from simulator.scheduler.outcome import Filtered, Mask, Scores
from simulator.scheduler.template import Template


@dataclass(frozen=True, slots=True, eq=False)
class Incoming:
    """The pod to be placed, as plugins see it: one object for all pods of a template and an owner.

    ``default_selector`` selects the pods of its Service and controller, which the scheduler's own spread
    constraints count; ``None`` when it has neither. ``notes``: what plugins have worked out from these two.
    """

    template: Template
    default_selector: Selector | None = None
    notes: dict[str, Any] = field(default_factory=dict)


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
