"""Which plugin refuses a node, and with which words."""

from __future__ import annotations

from typing import Any

import pytest

from core.meta.objects import Doc
from simulator.scheduler.cycle import find_feasible
from simulator.scheduler.nodes import Nodes
from tests.scheduler.builders import HOSTNAME, ZONE, incoming, key_of, make_node, make_nodes, make_pod

DEDICATED = {"key": "dedicated", "value": "db", "effect": "NoSchedule"}
WEB = {"matchLabels": {"app": "web"}}


def node_affinity(**term: Any) -> dict[str, Any]:
    required = {"nodeSelectorTerms": [term]}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}


def near(kind: str, selector: dict[str, Any], key: str = HOSTNAME) -> dict[str, Any]:
    return {kind: {"requiredDuringSchedulingIgnoredDuringExecution": [{"labelSelector": selector, "topologyKey": key}]}}


def spread(skew: int, key: str = HOSTNAME, **more: Any) -> list[dict[str, Any]]:
    constraint = {"maxSkew": skew, "topologyKey": key, "whenUnsatisfiable": "DoNotSchedule", "labelSelector": WEB}
    return [{**constraint, **more}]


PASSES = ("", "", True)

CASES = [
    pytest.param(make_node("a"), make_pod(), PASSES, id="an empty node takes an ordinary pod"),
    pytest.param(
        make_node("a", unschedulable=True),
        make_pod(),
        ("NodeUnschedulable", "node(s) were unschedulable", False),
        id="a cordoned node takes none",
    ),
    pytest.param(
        make_node("a", unschedulable=True),
        make_pod(tolerations=[{"operator": "Exists"}]),
        PASSES,
        id="but for one that tolerates everything",
    ),
    pytest.param(
        make_node("a"),
        make_pod(node="b"),
        ("NodeName", "node(s) didn't match the requested node name", False),
        id="a pod that names another node",
    ),
    pytest.param(
        make_node("a", taints=[DEDICATED]),
        make_pod(),
        ("TaintToleration", "node(s) had untolerated taint(s)", False),
        id="a taint that is not tolerated",
    ),
    pytest.param(
        make_node("a", taints=[DEDICATED]),
        make_pod(tolerations=[{"key": "dedicated", "value": "db"}]),
        PASSES,
        id="a toleration without operator compares, without effect holds for all",
    ),
    pytest.param(
        make_node("a", taints=[{**DEDICATED, "effect": "PreferNoSchedule"}]),
        make_pod(),
        PASSES,
        id="a soft taint refuses nobody",
    ),
    pytest.param(
        make_node("a", labels={"disk": "hdd"}),
        make_pod(nodeSelector={"disk": "ssd"}),
        ("NodeAffinity", "node(s) didn't match Pod's node affinity/selector", False),
        id="another label than the nodeSelector's",
    ),
    pytest.param(
        make_node("a", labels={"gen": "5"}),
        make_pod(affinity=node_affinity(matchExpressions=[{"key": "gen", "operator": "Gt", "values": ["4"]}])),
        PASSES,
        id="Gt compares numbers",
    ),
    pytest.param(
        make_node("a"),
        make_pod(affinity=node_affinity()),
        ("NodeAffinity", "node(s) didn't match Pod's node affinity/selector", False),
        id="an empty term matches no node",
    ),
    pytest.param(
        make_node("a", unschedulable=True),
        make_pod(affinity=node_affinity(matchFields=[{"key": "metadata.name", "operator": "In", "values": ["b"]}])),
        ("NodeAffinity", "node(s) didn't satisfy plugin(s) [NodeAffinity]", False),
        id="a DaemonSet's pod looks at no other node at all",
    ),
    pytest.param(
        make_node("a", cpu="1"),
        make_pod(cpu="2", memory="1Gi"),
        ("NodeResourcesFit", "Insufficient cpu", False),
        id="more than the whole node has",
    ),
    pytest.param(
        make_node("a", pods="0"),
        make_pod(),
        ("NodeResourcesFit", "Too many pods", True),
        id="no pod fits any more",
    ),
]


def refusal_of(pod: Doc, nodes: Nodes) -> tuple[str, str, bool]:
    """(plugin, texts, resolvable) of node ``a``."""
    found = find_feasible(incoming(pod, nodes), nodes).verdict(nodes).of("a")
    return (found[0], ", ".join(found[1].texts), found[1].resolvable) if found else PASSES


@pytest.mark.parametrize(("node", "pod", "expected"), CASES)
def test_one_node(node: Doc, pod: Doc, expected: tuple[str, str, bool]) -> None:
    nodes = make_nodes(node)
    assert refusal_of(pod, nodes) == expected


