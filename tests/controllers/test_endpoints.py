"""Endpoints and slices: who is listed, how slices are laid out, and that few writes tell of many pods."""

from __future__ import annotations

import pytest

from core.meta.objects import Key, annotations, labels, name, with_metadata
from simulator.controllers.endpoints import facts, slices
from simulator.controllers.membership import Membership
from tests.controllers.world import World, deployment, pod, service

SLICES = "endpointslices.discovery.k8s.io"
WEB: slices.Ports = (("", "TCP", 80, ""),)


def page(title: str, *numbers: int, ready: bool = True) -> dict:
    found = [endpoint(number, ready=ready) for number in numbers]
    return {"metadata": {"name": title}, "ports": slices.port_docs(WEB), "endpoints": found}


def endpoint(number: int, *, ready: bool = True) -> dict:
    return {"addresses": [f"10.0.0.{number}"], "conditions": {"ready": ready}, "targetRef": {"uid": str(number)}}


def wanted(*numbers: int) -> dict:
    return {WEB: {slices.identity(endpoint(number)): endpoint(number) for number in numbers}}


@pytest.mark.parametrize(
    ("existing", "numbers", "expected"),
    [
        pytest.param([], range(3), ([3], {}, []), id="the first endpoints make a slice"),
        pytest.param([], range(250), ([100, 100, 50], {}, []), id="a slice holds a hundred"),
        pytest.param([page("a", 1, 2)], (1, 2), ([], {}, []), id="what is there already is not written"),
        pytest.param([page("a", 1, 2)], (1, 2, 3), ([], {"a": 3}, []), id="more go where all of them fit"),
        pytest.param([page("a", 1, 2)], (2,), ([], {"a": 1}, []), id="what is gone is taken out"),
        pytest.param([page("a", 1), page("b", 2)], (1,), ([], {}, ["b"]), id="an emptied slice goes"),
        pytest.param([page("a", 1, ready=False)], (1,), ([], {"a": 1}, []), id="what differs is written"),
        pytest.param([page("a", 1)], (2,), ([], {"a": 1}, []), id="a slice that would go is used for new ones"),
        pytest.param([page("a", 1)], (), ([], {"a": 0}, []), id="the last slice stays, empty"),
        pytest.param(
            [page("a", *range(99)), page("b", 200)],
            (*range(99), 201, 202),
            ([], {"b": 2}, []),
            id="full slices are spared",
        ),
    ],
)
def test_layout(existing, numbers, expected):
    layout = slices.plan(existing, wanted(*numbers) if numbers else {})
    update = {title: len(held) for title, (_, held) in layout.update.items()}
    assert ([len(held) for _, held in layout.create], update, layout.delete) == expected


def test_an_empty_slice_is_left_as_it_is():
    empty = {"metadata": {"name": "a"}, "ports": None, "endpoints": None}
    assert slices.plan([empty], {}) == slices.Layout([], {}, [])


@pytest.mark.parametrize(
    ("target", "expected"),
    [(8080, 8080), ("web", 80), ("absent", None)],
    ids=["a number is itself", "a name is looked up", "an unknown name has no number"],
)
def test_target_ports(target, expected):
    spec = {"containers": [{"name": "c", "ports": [{"name": "web", "containerPort": 80}]}]}
    assert facts.find_port({"spec": spec}, {"port": 1, "targetPort": target}) == expected


def test_membership_follows_pods_and_services_and_undoes_itself():
    members = Membership("services", facts.selector)
    one, other = pod("one", "a"), pod("other", "b")
    relabelled = with_metadata(other, labels={"app": "a", "tier": "x"})
    keys = {title: Key("pods", "default", title) for title in ("one", "other")}
    first, second = Key("services", "default", "first"), Key("services", "default", "second")
    narrow = service("second", "a")
    narrow["spec"]["selector"] = {"app": "a", "tier": "x"}
    members.follow_pod(keys["one"], None, one)
    members.follow_selecting(first, None, service("first", "a"))
    members.follow_pod(keys["other"], None, other)
    members.follow_selecting(second, None, narrow)
    assert (members.pods_of(first), members.pods_of(second)) == ([keys["one"]], [])
    members.follow_pod(keys["other"], other, relabelled)
    assert members.pods_of(first) == [keys["one"], keys["other"]]
    assert members.selecting(relabelled) == [first, second]
    members.follow_pod(keys["other"], relabelled, other)
    members.follow_selecting(first, service("first", "a"), None)
    assert members.selecting(one) == members.pods_of(first) == []
    assert members.pods_of(second) == []


def test_a_service_shows_its_pods_in_both_forms():
    world = World()
    world.door.create(service("web", "web", ports=[{"name": "http", "port": 8080, "targetPort": "web"}]))
    world.run(3)
    (empty,) = world.store.list(SLICES)
    assert (empty["endpoints"], empty["ports"]) == (None, None)
    world.door.create(deployment("web", 2))
    world.run(10)
    (held,) = world.store.list(SLICES)
    assert name(held) == name(empty)
    assert held["ports"] == [{"name": "http", "protocol": "TCP", "port": 80}]
    assert [e["conditions"] for e in held["endpoints"]] == [{"ready": True, "serving": True, "terminating": False}] * 2
    assert {e["zone"] for e in held["endpoints"]} <= {"zone-0", "zone-1", "zone-2"}
    assert labels(held)["kubernetes.io/service-name"] == "web"
    (subset,) = world.get("endpoints", "web")["subsets"]
    assert {a["targetRef"]["name"] for a in subset["addresses"]} == {name(p) for p in world.pods(app="web")}
    assert subset["ports"] == [{"name": "http", "port": 80, "protocol": "TCP"}]


def test_an_ending_pod_is_shown_as_such_and_then_gone():
    world = World()
    world.door.create(service("web", "web"))
    world.door.create(pod("one", "web"))
    world.run(5)
    held = world.get("pods", "one")
    world.door.update(with_metadata(held, finalizers=["example.com/hold"]))
    world.door.delete(Key("pods", "default", "one"))
    world.run(3)
    (slice_,) = world.store.list(SLICES)
    assert slice_["endpoints"][0]["conditions"] == {"ready": False, "serving": True, "terminating": True}
    assert "subsets" not in world.get("endpoints", "web")
    world.door.update(with_metadata(world.get("pods", "one"), finalizers=None))
    world.run(3)
    assert world.store.list(SLICES)[0]["endpoints"] is None


def test_a_headless_service_is_marked_and_one_without_a_selector_left_alone():
    world = World()
    world.door.create(service("none", "web", clusterIP="None"))
    world.door.create(service("own", "web", selector=None))
    world.run(3)
    (slice_,) = world.store.list(SLICES)
    assert labels(slice_)["service.kubernetes.io/headless"] == ""
    assert labels(world.get("endpoints", "none"))["service.kubernetes.io/headless"] == ""
    assert world.find("endpoints", "own") is None


def test_pods_that_start_together_are_told_in_few_writes():
    world = World(nodes=9)
    world.door.create(service("web", "web"))
    world.door.create(deployment("web", 150))
    world.run(30)
    written = [change for change in world.changes() if change.key.resource == SLICES]
    assert sorted(len(page["endpoints"]) for page in world.store.list(SLICES)) == [50, 100]
    assert len(written) < 12


def test_a_deleted_service_takes_its_endpoints_with_it():
    world = World()
    world.door.create(service("web", "web"))
    world.run(3)
    assert annotations(world.get("endpoints", "web"))[facts.TRIGGER_TIME]
    world.door.delete(Key("services", "default", "web"))
    world.run(3)
    assert world.store.list(SLICES) == world.store.list("endpoints") == []
