"""For one kind of incoming pod: what the pods already placed, and its own terms, say about each topology domain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from simulator.scheduler.nodes import Change, Nodes
from simulator.scheduler.outcome import Ints
from simulator.scheduler.placed import Placed
from simulator.scheduler.projection import Projection
from simulator.scheduler.template import Template
from simulator.scheduler.terms import NamespaceLabels, PodTerm
from simulator.scheduler.topology import NOWHERE

HARD_AFFINITY_WEIGHT = 1
"""What required affinity of a placed pod towards the incoming one adds to the score (default of the plugin's args)."""

WANTED = "wanted"
UNWANTED = "unwanted"
KEPT_OUT = "kept out"
LIKED = "liked"
"""What is counted: pods the incoming one needs near, must not be near, those that keep it out, and the score."""


class Mark(NamedTuple):
    """One pod of some template adds ``weight`` to a ``tally`` in its domain of ``topology_key``."""

    tally: str
    topology_key: str
    weight: int


class PodTermCounts(Projection):
    """(tally, topology key) → number per domain; ``touched``: marks set per tally."""

    def __init__(self, template: Template, namespaces: NamespaceLabels) -> None:
        self._template = template
        self._namespaces = namespaces
        self._marks: dict[Template, tuple[Mark, ...]] = {}
        self.counts: dict[tuple[str, str], Ints] = {}
        self.touched: dict[str, int] = {}

    def build(self, nodes: Nodes) -> None:
        self.counts, self.touched = {}, {}
        for template in self._concerned(nodes.placed):
            if self._marks_of(template):
                for row, count in nodes.placed.rows[template].items():
                    self._count(nodes, row, template, count)

    def follow(self, nodes: Nodes, change: Change) -> bool:
        if change.template is None:
            return not change.identity
        self._count(nodes, change.row, change.template, change.delta)
        return True

    def at(self, tally: str, nodes: Nodes) -> dict[str, Ints]:
        """Topology key → the number in each row's domain (0 without the label)."""
        found = {}
        for (what, key), numbers in self.counts.items():
            if what == tally:
                found[key] = np.append(numbers, 0)[nodes.topology.domains(key)]
        return found

    def _concerned(self, placed: Placed) -> Iterable[Template]:
        """The templates that may leave marks: those that mind others, and those that this one's terms may select."""
        found = dict(placed.minding)
        mine = self._template
        weighted = (*mine.preferred_affinity, *mine.preferred_anti_affinity)
        for term in (*mine.affinity, *mine.anti_affinity, *(term for _, term in weighted)):
            if term.namespace_selector is not None:
                return placed.rows
            for namespace in term.namespaces:
                found.update(placed.selected(namespace, term.selector))
        return found

    def _count(self, nodes: Nodes, row: int, template: Template, count: int) -> None:
        for mark in self._marks_of(template):
            domain = nodes.topology.domains(mark.topology_key)[row]
            if domain != NOWHERE and nodes.exists[row]:
                self._numbers(nodes, mark)[domain] += mark.weight * count
                self.touched[mark.tally] = self.touched.get(mark.tally, 0) + count

    def _numbers(self, nodes: Nodes, mark: Mark) -> Ints:
        size = nodes.topology.size(mark.topology_key)
        numbers = self.counts.get((mark.tally, mark.topology_key))
        if numbers is None or len(numbers) < size:
            grown = np.zeros(size, np.int64)
            if numbers is not None:
                grown[: len(numbers)] = numbers
            numbers = self.counts[mark.tally, mark.topology_key] = grown
        return numbers

    def _marks_of(self, placed: Template) -> tuple[Mark, ...]:
        if not placed.has_pod_terms and not self._template.has_pod_terms:
            return ()
        found = self._marks.get(placed)
        if found is None:
            found = self._marks[placed] = tuple(marks(self._template, placed, self._namespaces))
        return found


def marks(incoming: Template, placed: Template, namespaces: NamespaceLabels) -> Iterable[Mark]:
    """All that one pod of ``placed`` means to ``incoming`` (interpodaffinity filtering.go and scoring.go)."""

    def is_near(term: PodTerm, template: Template) -> bool:
        return term.matches(template.namespace, template.labels, namespaces)

    if incoming.affinity and all(is_near(term, placed) for term in incoming.affinity):
        yield from (Mark(WANTED, term.topology_key, 1) for term in incoming.affinity)
    yield from (Mark(UNWANTED, term.topology_key, 1) for term in incoming.anti_affinity if is_near(term, placed))
    yield from (Mark(KEPT_OUT, term.topology_key, 1) for term in placed.anti_affinity if is_near(term, incoming))
    weighed = [
        *((weight, term, placed) for weight, term in incoming.preferred_affinity),
        *((-weight, term, placed) for weight, term in incoming.preferred_anti_affinity),
        *((HARD_AFFINITY_WEIGHT, term, incoming) for term in placed.affinity),
        *((weight, term, incoming) for weight, term in placed.preferred_affinity),
        *((-weight, term, incoming) for weight, term in placed.preferred_anti_affinity),
    ]
    yield from (Mark(LIKED, term.topology_key, weight) for weight, term, other in weighed if is_near(term, other))
