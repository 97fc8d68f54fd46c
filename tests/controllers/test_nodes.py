"""Nodes: when silence is noticed, which taints follow, how fast, and what becomes of the pods."""

from __future__ import annotations

import pytest

from core.machinery import heartbeats
from core.meta.objects import Key, name, with_annotations
from core.meta.time import SECOND, rfc3339_micro
from simulator.controllers.nodelifecycle import eviction, heartbeat, taints, zones
from simulator.controllers.nodelifecycle.component import STOPPED
from tests.controllers.world import BEGIN, World, replica_set, template

UNREACHABLE = {"key": taints.UNREACHABLE, "effect": "NoExecute"}
NOT_READY = {"key": taints.NOT_READY, "effect": "NoExecute"}


def test_renewals_come_every_ten_seconds_at_a_phase_of_the_nodes_own():
    last = heartbeats.last_renewal("seed", "n1", BEGIN)
    assert 0 <= BEGIN - last < 10 * SECOND
    assert heartbeats.last_renewal("seed", "n1", last - 1) == last - 10 * SECOND
    assert len({heartbeats.phase("seed", f"n{number}") for number in range(9)}) == 9


def test_silence_is_noticed_at_the_first_look_after_the_grace():
    last = heartbeats.last_renewal("seed", "n1", BEGIN)
    noticed = heartbeat.noticed_at("seed", "n1", BEGIN)
    assert last + heartbeat.GRACE < noticed <= last + heartbeat.GRACE + heartbeat.MONITOR
    assert noticed % heartbeat.MONITOR == 0


@pytest.mark.parametrize(
    ("tolerations", "found", "expected"),
    [
        pytest.param([], [UNREACHABLE], 0, id="without a toleration it goes at once"),
        pytest.param([{"operator": "Exists"}], [UNREACHABLE, NOT_READY], None, id="who tolerates all stays for good"),
        pytest.param(
            [{"key": taints.UNREACHABLE, "operator": "Exists", "tolerationSeconds": 300}],
            [UNREACHABLE],
            300,
            id="a while",
        ),
        pytest.param(
            [
                {"key": taints.UNREACHABLE, "operator": "Exists", "tolerationSeconds": 300},
                {"key": taints.NOT_READY, "operator": "Exists", "tolerationSeconds": 60},
            ],
            [UNREACHABLE, NOT_READY],
            60,
            id="the shortest while counts",
        ),
        pytest.param(
            [{"key": taints.UNREACHABLE, "effect": "NoSchedule", "operator": "Exists"}],
            [UNREACHABLE],
            0,
            id="other effect",
        ),
        pytest.param(
            [{"key": "x", "value": "y"}], [{"key": "x", "value": "z", "effect": "NoExecute"}], 0, id="other value"
        ),
    ],
)
def test_patience(tolerations, found, expected):
    pod = {"spec": {"tolerations": tolerations}}
    assert eviction.patience(pod, found) == (expected * SECOND if expected else expected)


@pytest.mark.parametrize(
    ("ready", "unready", "expected"),
    [
        pytest.param(9, 1, "normal", id="one of ten down is normal"),
        pytest.param(1, 2, "normal", id="two down are too few to tell"),
        pytest.param(2, 3, "partial", id="three of five down is partial"),
        pytest.param(0, 1, "full", id="all down is full"),
        pytest.param(0, 0, "normal", id="an empty zone is normal"),
    ],
)
def test_zone_states(ready, unready, expected):
    assert zones.state_of(ready, unready) == expected


@pytest.mark.parametrize(
    ("state", "size", "expected"),
    [("normal", 5, 10), ("full", 5, 10), ("partial", 50, None), ("partial", 51, 100)],
)
def test_zone_speeds(state, size, expected):
    assert zones.interval(state, size) == (expected * SECOND if expected else None)


def stop(world: World, title: str) -> int:
    """Stop a kubelet; the µs at which that is noticed."""
    at = world.engine.now
    world.door.update(with_annotations(world.get("nodes", title, ""), {STOPPED: rfc3339_micro(at)}))
    return heartbeat.noticed_at(world.seed, title, at)


def start(world: World, title: str) -> None:
    """The kubelet works again and says so."""
    node = world.door.update(with_annotations(world.get("nodes", title, ""), {STOPPED: None}))
    told = [{**c, "status": "True" if c["type"] == "Ready" else "False"} for c in node["status"]["conditions"]]
    world.door.update_status({**node, "status": {**node["status"], "conditions": told}})


def until(world: World, moment: int) -> None:
    world.run((moment - world.engine.now) / SECOND)


def tainted(world: World, title: str, effect: str) -> list[str]:
    return [t["key"] for t in taints.held(world.get("nodes", title, "")) if t["effect"] == effect]


