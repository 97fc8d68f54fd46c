"""Placing pods one after another: each placement changes the nodes that the next pod sees."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.meta.labels import Selector
from core.meta.objects import Doc, Key, uid
from simulator.scheduler.cycle import find_feasible
from simulator.scheduler.nodes import Nodes
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.settled import CLOSED, rank
from simulator.scheduler.template import Template
from simulator.scheduler.verdict import Verdict


class Waiting(NamedTuple):
    """A pod that wants a node; ``default_selector`` as `Incoming` has it."""

    key: Key
    doc: Doc
    default_selector: Selector | None = None


class Placement(NamedTuple):
    """``node`` is empty when none fits, and then ``verdict`` says why."""

    key: Key
    node: str
    verdict: Verdict | None


def schedule(pods: Iterable[Waiting], nodes: Nodes, seed: str) -> list[Placement]:
    """Place pods in the given order; those placed are taken into ``nodes`` as bound."""
    placements = []
    known: dict[tuple[Template, Selector | None], Incoming] = {}
    for pod in pods:
        alike = nodes.templates.of(pod.doc), pod.default_selector
        incoming = known.get(alike) or known.setdefault(alike, Incoming(*alike))
        found = place(pod.key, incoming, nodes, draw(seed, pod.doc))
        placements.append(found)
        if found.node:
            nodes.change_pod(pod.key, None, bound(pod.doc, found.node))
    return placements


def place(key: Key, incoming: Incoming, nodes: Nodes, tie: int) -> Placement:
    """Where one pod goes: the highest score, ``tie`` (64 bits) deciding among equals. Changes nothing."""
    totals = rank(incoming, nodes)
    if nodes.nominated:
        totals = np.where(find_feasible(incoming, nodes, key).mask, totals, CLOSED)
    highest = np.maximum.reduce(totals, initial=CLOSED)
    if highest < 0:
        return Placement(key, "", find_feasible(incoming, nodes, key).verdict(nodes))
    return Placement(key, nodes.names[choose((totals == highest).nonzero()[0], nodes, tie)], None)


def choose(best: NDArray[np.intp], nodes: Nodes, tie: int) -> int:
    """Of rows that are equally good the one whose name's hash is nearest to ``tie``.

    Upstream draws among equals too. This draw depends on names alone, so that in which order nodes were added, or a
    turn was undone, changes nothing.
    """
    if len(best) == 1:
        return int(best[0])
    return int(best[(nodes.salt[best] ^ np.uint64(tie)).argmin()])


def draw(seed: str, pod: Doc) -> int:
    """64 random bits of a pod, for ties."""
    return int.from_bytes(blake2b(f"{seed}\0scheduling\0{uid(pod)}".encode(), digest_size=8).digest(), "big")


def bound(pod: Doc, node: str) -> Doc:
    return {**pod, "spec": {**pod["spec"], "nodeName": node}}