OTHER = make_pod("other", labels={"app": "web"}, node="a", cpu="3", ports=[80])
BESIDE_OTHER = [
    pytest.param(
        make_pod(ports=[80]),
        ("NodePorts", "node(s) didn't have free ports for the requested pod ports", True),
        id="a host port that is taken",
    ),
    pytest.param(make_pod(ports=[81]), PASSES, id="another host port"),
    pytest.param(
        make_pod(cpu="2"),
        ("NodeResourcesFit", "Insufficient cpu", True),
        id="less than the node has, more than is free",
    ),
    pytest.param(
        make_pod(labels={"app": "web"}, topologySpreadConstraints=spread(1)),
        ("PodTopologySpread", "node(s) didn't match pod topology spread constraints", True),
        id="a skew that would grow too large",
    ),
    pytest.param(
        make_pod(labels={"app": "web"}, topologySpreadConstraints=spread(2)), PASSES, id="a skew that is allowed"
    ),
    pytest.param(
        make_pod(topologySpreadConstraints=spread(1, "rack")),
        (
            "PodTopologySpread",
            "node(s) didn't match pod topology spread constraints (missing required label)",
            False,
        ),
        id="a node outside of every domain",
    ),
    pytest.param(
        make_pod(labels={"app": "web"}, topologySpreadConstraints=spread(1, ZONE)),
        ("PodTopologySpread", "node(s) didn't match pod topology spread constraints", True),
        id="one zone more would have to be filled first",
    ),
    pytest.param(make_pod(affinity=near("podAffinity", WEB)), PASSES, id="the pod that it wants to be near is there"),
    pytest.param(
        make_pod(affinity=near("podAffinity", {"matchLabels": {"app": "db"}})),
        ("InterPodAffinity", "node(s) didn't match pod affinity rules", False),
        id="the pod that it wants to be near is nowhere",
    ),
    pytest.param(
        make_pod(labels={"app": "db"}, affinity=near("podAffinity", {"matchLabels": {"app": "db"}})),
        PASSES,
        id="the first of pods that want each other may go anywhere",
    ),
    pytest.param(
        make_pod(affinity=near("podAntiAffinity", WEB)),
        ("InterPodAffinity", "node(s) didn't match pod anti-affinity rules", True),
        id="a pod that it must not be near",
    ),
]


@pytest.mark.parametrize(("pod", "expected"), BESIDE_OTHER)
def test_a_node_with_a_pod_beside_an_empty_one(pod: Doc, expected: tuple[str, str, bool]) -> None:
    nodes = make_nodes(make_node("a", zone="x"), make_node("b", zone="y"), OTHER)
    assert refusal_of(pod, nodes) == expected


def test_a_placed_pod_keeps_others_out() -> None:
    alone = make_pod("alone", node="a", affinity=near("podAntiAffinity", WEB, ZONE))
    nodes = make_nodes(make_node("a", zone="x"), make_node("b", zone="x"), make_node("c", zone="y"), alone)
    verdict = find_feasible(incoming(make_pod(labels={"app": "web"}), nodes), nodes).verdict(nodes)
    assert verdict.histogram() == {"node(s) didn't satisfy existing pods anti-affinity rules": 2}


def test_a_terminating_pod_takes_room_but_is_not_spread_over() -> None:
    ending = make_pod("ending", labels={"app": "web"}, node="a", cpu="3")
    ending["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    nodes = make_nodes(make_node("a"), make_node("b"), ending)
    spreading = make_pod(labels={"app": "web"}, topologySpreadConstraints=spread(1))
    assert find_feasible(incoming(spreading, nodes), nodes).mask[nodes.rows["a"]]
    assert not find_feasible(incoming(make_pod(cpu="2"), nodes), nodes).mask[nodes.rows["a"]]


def test_room_is_kept_for_a_nominated_pod_of_higher_priority() -> None:
    nodes = make_nodes(make_node("a", cpu="1"))
    nominated = make_pod("first", cpu="800m", priority=10)
    nominated["status"]["nominatedNodeName"] = "a"
    nodes.change_pod(key_of(nominated), None, nominated)

    def passes(priority: int) -> bool:
        pod = make_pod(cpu="500m", priority=priority)
        return bool(find_feasible(incoming(pod, nodes), nodes).mask.any())

    assert [passes(9), passes(10), passes(11)] == [False, False, True]
    assert find_feasible(incoming(nominated, nodes), nodes, key_of(nominated)).mask.any()