def test_a_silent_node_is_marked_tainted_and_emptied():
    world = World()
    world.door.create(replica_set("web", 6))
    world.run(10)
    world.mark()
    on_it = {name(p) for p in world.pods(app="web") if p["spec"]["nodeName"] == "node-1"}
    noticed = stop(world, "node-1")
    until(world, noticed - 1)
    assert world.changes()[1:] == []
    until(world, noticed + SECOND)
    told = {
        c["type"]: (c["status"], c["reason"], c["message"])
        for c in world.get("nodes", "node-1", "")["status"]["conditions"]
    }
    assert set(told.values()) == {("Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.")}
    assert world.events("NodeNotReady")[0] == "Node/node-1 NodeNotReady Node node-1 status is now: NodeNotReady"
    assert {text.split()[0] for text in world.events("NodeNotReady")[1:]} == {f"Pod/{title}" for title in on_it}
    assert (tainted(world, "node-1", "NoSchedule"), tainted(world, "node-1", "NoExecute")) == ([taints.UNREACHABLE], [])
    until(world, noticed + heartbeat.MONITOR + SECOND)
    assert tainted(world, "node-1", "NoExecute") == [taints.UNREACHABLE]
    until(world, noticed + 304 * SECOND)
    assert world.events("TaintManagerEviction") == []
    until(world, noticed + 306 * SECOND)
    assert {text.rpartition("/")[2] for text in world.events("TaintManagerEviction")} == on_it
    assert all("deletionTimestamp" in world.get("pods", title)["metadata"] for title in on_it)
    assert len([p for p in world.pods(app="web") if "deletionTimestamp" not in p["metadata"]]) == 6


def test_a_node_that_comes_back_in_time_keeps_its_pods():
    world = World()
    world.door.create(replica_set("web", 6))
    world.run(10)
    noticed = stop(world, "node-1")
    until(world, noticed + 60 * SECOND)
    start(world, "node-1")
    world.run(10)
    assert taints.held(world.get("nodes", "node-1", "")) == []
    assert world.events("TaintManagerEviction")[0].startswith("Pod/")
    assert all("Cancelling deletion of Pod default/web-" in text for text in world.events("TaintManagerEviction"))
    world.run(600)
    assert all("deletionTimestamp" not in pod["metadata"] for pod in world.pods(app="web"))


def test_nodes_of_one_zone_are_tainted_one_after_another():
    world = World(nodes=9)
    noticed = [stop(world, title) for title in ("node-3", "node-6")]  # two of the three of zone-0
    until(world, max(noticed) + 6 * SECOND)
    assert sum(bool(tainted(world, title, "NoExecute")) for title in ("node-3", "node-6")) == 1
    world.run(11)
    assert all(tainted(world, title, "NoExecute") for title in ("node-3", "node-6"))


def test_when_all_nodes_fall_silent_none_is_emptied():
    world = World(nodes=3)
    world.door.create(replica_set("web", 3))
    world.run(10)
    noticed = max([stop(world, f"node-{number}") for number in (1, 2, 3)])
    until(world, noticed + 400 * SECOND)
    assert [tainted(world, f"node-{number}", "NoExecute") for number in (1, 2, 3)] == [[], [], []]
    assert world.events("TaintManagerEviction") == []


def test_a_cordoned_node_is_tainted_and_an_uncordoned_one_no_longer():
    world = World()
    node = world.get("nodes", "node-1", "")
    world.door.update({**node, "spec": {**node["spec"], "unschedulable": True}})
    world.run(1)
    assert tainted(world, "node-1", "NoSchedule") == [taints.UNSCHEDULABLE]
    node = world.get("nodes", "node-1", "")
    spec = {field: value for field, value in node["spec"].items() if field != "unschedulable"}
    world.door.update({**node, "spec": spec})
    world.run(1)
    assert tainted(world, "node-1", "NoSchedule") == []


def test_a_taint_of_a_person_drives_pods_away_at_once():
    world = World()
    bound = template("web")
    world.door.create(replica_set("web", 6, template=bound))
    world.run(10)
    world.mark()
    node = world.get("nodes", "node-1", "")
    world.door.update({**node, "spec": {**node["spec"], "taints": [{"key": "x", "value": "y", "effect": "NoExecute"}]}})
    world.run(5)
    assert not [p for p in world.pods(app="web") if p["spec"]["nodeName"] == "node-1"]
    assert world.events("TaintManagerEviction")[0].split(" ", 2)[2].startswith("Marking for deletion Pod default/web-")


def test_nodes_are_registered_and_removed_with_an_event():
    world = World(nodes=1)
    assert world.events("RegisteredNode") == []
    world.door.delete(Key("nodes", "", "node-1"))
    world.run(1)
    assert world.events("RemovingNode") == [
        "Node/node-1 RemovingNode Node node-1 event: Removing Node node-1 from Controller"
    ]
