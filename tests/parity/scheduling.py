"""`scheduler/`: the decisions of a real kube-scheduler: feasible nodes, messages, every score, preemption."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from core.meta.objects import Doc, Key
from simulator.scheduler.cycle import Feasibility, find_feasible, score_nodes, total
from simulator.scheduler.nodes import Nodes
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.preemption import Preemption, Preemptor, preempt
from simulator.scheduler.scheduling import bound
from simulator.scheduler.settled import rank
from simulator.scheduler.verdict import sentence
from simulator.scheduler.victims import Candidate, select_victims
from tests.parity.recordings import Recordings, Report, first_difference

DECISIONS, PREEMPTION = "scheduler/decisions.jsonl", "scheduler/preemption.jsonl"
_PRIORITIES = {"low": 1, "mid": 10, "high": 100}
_NOT_OURS = "DynamicResources"
"""Scores every node 0 for pods without claims."""


def decisions(recordings: Recordings) -> Report:
    """Replay `scheduler/decisions.jsonl`; a cluster is equal when all its steps are."""
    return _replay(recordings.cases(DECISIONS))


def preemption(recordings: Recordings) -> Report:
    """Replay `scheduler/preemption.jsonl`."""
    return _replay(recordings.cases(PREEMPTION))


def _replay(cases: list[Any]) -> Report:
    report = Report()
    for case in cases:
        report.add(case["case"], difference(case))
    return report


def difference(recorded: Any) -> str:
    """The first step of a cluster that is decided otherwise than recorded."""
    cluster = _Cluster(recorded)
    for step, key, pod in cluster:
        wrong, victims = _decide(step, Preemptor(key, pod, Incoming(cluster.nodes.templates.of(pod))), cluster.nodes)
        if wrong:
            return f"{key.name}: {wrong}"
        cluster.settle(step, key, pod, victims)
    return ""


class _Cluster:
    """One recorded cluster, which is replayed step by step."""

    def __init__(self, recorded: Any) -> None:
        self.nodes = Nodes()
        self.steps = recorded["steps"]
        for node in recorded["nodes"]:
            self.nodes.change_node(None, node)

    def __iter__(self) -> Iterator[tuple[Any, Key, Doc]]:
        for step in self.steps:
            pod = step["pod"]
            pod = {**pod, "spec": {**pod["spec"], "priority": _PRIORITIES.get(pod["spec"].get("priorityClassName"), 0)}}
            yield step, Key("pods", pod["metadata"]["namespace"], pod["metadata"]["name"]), pod

    def settle(self, step: Any, key: Key, pod: Doc, victims: list[str]) -> None:
        """Go on from what was recorded."""
        for victim in victims:
            gone = Key("pods", key.namespace, victim)
            doc = next(pods[gone] for pods in self.nodes.pods if gone in pods)
            self.nodes.change_pod(gone, doc, None)
        if at := step.get("node") or step.get("node_after_preemption"):
            self.nodes.change_pod(key, pod, bound(pod, at))


def _decide(step: Any, preemptor: Preemptor, nodes: Nodes) -> tuple[str, list[str]]:
    """What is decided otherwise, and the pods that make room."""
    feasible = find_feasible(preemptor.pod, nodes, preemptor.key)
    names = {nodes.names[row] for row in np.flatnonzero(feasible.mask)}
    if "scores" in step:
        fitting = first_difference(sorted(step["final"]), sorted(names), "the feasible nodes")
        return fitting or _scores(step, preemptor.pod, nodes), []
    if "unschedulable" in step:
        return _no_room(step, preemptor, feasible, nodes), step.get("victims") or []
    if names == {step["node"]}:
        return "", []
    if names:
        return f"{sorted(names)} are feasible, for {step['node']}", []
    return _made_room(preemptor, step["node"], nodes)


def _scores(step: Any, incoming: Incoming, nodes: Nodes) -> str:
    feasible = find_feasible(incoming, nodes).mask
    found = score_nodes(incoming, nodes, feasible)
    rows = {at: nodes.rows[at] for at in step["final"]}
    wanted = {plugin: scores for plugin, scores in step["scores"].items() if plugin != _NOT_OURS}
    got = {plugin: {at: int(column[row]) for at, row in rows.items()} for plugin, column in found.items()}
    both = (total(found, feasible), rank(incoming, nodes))
    totals = [{at: int(sums[row]) for at, row in rows.items()} for sums in both]
    return first_difference([wanted, step["final"], step["final"]], [got, *totals], "scores")


def _no_room(step: Any, preemptor: Preemptor, feasible: Feasibility, nodes: Nodes) -> str:
    """A pod that no node takes: the message, the nominated node, the victims."""
    verdict = feasible.verdict(nodes)
    found = preempt(preemptor, verdict, nodes)
    told = sentence(len(verdict.nodes), verdict.histogram(), after=found.message)
    nominated, victims = step["nominated"] or "", step.get("victims") or []
    if nominated and found.node and found.node != nominated:
        wrong, made = _made_room(preemptor, nominated, nodes)
        return wrong or first_difference([step["unschedulable"], sorted(victims)], [told, sorted(made)])
    wanted = [step["unschedulable"], nominated, sorted(victims)]
    return first_difference(wanted, [told, found.node, sorted(_names(found))])


def _made_room(preemptor: Preemptor, node: str, nodes: Nodes) -> tuple[str, list[str]]:
    """The victims on the recorded node, which must be as good a choice as ours."""
    verdict = find_feasible(preemptor.pod, nodes).verdict(nodes)
    chosen = preempt(preemptor, verdict, nodes).node
    ours, theirs = (select_victims(preemptor.pod, at, nodes, ()) for at in (chosen, node))
    if not isinstance(ours, Candidate) or not isinstance(theirs, Candidate):
        return f"no pod makes room on {node}", []
    victims = [one.key.name for one in theirs.victims]
    if [one.template.priority for one in ours.victims] != [one.template.priority for one in theirs.victims]:
        return f"{chosen} would be better than {node}", victims
    return "", victims


def _names(found: Preemption) -> list[str]:
    return [key.name for key, _ in found.victims]
