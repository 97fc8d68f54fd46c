"""How many pods that a spread constraint selects are in each topology domain and on each node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.scheduler.nodes import Change, Nodes
from simulator.scheduler.outcome import Mask, Numbers
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.plugins.node_affinity import matching
from simulator.scheduler.plugins.taint_toleration import TaintToleration
from simulator.scheduler.projection import Projection
from simulator.scheduler.template import Template
from simulator.scheduler.terms import SpreadConstraint
from simulator.scheduler.topology import NOWHERE, Domains

HOSTNAME = "kubernetes.io/hostname"


class SpreadCounts(Projection):
    """Of one constraint of one kind of pod.

    ``per_node`` counts on every row, when the domains are nodes; ``per_domain`` counts by domain number over the
    eligible rows. Both are whole numbers in floating point, ready to be weighed. ``lacks_labels``: some node is
    outside of every domain.
    """

    patience = 200

    def __init__(self, pod: Incoming, constraint: SpreadConstraint, keys: tuple[str, ...]) -> None:
        self._pod = pod
        self.constraint = constraint
        self._keys = keys
        self._selected: dict[Template, bool] = {}
        self._eligible: Mask = np.zeros(0, np.bool_)
        self._seen_in: dict[int, int] = {}
        self._present: Mask | None = None
        self._is_by_node = constraint.topology_key == HOSTNAME
        self._places: NDArray[np.intp] = np.zeros(0, np.intp)
        self.domains: Domains = np.zeros(0, np.int32)
        self.per_node: Numbers = np.zeros(0)
        self.per_domain: Numbers = np.zeros(0)
        self.lacks_labels = False

    def build(self, nodes: Nodes) -> None:
        constraint = self.constraint
        self.domains = nodes.topology.domains(constraint.topology_key)
        labelled = self.domains != NOWHERE
        self._places = np.where(labelled, self.domains, 0).astype(np.intp)
        self.lacks_labels = bool((nodes.exists & ~labelled).any())
        self._eligible = eligible(self._pod, constraint, self._keys, nodes) & labelled
        self._present = None
        if constraint.topology_key != HOSTNAME:
            self._seen_in = nodes.topology.samples(constraint.topology_key, nodes.exists)
        self.per_node = np.zeros(nodes.size)
        self.per_domain = np.zeros(nodes.topology.size(constraint.topology_key))
        for template in nodes.placed.selected(self._pod.template.namespace, constraint.selector):
            if self._selects(template):
                self._count(nodes.placed.rows[template])

    def follow(self, nodes: Nodes, change: Change) -> bool:
        if change.template is None:
            return not change.identity
        if self._selected.get(change.template) or self._selects(change.template):
            self._count({change.row: change.delta})
        return True

    def present(self) -> Mask:
        """The domains that have an eligible row."""
        if self._present is None:
            among = self.domains[self._eligible]
            self._present = np.bincount(among, minlength=len(self.per_domain)) > 0
        return self._present

    def domains_among(self, counted: Mask) -> int:
        """Different values among the counted rows; lacking the label is a value of its own."""
        return sum(1 for domain, row in self._seen_in.items() if counted[row] or self._find(domain, counted))

    def _find(self, domain: int, counted: Mask) -> bool:
        """Whether a domain has a counted row; remembered, because it is asked for every pod."""
        found = np.flatnonzero((self.domains == domain) & counted)
        if len(found):
            self._seen_in[domain] = int(found[0])
        return len(found) > 0

    def per_row(self, numbers: NDArray[Any], lacking: float) -> NDArray[Any]:
        """A number per domain, laid out over rows; ``lacking`` for those without the label."""
        if not len(numbers):
            return np.full(len(self._places), lacking)
        laid: NDArray[Any] = numbers.take(self._places)
        if self.lacks_labels:
            laid[self.domains == NOWHERE] = lacking
        return laid

    def _count(self, pods: Mapping[int, int]) -> None:
        for row, count in pods.items():
            if self._is_by_node:
                self.per_node[row] += count
            if self._eligible[row]:
                self.per_domain[self.domains[row]] += count

    def _selects(self, template: Template) -> bool:
        found = self._selected.get(template)
        if found is None:
            found = self._selected[template] = (
                not template.terminating
                and template.namespace == self._pod.template.namespace
                and self.constraint.selector.matches(template.labels)
            )
        return found


def eligible(pod: Incoming, constraint: SpreadConstraint, keys: tuple[str, ...], nodes: Nodes) -> Mask:
    """The rows that count: with all ``keys``, and let in by the constraint's inclusion policies."""
    mask = nodes.exists & has_keys(keys, nodes)
    rules = pod.template.rules
    if constraint.honor_affinity and rules.required is not None:
        mask &= matching(rules.required, nodes)
    if constraint.honor_taints:
        tolerated = TaintToleration().filter(pod, nodes)
        mask &= tolerated.mask if tolerated else True
    return mask


def has_keys(keys: tuple[str, ...], nodes: Nodes) -> Mask:
    """The rows whose node carries every one of these labels."""
    mask = np.ones(nodes.size, np.bool_)
    for key in keys:
        mask &= nodes.topology.domains(key) != NOWHERE
    return mask
