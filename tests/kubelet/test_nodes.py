"""Kubelets and their nodes: who is let in, silence and recovery, images, addresses, static pods."""

from __future__ import annotations

import pytest

from core.meta import conditions
from core.meta.objects import Doc, Key, with_annotations
from simulator.clusters import machines
from simulator.kubelet import behaviour
from tests.kubelet.timeline import NODE, SERVER, Stand, container, directly_bound

ROOM = {"allocatable": {"cpu": "2", "memory": "4Gi", "pods": "3"}}


# admission


@pytest.mark.parametrize(
    ("spec", "reason", "message"),
    [
        pytest.param(
            {"containers": [container(resources={"requests": {"cpu": "3"}})]},
            "OutOfcpu",
            "Node didn't have enough resource: cpu, requested: 3000, used: 1500, capacity: 2000",
            id="too much CPU",
        ),
        pytest.param(
            {"containers": [container(resources={"requests": {"memory": "5Gi"}})]},
            "OutOfmemory",
            "Node didn't have enough resource: memory, requested: 5368709120, used: 0, capacity: 4294967296",
            id="too much memory",
        ),
        pytest.param(
            {"nodeSelector": {"disk": "ssd"}, "containers": [container()]},
            "NodeAffinity",
            "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
            id="a selector that the node does not meet",
        ),
        pytest.param(
            {"containers": [container(ports=[{"containerPort": 80, "hostPort": 8080, "hostIP": "10.0.0.1"}])]},
            "NodePorts",
            "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
            id="a host port that is taken",
        ),
    ],
)
def test_a_pod_that_does_not_fit_its_node_fails(spec: Doc, reason: str, message: str) -> None:
    stand = Stand()
    stand.node(**ROOM)
    taken = container(resources={"requests": {"cpu": "1500m"}}, ports=[{"containerPort": 1, "hostPort": 8080}])
    stand.pod("first", taken)
    stand.run(5)
    pod = directly_bound(stand, "second", *spec.pop("containers"), **spec)
    stand.run(10)
    status = stand.status(pod)
    assert (status["phase"], status["reason"], status["message"]) == ("Failed", reason, f"Pod was rejected: {message}")
    assert stand.events(pod) == [f"{reason}: {message}"]
    assert "containerStatuses" not in status


def test_a_fourth_pod_on_a_node_for_three_fails_and_fits_when_one_has_gone() -> None:
    stand = Stand()
    stand.node(**ROOM)
    pods = [directly_bound(stand, f"p{number}", SERVER) for number in range(4)]
    stand.run(10)
    assert [stand.status(pod)["phase"] for pod in pods] == ["Running"] * 3 + ["Failed"]
    stand.door.delete(pods[0])
    stand.run(20)
    later = directly_bound(stand, "later", SERVER)
    stand.run(30)
    assert stand.status(later)["phase"] == "Running"


# nodes


def test_pods_of_a_stopped_kubelet_do_not_change_until_it_works_again() -> None:
    stand = Stand()
    stand.node()
    running, deleted = stand.pod("running", SERVER), stand.pod("deleted", SERVER)
    stand.run(10)
    stand.door.update(with_annotations(stand.store.get(NODE), {behaviour.STOPPED: "true"}))
    late = stand.pod("late", SERVER)
    stand.door.delete(deleted)
    doc = stand.store.get(running)
    given_up = conditions.put(doc["status"]["conditions"], {"type": "Ready", "status": "False"}, "2026-09-21T15:00:00Z")
    stand.door.update_status({**doc, "status": {**doc["status"], "conditions": given_up}})
    head = stand.store.head()
    stand.run(1000)
    assert stand.store.head() == head
    stand.door.update(with_annotations(stand.store.get(NODE), {behaviour.STOPPED: None}))
    stand.run(1010)
    assert stand.store.get(deleted) is None
    assert stand.status(late)["phase"] == stand.status(running)["phase"] == "Running"
    assert conditions.is_true(stand.status(running)["conditions"], "Ready")


