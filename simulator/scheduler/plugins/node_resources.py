"""NodeResourcesFit and NodeResourcesBalancedAllocation: what fits, and where it lies best."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.scheduler import requests
from simulator.scheduler.nodes import Change, Nodes
from simulator.scheduler.outcome import Codes, Filtered, Ints, Mask, Reason, Refusals
from simulator.scheduler.plugins.allocation import Column, Usage, balance_change, least_allocated
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.projection import Projection
from simulator.scheduler.requests import Shape

TOO_MANY_PODS = "Too many pods"
MET = 4096
"""States of rows remembered."""


class ShapeFit(Projection):
    """For one shape of pods: which nodes have room, both resource scores of each, and the sum of those that apply."""

    patience = 40

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._columns: list[Ints] = []
        self._met: dict[tuple[int, ...], tuple[bool, int, int]] = {}
        self.fits: Mask = np.zeros(0, np.bool_)
        self.least: Ints = np.zeros(0, np.int64)
        self.balanced: Ints = np.zeros(0, np.int64)
        self.scores: Ints = np.zeros(0, np.int64)

    def build(self, nodes: Nodes) -> None:
        self.fits, self.least, balanced = measure(self._shape, nodes, _whole)
        self.balanced = balanced.astype(np.int64)
        self.scores = self.least + self.balanced * is_balanced(self._shape)
        used = {0, 1, nodes.resources[requests.PODS], *(nodes.resource(name) for name, _ in self._shape.requests)}
        self._columns = [*nodes.scored, *(of[index] for index in used for of in (nodes.requested, nodes.allocatable))]

    def follow(self, nodes: Nodes, change: Change) -> bool:
        """Rows come through the same few states again and again: what was measured of one is looked up."""
        row = change.row
        state = tuple([column.item(row) for column in self._columns])
        met = self._met.get(state)
        if met is None:
            fits, least, balanced = measure(self._shape, nodes, lambda column: column.item(row))
            if len(self._met) >= MET:
                self._met.clear()
            met = self._met[state] = bool(fits), int(least), int(balanced)
        self.fits[row], self.least[row], self.balanced[row] = met
        self.scores[row] = met[1] + met[2] * is_balanced(self._shape)
        return True


def measure(shape: Shape, nodes: Nodes, pick: Callable[[Ints], Column]) -> tuple[Column, Column, Column]:
    """(whether a pod of this shape fits, least-allocated score, balance score) of the rows that ``pick`` takes."""
    pods = nodes.resources[requests.PODS]
    fits = pick(nodes.requested[pods]) < pick(nodes.allocatable[pods])
    for resource, amount in shape.requests:
        index = nodes.resource(resource)
        fits = fits & (amount <= pick(nodes.allocatable[index]) - pick(nodes.requested[index]))
    cpu, memory = pick(nodes.allocatable[0]), pick(nodes.allocatable[1])
    least = least_allocated(
        Usage(pick(nodes.scored[0]) + shape.scored_cpu, cpu), Usage(pick(nodes.scored[1]) + shape.scored_memory, memory)
    )
    balanced = balance_change(
        Usage(pick(nodes.requested[0]) + shape.cpu, cpu),
        Usage(pick(nodes.requested[1]) + shape.memory, memory),
        shape.cpu,
        shape.memory,
    )
    return fits, least, balanced


def _whole(column: Ints) -> Ints:
    return column


def is_balanced(shape: Shape) -> bool:
    """Whether the balance of use is scored: pods that ask for nothing would all go to the same node."""
    return bool(shape.cpu or shape.memory)


def shape_fit(shape: Shape, nodes: Nodes) -> ShapeFit:
    return nodes.projections.get(("NodeResourcesFit", shape), lambda: ShapeFit(shape))


class NodeResourcesFit:
    """Scores by the LeastAllocated strategy with CPU and memory of equal weight, upstream's default."""

    name = "NodeResourcesFit"
    weight = 1

    def filter(self, pod: Incoming, nodes: Nodes) -> Filtered | None:
        return Filtered(shape_fit(pod.template.shape, nodes).fits, lambda: explain_fit(pod.template.shape, nodes))

    def score(self, pod: Incoming, nodes: Nodes, feasible: Mask) -> Ints | None:
        return shape_fit(pod.template.shape, nodes).least


class NodeResourcesBalancedAllocation:
    name = "NodeResourcesBalancedAllocation"
    weight = 1

    def score(self, pod: Incoming, nodes: Nodes, feasible: Mask) -> Ints | None:
        if not is_balanced(pod.template.shape):
            return None
        return shape_fit(pod.template.shape, nodes).balanced


def explain_fit(shape: Shape, nodes: Nodes) -> Refusals:
    """Which resources each node is short of.

    A request above what the whole node has cannot be helped by removing pods. Order of texts: pods, then by name,
    CPU before memory and storage before extended resources, as fit.go checks them.
    """
    pods = nodes.resources[requests.PODS]
    words = [TOO_MANY_PODS]
    short = [nodes.requested[pods] >= nodes.allocatable[pods]]
    hopeless = np.zeros(nodes.size, np.bool_)
    for resource, amount in sorted(shape.requests, key=_checked):
        index = nodes.resource(resource)
        words.append(f"Insufficient {resource}")
        short.append(amount > nodes.allocatable[index] - nodes.requested[index])
        hopeless |= amount > nodes.allocatable[index]
    return _name_combinations(words, np.array([*short, hopeless]))


_FIRST = {requests.CPU: 0, requests.MEMORY: 1, requests.EPHEMERAL: 2}


def _checked(request: tuple[str, int]) -> tuple[int, str]:
    return _FIRST.get(request[0], 3), request[0]


def _name_combinations(words: list[str], flags: Mask) -> Refusals:
    """A reason for each combination of shortages that occurs; the last row of ``flags`` says hopeless."""
    combinations, of_node = np.unique(flags.T, axis=0, return_inverse=True)
    codes: Codes = np.zeros(flags.shape[1], np.int16)
    reasons: list[Reason] = []
    for number, combination in enumerate(combinations):
        texts = tuple(word for word, is_short in zip(words, combination, strict=False) if is_short)
        if texts:
            reasons.append(Reason(texts, resolvable=not combination[-1]))
            codes[of_node.reshape(-1) == number] = len(reasons)
    return Refusals(codes, tuple(reasons))
