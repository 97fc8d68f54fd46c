"""The recorded decisions of a real kube-scheduler 1.36: feasible nodes, messages, every score, preemption."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from core.meta.objects import Doc, Key
from simulator.scheduler.cycle import find_feasible, score_nodes, total
from simulator.scheduler.nodes import Nodes
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.preemption import Preemption, Preemptor, preempt
from simulator.scheduler.scheduling import bound
from simulator.scheduler.settled import rank
from simulator.scheduler.verdict import sentence
from simulator.scheduler.victims import Candidate, select_victims
from tests.reference import REFERENCE, needs_reference, read_lines

pytestmark = needs_reference
PRIORITIES = {"low": 1, "mid": 10, "high": 100}
NOT_OURS = "DynamicResources"
"""Scores every node 0 for pods without claims."""


class Case:
    """One recorded cluster, replayed step by step."""

    def __init__(self, recorded: dict[str, Any]) -> None:
        self.nodes = Nodes()
        self.steps = recorded["steps"]
        for node in recorded["nodes"]:
            self.nodes.change_node(None, node)

    def __iter__(self) -> Iterator[tuple[dict[str, Any], Key, Doc]]:
        for step in self.steps:
            pod = step["pod"]
            pod = {**pod, "spec": {**pod["spec"], "priority": PRIORITIES.get(pod["spec"].get("priorityClassName"), 0)}}
            yield step, Key("pods", pod["metadata"]["namespace"], pod["metadata"]["name"]), pod

    def settle(self, step: dict[str, Any], key: Key, pod: Doc, victims: list[str]) -> None:
        for victim in victims:
            gone = Key("pods", key.namespace, victim)
            doc = next(pods[gone] for pods in self.nodes.pods if gone in pods)
            self.nodes.change_pod(gone, doc, None)
        if at := step.get("node") or step.get("node_after_preemption"):
            self.nodes.change_pod(key, pod, bound(pod, at))


def cases(recording: str) -> list[Any]:
    if not REFERENCE.is_dir():
        return []
    return [pytest.param(one, id=one["case"]) for one in read_lines(f"scheduler/{recording}.jsonl")]


@pytest.mark.parametrize("recorded", [*cases("decisions"), *cases("preemption")])
def test_every_step_is_decided_as_recorded(recorded: dict[str, Any]) -> None:
    case = Case(recorded)
    for step, key, pod in case:
        victims = step.get("victims") or []
        incoming = Incoming(case.nodes.templates.of(pod))
        feasible = find_feasible(incoming, case.nodes, key)
        names = {case.nodes.names[row] for row in np.flatnonzero(feasible.mask)}
        if "scores" in step:
            assert names == set(step["final"]), key
            check_scores(step, incoming, case.nodes)
        elif "unschedulable" in step:
            verdict = feasible.verdict(case.nodes)
            found = preempt(Preemptor(key, pod, incoming), verdict, case.nodes)
            assert sentence(len(verdict.nodes), verdict.histogram(), after=found.message) == step["unschedulable"]
            assert found.node == (step["nominated"] or "")
            assert sorted(name_of(found)) == sorted(victims)
        elif names != {step["node"]}:
            assert not names, key
            victims = made_room(Preemptor(key, pod, incoming), step["node"], case.nodes)
        case.settle(step, key, pod, victims)


def check_scores(step: dict[str, Any], incoming: Incoming, nodes: Nodes) -> None:
    feasible = find_feasible(incoming, nodes).mask
    found = score_nodes(incoming, nodes, feasible)
    wanted = {plugin: scores for plugin, scores in step["scores"].items() if plugin != NOT_OURS}
    assert {
        plugin: {at: int(column[nodes.rows[at]]) for at in step["final"]} for plugin, column in found.items()
    } == wanted
    for totals in (total(found, feasible), rank(incoming, nodes)):
        assert {at: int(totals[nodes.rows[at]]) for at in step["final"]} == step["final"]


def made_room(preemptor: Preemptor, node: str, nodes: Nodes) -> list[str]:
    """The victims on the recorded node, which must be as good a choice as ours: its message was missed."""
    verdict = find_feasible(preemptor.pod, nodes).verdict(nodes)
    ours, theirs = (
        select_victims(preemptor.pod, at, nodes, ()) for at in (preempt(preemptor, verdict, nodes).node, node)
    )
    assert isinstance(ours, Candidate)
    assert isinstance(theirs, Candidate)
    assert [one.template.priority for one in ours.victims] == [one.template.priority for one in theirs.victims]
    return [one.key.name for one in theirs.victims]


def name_of(found: Preemption) -> list[str]:
    return [key.name for key, _ in found.victims]
