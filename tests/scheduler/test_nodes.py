"""Columns that follow changes one by one equal columns made from the end state; undoing brings the old state back."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from core.meta import labels
from core.meta.objects import Doc
from simulator.scheduler.cycle import find_feasible, score_nodes
from simulator.scheduler.nodes import Nodes
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.settled import rank
from tests.scheduler.builders import HOSTNAME, ZONE, key_of, make_node, make_nodes, make_pod

APPS = ("web", "db", "cache")
Undo = tuple[str, Doc | None, Doc | None]


def random_node(random: Random, name: str) -> Doc:
    taints = random.sample(
        [{"key": "t", "effect": "NoSchedule"}, {"key": "s", "effect": "PreferNoSchedule"}], random.randint(0, 2)
    )
    return make_node(
        name,
        zone=random.choice(["", "x", "y", "z"]),
        labels={"disk": random.choice(["ssd", "hdd"])},
        taints=taints if random.random() < 0.3 else [],
        cpu=random.choice(["2", "4"]),
        unschedulable=random.random() < 0.1,
        images={f"app:v{number}": 10**8 * number for number in range(random.randint(0, 3))},
        example_gpu=str(random.randint(0, 2)),
    )


def random_pod(random: Random, name: str, node: str = "") -> Doc:
    selector = {"matchLabels": {"app": random.choice(APPS)}}
    term = {"labelSelector": selector, "topologyKey": random.choice([HOSTNAME, ZONE])}
    weighted = [{"weight": random.randint(1, 100), "podAffinityTerm": term}]
    affinity = random.choice(
        [
            {},
            {},
            {"podAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": weighted}},
            {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}},
            {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}},
        ]
    )
    spread = {
        "maxSkew": random.randint(1, 2),
        "topologyKey": random.choice([HOSTNAME, ZONE]),
        "whenUnsatisfiable": random.choice(["DoNotSchedule", "ScheduleAnyway"]),
        "labelSelector": selector,
    }
    more: dict[str, Any] = {"topologySpreadConstraints": [spread]} if random.random() < 0.4 else {}
    pod = make_pod(
        name,
        labels={"app": random.choice(APPS)},
        node=node,
        cpu=random.choice(["0", "100m", "500m"]),
        affinity=affinity,
        ports=[8080] if random.random() < 0.2 else [],
        image=f"app:v{random.randint(1, 2)}",
        **more,
    )
    if random.random() < 0.1:
        pod["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    return pod


class World:
    """Documents, and the columns that follow them."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.nodes = Nodes()
        self.docs: dict[str, Doc] = {}

    def change(self, kind: str, before: Doc | None, after: Doc | None) -> None:
        doc = after or before
        assert doc is not None
        if kind == "Node":
            self.nodes.change_node(before, after)
        else:
            self.nodes.change_pod(key_of(doc), before, after)
        name = doc["metadata"]["name"]
        self.docs.pop(name, None)
        if after is not None:
            self.docs[name] = after

    def step(self) -> Undo:
        number = self.random.randrange(24)
        if self.random.random() < 0.3:
            kind, name = "Node", f"n{number}"
            after = random_node(self.random, name) if self.random.random() < 0.8 else None
        else:
            kind, name = "Pod", f"p{number}"
            at = f"n{self.random.randrange(24)}" if self.random.random() < 0.9 else ""
            after = random_pod(self.random, name, at) if self.random.random() < 0.7 else None
        before = self.docs.get(name)
        if before is None and after is None:
            return self.step()
        self.change(kind, before, after)
        return kind, before, after

    def answers(self, pod: Doc) -> dict[str, Any]:
        return answers(self.nodes, pod)


def answers(nodes: Nodes, pod: Doc) -> dict[str, Any]:
    """All that can be asked about a pod, by the nodes' names."""
    incoming = Incoming(nodes.templates.of(pod), labels.of_map(pod["metadata"]["labels"]))
    feasible = find_feasible(incoming, nodes)
    verdict = feasible.verdict(nodes)
    scores = score_nodes(incoming, nodes, feasible.mask)
    rows = {name: row for name, row in nodes.rows.items() if nodes.exists[row]}
    ranks = rank(incoming, nodes)
    fitting = [name for name, row in rows.items() if feasible.mask[row]]
    return {
        "refusals": {name: verdict.of(name) for name in rows},
        "scores": {plugin: {name: int(column[rows[name]]) for name in fitting} for plugin, column in scores.items()},
        "ranks": {name: max(-1, int(ranks[row])) for name, row in rows.items()},
    }


@pytest.mark.parametrize("seed", range(8))
def test_following_changes_equals_starting_from_the_end(seed: int) -> None:
    random = Random(seed)
    world = World(random)
    asked = [random_pod(random, f"asked{number}") for number in range(6)]
    for round_ in range(60):
        for _ in range(random.randint(1, 6)):
            world.step()
        pod = asked[round_ % len(asked)]
        docs = sorted(world.docs.values(), key=lambda doc: (doc["kind"], doc["metadata"]["name"]))
        assert world.answers(pod) == answers(make_nodes(*docs), pod)


@pytest.mark.parametrize("seed", range(4))
def test_undoing_changes_brings_the_old_answers_back(seed: int) -> None:
    random = Random(seed)
    world = World(random)
    asked = [random_pod(random, f"asked{number}") for number in range(4)]
    for _ in range(40):
        world.step()
    before = [world.answers(pod) for pod in asked]
    done = [world.step() for _ in range(25)]
    for pod in asked:
        world.answers(pod)
    for kind, was, became in reversed(done):
        world.change(kind, became, was)
    assert [world.answers(pod) for pod in asked] == before


def test_a_pod_bound_before_its_node_is_known_counts_once_the_node_comes() -> None:
    nodes = make_nodes(make_pod(node="late", cpu="3"))
    assert nodes.count == 0
    nodes.change_node(None, make_node("late", cpu="4"))
    incoming = Incoming(nodes.templates.of(make_pod("next", cpu="2")))
    assert find_feasible(incoming, nodes).verdict(nodes).histogram() == {"Insufficient cpu": 1}


def test_a_finished_pod_takes_nothing() -> None:
    pod = make_pod(node="a", cpu="4")
    nodes = make_nodes(make_node("a", cpu="4"), pod)
    nodes.change_pod(key_of(pod), pod, {**pod, "status": {"phase": "Succeeded"}})
    assert find_feasible(Incoming(nodes.templates.of(make_pod("next", cpu="4"))), nodes).mask.any()