def test_a_node_that_was_given_up_is_posted_ready_again() -> None:
    stand = Stand()
    stand.node(conditions=machines.conditions(0))
    stand.put("namespaces", {"kind": "Namespace", "metadata": {"name": "kube-node-lease"}, "status": {}})
    lost = [{**held, "status": "Unknown", "reason": "NodeStatusUnknown"} for held in machines.conditions(0)]
    doc = stand.store.get(NODE)
    stopped = with_annotations({**doc, "status": {**doc["status"], "conditions": lost}}, {behaviour.STOPPED: "true"})
    stand.put("nodes", stopped)
    stand.door.update(with_annotations(stand.store.get(NODE), {behaviour.STOPPED: None}))
    stand.run(5)
    told = stand.status(NODE)["conditions"]
    assert [held["status"] for held in told] == ["False", "False", "False", "True"]
    assert stand.store.get(Key("leases.coordination.k8s.io", "kube-node-lease", "n1")) is not None


def test_a_node_tells_of_its_images_once_and_a_quiet_node_writes_nothing() -> None:
    stand = Stand()
    stand.node(conditions=machines.conditions(0))
    stand.pod("web", SERVER, container("b", "redis:7"))
    stand.run(60)
    names = [image["names"][1] for image in stand.status(NODE)["images"]]
    assert names == ["docker.io/library/nginx:1.25", "docker.io/library/redis:7"]
    writes = [change for change in stand.store.changes(0) if change.key == NODE and change.actor == "kubelet"]
    assert len(writes) == 1
    head = stand.store.head()
    stand.run(100_000)
    assert stand.store.head() == head
    assert len(stand.engine.ledger) == 0


def test_nodes_that_somebody_made_bare_get_a_machine_each_its_own_address_and_range() -> None:
    stand = Stand()
    stand.put("namespaces", {"kind": "Namespace", "metadata": {"name": "kube-node-lease"}, "status": {}})
    stand.node()
    for name in ("a", "b"):
        stand.put("nodes", {"kind": "Node", "metadata": {"name": name}, "spec": {}})
    pod = directly_bound(stand, "web", SERVER, nodeName="a")
    stand.run(30)
    bare = [stand.store.get(Key("nodes", "", name)) for name in ("a", "b")]
    assert [node["spec"]["podCIDR"] for node in bare if node] == ["10.128.0.0/24", "10.128.1.0/24"]
    assert [node["status"]["addresses"][0]["address"] for node in bare if node] == ["10.0.0.10", "10.0.0.11"]
    assert all(conditions.is_true(node["status"]["conditions"], "Ready") for node in bare if node)
    assert stand.store.count("leases.coordination.k8s.io") == 3
    assert stand.status(pod)["podIP"] == "10.128.0.2"


def test_a_static_pod_comes_again_when_its_mirror_is_deleted() -> None:
    stand = Stand()
    stand.put("namespaces", {"kind": "Namespace", "metadata": {"name": "kube-system"}, "status": {"phase": "Active"}})
    priority = {"kind": "PriorityClass", "apiVersion": "scheduling.k8s.io/v1", "value": 2_000_001_000}
    stand.put("priorityclasses.scheduling.k8s.io", {**priority, "metadata": {"name": "system-node-critical"}})
    node = {"kind": "Node", "metadata": {"name": "n1", "annotations": {"clusterviz.io/static-pods": "kube-proxy"}}}
    stand.put("nodes", {**node, "spec": {}, "status": {"conditions": machines.conditions(0)}})
    mirror = Key("pods", "kube-system", "kube-proxy-n1")
    stand.run(10)
    first = stand.store.get(mirror)
    assert first is not None
    assert first["metadata"]["ownerReferences"][0]["kind"] == "Node"
    assert first["status"]["phase"] == "Running"
    stand.door.delete(mirror)
    stand.run(20)
    again = stand.store.get(mirror)
    assert again is not None
    assert again["metadata"]["uid"] != first["metadata"]["uid"]


def test_addresses_are_given_in_turn_and_are_free_again_after_a_pods_end() -> None:
    stand = Stand()
    stand.node()
    given = []
    for number in range(300):
        pod = stand.pod(f"p{number}", SERVER)
        stand.run(number * 10 + 5)
        given.append(stand.status(pod)["podIP"])
        if number:
            stand.door.delete(pod)
    assert given[:2] == ["10.244.1.2", "10.244.1.3"]
    assert len(set(given)) == 253
    assert given[253] == "10.244.1.3", "the first is still in use"


def test_pods_on_the_hosts_network_have_the_nodes_address() -> None:
    stand = Stand()
    stand.node()
    pod = stand.pod("host", SERVER, hostNetwork=True)
    stand.run(5)
    assert stand.status(pod)["podIP"] == "10.0.0.1"
