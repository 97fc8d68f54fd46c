"""What each scorer gives, in numbers worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from core.meta import labels
from core.meta.objects import Doc
from simulator.scheduler.cycle import score_nodes
from simulator.scheduler.plugins.allocation import Usage, balance_change, least_allocated
from simulator.scheduler.plugins.framework import Incoming
from tests.scheduler.builders import ZONE, incoming, make_node, make_nodes, make_pod

MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("cpu", "memory", "score"),
    [
        pytest.param(Usage(1000, 4000), Usage(1, 32), 85, id="a quarter and a thirty-second used"),
        pytest.param(Usage(0, 4000), Usage(0, 32), 100, id="nothing used"),
        pytest.param(Usage(5000, 4000), Usage(0, 32), 50, id="more asked than there is counts as none free"),
        pytest.param(Usage(1000, 4000), Usage(1, 0), 75, id="a resource the node lacks does not count"),
        pytest.param(Usage(0, 0), Usage(0, 0), 0, id="a node with nothing"),
    ],
)
def test_least_allocated(cpu: Usage, memory: Usage, score: int) -> None:
    assert least_allocated(cpu, memory) == score


@pytest.mark.parametrize(
    ("cpu", "memory", "asked", "score"),
    [
        pytest.param(Usage(500, 1000), Usage(500, 1000), (100, 100), 75, id="as balanced as before"),
        pytest.param(Usage(1000, 1000), Usage(0, 1000), (1000, 0), 50, id="from balanced to the opposite"),
        pytest.param(Usage(1000, 1000), Usage(1000, 1000), (0, 1000), 100, id="from the opposite to balanced"),
        pytest.param(Usage(1000, 2000), Usage(64, 4096), (1000, 64), 62, id="half the CPU, hardly any memory"),
    ],
)
def test_balance_change(cpu: Usage, memory: Usage, asked: tuple[int, int], score: int) -> None:
    assert balance_change(cpu, memory, *asked) == score


def scores(plugin: str, pod: Doc, *docs: Doc, selector: Any = None) -> dict[str, int] | None:
    nodes = make_nodes(*docs)
    found = score_nodes(Incoming(incoming(pod, nodes).template, selector), nodes, nodes.exists)
    if plugin not in found:
        return None
    return {name: int(found[plugin][row]) for name, row in nodes.rows.items()}


def test_fewer_soft_taints_are_better() -> None:
    soft = {"key": "spot", "effect": "PreferNoSchedule"}
    found = scores("TaintToleration", make_pod(), make_node("a", taints=[soft]), make_node("b"))
    assert found == {"a": 0, "b": 300}


def test_preferences_add_up_and_are_scaled_to_the_best_node() -> None:
    def prefer(weight: int, key: str) -> dict[str, Any]:
        return {"weight": weight, "preference": {"matchExpressions": [{"key": key, "operator": "Exists"}]}}

    preferred = [prefer(60, "ssd"), prefer(20, "gpu")]
    pod = make_pod(affinity={"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": preferred}})
    both, one = make_node("a", labels={"ssd": "", "gpu": ""}), make_node("b", labels={"gpu": ""})
    assert scores("NodeAffinity", pod, both, one, make_node("c")) == {"a": 200, "b": 50, "c": 0}


def test_an_image_counts_by_size_and_by_how_many_nodes_hold_it() -> None:
    held = make_node("a", images={"app:v1": 1000 * MEBIBYTE})
    found = scores("ImageLocality", make_pod(), held, make_node("b", images={"other:v1": 1000 * MEBIBYTE}))
    assert found == {"a": 100 * (500 - 23) // (1000 - 23), "b": 0}


def test_a_pod_without_requests_is_not_balanced() -> None:
    assert scores("NodeResourcesBalancedAllocation", make_pod(), make_node("a")) is None


def test_pods_of_a_service_are_spread_over_zones_and_nodes_by_default() -> None:
    selector = labels.of_map({"app": "web"})
    docs = [make_node("a", zone="x"), make_node("b", zone="x"), make_node("c", zone="y")]
    placed = make_pod("placed", labels={"app": "web"}, node="a")
    found = scores("PodTopologySpread", make_pod(labels={"app": "web"}), *docs, placed, selector=selector)
    # raw: host·ln(3+2) + 2 + zone·ln(2+2) + 4 → 9, 7, 6
    assert found == {"a": 2 * (100 * 6 // 9), "b": 2 * (100 * 8 // 9), "c": 200}
    assert scores("PodTopologySpread", make_pod(), *docs) is None


def test_preferred_affinity_draws_to_the_domain_and_anti_affinity_away() -> None:
    def prefer(kind: str) -> dict[str, Any]:
        term = {"labelSelector": {"matchLabels": {"app": "web"}}, "topologyKey": ZONE}
        return {kind: {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 7, "podAffinityTerm": term}]}}

    docs = [make_node("a", zone="x"), make_node("b", zone="x"), make_node("c", zone="y")]
    placed = make_pod("placed", labels={"app": "web"}, node="a")
    drawn = scores("InterPodAffinity", make_pod(affinity=prefer("podAffinity")), *docs, placed)
    driven = scores("InterPodAffinity", make_pod(affinity=prefer("podAntiAffinity")), *docs, placed)
    assert drawn == {"a": 200, "b": 200, "c": 0}
    assert driven == {"a": 0, "b": 0, "c": 200}
