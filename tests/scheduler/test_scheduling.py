"""Placing pods one after another, choosing among equals, and the sentence when nothing fits."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.scheduling import run
from core.meta.objects import Doc
from simulator.scheduler.admit import admit
from simulator.scheduler.cycle import find_feasible
from simulator.scheduler.report import describe
from simulator.scheduler.scheduling import Waiting, schedule
from simulator.scheduler.verdict import sentence
from tests.scheduler.builders import incoming, key_of, make_node, make_nodes, make_pod

TAINT = {"key": "dedicated", "value": "db", "effect": "NoSchedule"}


def waiting(count: int, **spec: object) -> list[Waiting]:
    pods = [make_pod(f"web-{number}", **spec) for number in range(count)]
    return [Waiting(key_of(pod), pod) for pod in pods]


def test_each_placement_changes_what_the_next_pod_sees() -> None:
    nodes = make_nodes(*(make_node(name, cpu="2") for name in "abc"))
    placed = schedule(waiting(7, cpu="1"), nodes, "seed")
    assert Counter(one.node for one in placed) == {"a": 2, "b": 2, "c": 2, "": 1}
    assert placed[-1].verdict is not None
    assert placed[-1].verdict.histogram() == {"Insufficient cpu": 3}


def test_the_choice_among_equals_depends_on_seed_and_names_alone() -> None:
    def places(order: str, seed: str) -> list[str]:
        return [one.node for one in schedule(waiting(12), make_nodes(*map(make_node, order)), seed)]

    assert places("abcdef", "one") == places("fedcba", "one")
    assert places("abcdef", "one") != places("abcdef", "two")
    assert len(set(places("abcdef", "one")[:6])) > 1


def test_a_pod_finds_no_node_in_an_empty_cluster() -> None:
    assert schedule(waiting(1), make_nodes(), "seed")[0].node == ""


@pytest.mark.parametrize(
    ("reasons", "stopped", "after", "text"),
    [
        pytest.param(
            {"b": 2, "a": 2, "c": 10},
            "",
            "preemption: x.",
            "0/14 nodes are available: 10 c, 2 a, 2 b. preemption: x.",
            id="sorted as texts, numbers included",
        ),
        pytest.param({"a": 14}, "", "", "0/14 nodes are available: 14 a.", id="nothing more to say"),
        pytest.param(
            {"a": 14}, "no claim", "not found", "0/14 nodes are available: no claim. not found", id="stopped before"
        ),
    ],
)
def test_the_sentence(reasons: dict[str, int], stopped: str, after: str, text: str) -> None:
    assert sentence(14, Counter(reasons), stopped, after) == text


@pytest.mark.parametrize(
    ("pod", "suggestions"),
    [
        pytest.param(
            make_pod(nodeSelector={"disk": "ssd"}), [("drop the nodeSelector disk=ssd", "b")], id="a nodeSelector"
        ),
        pytest.param(
            make_pod(cpu="3"),
            [("tolerate the taint dedicated=db:NoSchedule", "a"), ("lower the cpu request from 3 to 2", "b")],
            id="a toleration, or a smaller request",
        ),
        pytest.param(
            make_pod(nodeSelector={"disk": "ssd"}, cpu="3"),
            [
                ("tolerate the taint dedicated=db:NoSchedule and drop the nodeSelector disk=ssd", "a"),
                ("drop the nodeSelector disk=ssd and lower the cpu request from 3 to 2", "b"),
            ],
            id="two changes when one does not suffice",
        ),
    ],
)
def test_what_would_admit_a_pod(pod: Doc, suggestions: list[tuple[str, str]]) -> None:
    nodes = make_nodes(make_node("a", taints=[TAINT]), make_node("b", cpu="2"))
    verdict = find_feasible(incoming(pod, nodes), nodes).verdict(nodes)
    assert [tuple(one) for one in admit(verdict, pod, nodes)] == suggestions


def test_a_verdict_is_told_node_by_node() -> None:
    pod = make_pod(cpu="3")
    nodes = make_nodes(make_node("b", cpu="2"), make_node("a", taints=[TAINT]))
    told = describe(find_feasible(incoming(pod, nodes), nodes).verdict(nodes), pod, nodes, "why")
    assert told["message"] == "why"
    assert [(name, told["plugins"][plugin], reason) for name, plugin, reason in told["nodes"]] == [
        ("a", "TaintToleration", "node(s) had untolerated taint(s)"),
        ("b", "NodeResourcesFit", "Insufficient cpu"),
    ]
    assert told["counts"] == [["Insufficient cpu", 1], ["node(s) had untolerated taint(s)", 1]]


def test_the_benchmark_places_every_pod() -> None:
    assert run({"nodes": 20, "pods": 100, "replicas": 10})["placed"] == 100
