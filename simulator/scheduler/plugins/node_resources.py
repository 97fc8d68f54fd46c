"""NodeResourcesFit and NodeResourcesBalancedAllocation: what fits, and where it lies best."""

from __future__ import annotations

import numpy as np

from simulator.scheduler import requests
from simulator.scheduler.nodes import Change, Nodes
from simulator.scheduler.outcome import Codes, Filtered, Ints, Mask, Reason, Refusals
from simulator.scheduler.plugins.allocation import Column, Usage, balance_change, least_allocated
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.projection import Projection
from simulator.scheduler.requests import Shape

TOO_MANY_PODS = "Too many pods"


class ShapeFit(Projection):
    """For one shape of pods: which nodes have room, both resource scores of each, and the sum of those that apply."""

    patience = 40

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self.fits: Mask = np.zeros(0, np.bool_)
        self.least: Ints = np.zeros(0, np.int64)
        self.balanced: Ints = np.zeros(0, np.int64)
        self.scores: Ints = np.zeros(0, np.int64)

    def build(self, nodes: Nodes) -> None:
        columns = _Columns(nodes, self._shape, slice(None))
        self.fits = columns.fits()
        self.least = columns.least()
        self.balanced = columns.balanced().astype(np.int64)
        self.scores = self.least + self.balanced * is_balanced(self._shape)

    def follow(self, nodes: Nodes, change: Change) -> bool:
        row = change.row
        columns = _Columns(nodes, self._shape, row)
        self.fits[row] = columns.fits()
        self.least[row] = least = columns.least()
        self.balanced[row] = balanced = int(columns.balanced())
        self.scores[row] = least + balanced * is_balanced(self._shape)
        return True


class _Columns:
    """The arithmetic for one shape over a slice of rows, or over one."""

    def __init__(self, nodes: Nodes, shape: Shape, at: slice | int) -> None:
        self._nodes = nodes
        self._shape = shape
        self._at = at
        self._allocatable_cpu = self._pick(nodes.allocatable[0])
        self._allocatable_memory = self._pick(nodes.allocatable[1])

    def _pick(self, column: Ints) -> Column:
        return column[self._at] if isinstance(self._at, slice) else column.item(self._at)

    def fits(self) -> Column:
        nodes, pick = self._nodes, self._pick
        pods = nodes.resources[requests.PODS]
        fits = pick(nodes.requested[pods]) < pick(nodes.allocatable[pods])
        for resource, amount in self._shape.requests:
            index = nodes.resource(resource)
            fits = fits & (amount <= pick(nodes.allocatable[index]) - pick(nodes.requested[index]))
        return fits

    def least(self) -> Column:
        cpu, memory = (self._pick(column) for column in self._nodes.scored)
        return least_allocated(
            Usage(cpu + self._shape.scored_cpu, self._allocatable_cpu),
            Usage(memory + self._shape.scored_memory, self._allocatable_memory),
        )

    def balanced(self) -> Column:
        shape, nodes = self._shape, self._nodes
        return balance_change(
            Usage(self._pick(nodes.requested[0]) + shape.cpu, self._allocatable_cpu),
            Usage(self._pick(nodes.requested[1]) + shape.memory, self._allocatable_memory),
            shape.cpu,
            shape.memory,
        )


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
