"""What kubelets do with pods and nodes, beyond the timelines of golden/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from core.meta import conditions
from core.meta.objects import Doc, Key, with_annotations
from core.store.memory import MemoryStore
from simulator.clusters import machines
from simulator.kubelet import behaviour
from tests.kubelet.timeline import NODE, Stand, bound, container, reborn

GOLDEN = Path(__file__).parent / "golden"
SERVER = container(ports=[{"containerPort": 80}])
ROOM = {"allocatable": {"cpu": "2", "memory": "4Gi", "pods": "3"}}


def directly_bound(stand: Stand, name: str, *containers: Doc, **spec: Any) -> Key:
    """A pod whose author named the node: no scheduler saw it."""
    doc = bound({"kind": "Pod", "metadata": {"name": name}, "spec": {**spec, "containers": list(containers)}})
    return stand.put("pods", {**doc, "status": {"phase": "Pending", "qosClass": "BestEffort"}})


# statuses


def test_a_running_pod_says_all_that_upstream_says() -> None:
    stand = Stand()
    stand.node()
    mount = {"name": "kube-api-access-x", "mountPath": "/var/run/secrets", "readOnly": True}
    asked = {"requests": {"cpu": "300m"}, "limits": {"cpu": "500m"}}
    pod = stand.pod("web", container(volumeMounts=[mount], resources=asked))
    stand.run(10)
    status = stand.status(pod)
    assert list(status) == [
        "observedGeneration", "phase", "conditions", "hostIP", "hostIPs", "podIP", "podIPs", "startTime",
        "containerStatuses", "qosClass", "allocatedResources", "resources",
    ]  # fmt: skip
    assert [(held["type"], held["status"]) for held in status["conditions"]] == [
        ("PodReadyToStartContainers", "True"),
        ("Initialized", "True"),
        ("Ready", "True"),
        ("ContainersReady", "True"),
        ("PodScheduled", "True"),
    ]
    (held,) = status["containerStatuses"]
    assert held["volumeMounts"] == [{**mount, "recursiveReadOnly": "Disabled"}]
    assert held["allocatedResources"] == {"cpu": "300m"}
    assert held["containerID"].startswith("containerd://")
    assert held["started"] is True


def test_a_waiting_pod_names_the_containers_that_are_not_ready() -> None:
    stand = Stand()
    stand.node()
    pod = stand.pod("web", container("a"), container("b"), initContainers=[container("i")])
    stand.run(0.1)
    held = stand.status(pod)["conditions"]
    assert conditions.find(held, "Initialized")["message"] == "containers with incomplete status: [i]"  # type: ignore[index]
    assert conditions.find(held, "Ready")["message"] == "containers with unready status: [a b]"  # type: ignore[index]
    assert conditions.find(held, "Ready")["reason"] == "ContainersNotReady"  # type: ignore[index]


def test_pods_of_one_template_share_their_conditions_and_first_statuses() -> None:
    stand = Stand()
    stand.node()
    shared = [SERVER]
    pods = [
        stand.put("pods", bound({"kind": "Pod", "metadata": {"name": f"p{n}"}, "spec": {"containers": shared}}))
        for n in range(2)
    ]
    stand.run(0.1)
    one, other = (stand.status(pod) for pod in pods)
    assert one["conditions"] is other["conditions"]
    assert one["containerStatuses"][0] is other["containerStatuses"][0]


def test_a_readiness_gate_keeps_a_pod_from_being_ready_until_somebody_opens_it() -> None:
    stand = Stand()
    stand.node()
    pod = stand.pod("web", SERVER, readinessGates=[{"conditionType": "example.com/open"}])
    stand.run(10)
    ready = conditions.find(stand.status(pod)["conditions"], "Ready")
    assert ready["message"] == 'corresponding condition of pod readiness gate "example.com/open" does not exist.'  # type: ignore[index]
    doc = stand.store.get(pod)
    opened = {"type": "example.com/open", "status": "True", "lastTransitionTime": None}
    stand.door.update_status({**doc, "status": {**doc["status"], "conditions": [*doc["status"]["conditions"], opened]}})  # type: ignore[index, dict-item]
    stand.run(11)
    assert conditions.is_true(stand.status(pod)["conditions"], "Ready")
    assert stand.status(pod)["conditions"][0]["type"] == "example.com/open"


# what a person does to a running pod


def test_a_container_that_a_person_crashes_ends_once_and_starts_again() -> None:
    stand = Stand()
    stand.node()
    pod = stand.pod("web", SERVER)
    stand.run(10)
    stand.door.update(with_annotations(stand.store.get(pod), {behaviour.CRASH: "c/1"}))  # type: ignore[arg-type]
    stand.run(100)
    (held,) = stand.status(pod)["containerStatuses"]
    assert (held["restartCount"], held["lastState"]["terminated"]["exitCode"]) == (1, 1)
    assert behaviour.CRASH not in (stand.store.get(pod)["metadata"].get("annotations") or {})  # type: ignore[index]


def test_a_container_with_a_new_image_is_stopped_and_started_with_it() -> None:
    stand = Stand()
    stand.node()
    pod = stand.pod("web", SERVER)
    stand.run(10)
    doc = stand.store.get(pod)
    stand.door.update({**doc, "spec": {**doc["spec"], "containers": [{**SERVER, "image": "nginx:1.26"}]}})  # type: ignore[dict-item, index]
    stand.run(30)
    (held,) = stand.status(pod)["containerStatuses"]
    assert (held["image"], held["restartCount"]) == ("nginx:1.26", 1)
    assert "Killing: Container c definition changed, will be restarted" in stand.events(pod)


def test_a_better_image_name_starts_a_pod_whose_image_could_not_be_had() -> None:
    stand = Stand()
    stand.node()
    pods = [stand.pod(name, container(image=image)) for name, image in (("a", "${X}/a"), ("b", "nginx:nope"))]
    stand.run(5)
    for pod in pods:
        doc = stand.store.get(pod)
        stand.door.update({**doc, "spec": {**doc["spec"], "containers": [SERVER]}})  # type: ignore[dict-item, index]
    stand.run(10)
    assert [stand.status(pod)["phase"] for pod in pods] == ["Running", "Running"]


def test_readiness_that_is_made_to_fail_goes_after_three_probes_and_comes_back() -> None:
    stand = Stand()
    stand.node()
    pod = stand.pod("web", {**SERVER, "readinessProbe": {"httpGet": {"port": 80}}})
    stand.run(20)
    fail = f"{behaviour.PREFIX}fail-readiness"
    stand.door.update(with_annotations(stand.store.get(pod), {fail: "true"}))  # type: ignore[arg-type]
    stand.run(41)
    assert conditions.is_true(stand.status(pod)["conditions"], "Ready")
    stand.run(55)
    assert not conditions.is_true(stand.status(pod)["conditions"], "Ready")
    assert stand.events(pod)[-1] == "Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503"
    stand.door.update(with_annotations(stand.store.get(pod), {fail: None}))  # type: ignore[arg-type]
    stand.run(70)
    assert conditions.is_true(stand.status(pod)["conditions"], "Ready")
    assert len(stand.engine.ledger) == 0


def test_a_pod_past_its_active_deadline_fails() -> None:
    stand = Stand()
    stand.node()
    pod = stand.pod("web", SERVER, activeDeadlineSeconds=20)
    stand.run(60)
    status = stand.status(pod)
    assert (status["phase"], status["reason"]) == ("Failed", "DeadlineExceeded")
    assert status["message"] == "Pod was active on the node longer than the specified deadline"
    assert len(stand.engine.ledger) == 0


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
    stand.door.update(with_annotations(stand.store.get(NODE), {behaviour.STOPPED: "true"}))  # type: ignore[arg-type]
    late = stand.pod("late", SERVER)
    stand.door.delete(deleted)
    doc = stand.store.get(running)
    given_up = conditions.put(doc["status"]["conditions"], {"type": "Ready", "status": "False"}, "2026-09-21T15:00:00Z")  # type: ignore[index]
    stand.door.update_status({**doc, "status": {**doc["status"], "conditions": given_up}})  # type: ignore[dict-item, index]
    head = stand.store.head()
    stand.run(1000)
    assert stand.store.head() == head
    stand.door.update(with_annotations(stand.store.get(NODE), {behaviour.STOPPED: None}))  # type: ignore[arg-type]
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
    stopped = with_annotations({**doc, "status": {**doc["status"], "conditions": lost}}, {behaviour.STOPPED: "true"})  # type: ignore[dict-item, index]
    stand.put("nodes", stopped)
    stand.door.update(with_annotations(stand.store.get(NODE), {behaviour.STOPPED: None}))  # type: ignore[arg-type]
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


# determinism


def played(path: Path, cuts: tuple[float, ...] = (), seed: str = "s") -> list[str]:
    """The timeline of a golden file's pods, killed and loaded again at ``cuts`` (s)."""
    script, *docs = yaml.safe_load_all(path.read_text())
    stand = Stand(seed=seed)
    stand.node()
    for doc in docs:
        stand.put("pods", bound(doc))
    for cut in cuts:
        stand.run(cut)
        stand = reborn(stand, seed)
    stand.run(min(script["until"], 120))
    return stand.lines()


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.yaml")), ids=lambda path: path.stem.replace("-", " "))
@pytest.mark.parametrize(
    "cuts", [(0.3,), (0.7, 1.2, 2.3), (3.3, 4.4, 9.9, 15, 22, 31, 50)], ids=["early", "often", "late"]
)
def test_a_kill_at_any_moment_leaves_no_trace_in_the_log(path: Path, cuts: tuple[float, ...]) -> None:
    assert played(path, cuts) == played(path)


def test_equal_seeds_give_equal_logs_and_others_do_not() -> None:
    path = GOLDEN / "same-image-twice.yaml"
    assert played(path, seed="1") == played(path, seed="1")
    assert played(path, seed="1") != played(path, seed="2")


def test_a_turn_that_is_undone_leaves_no_trace() -> None:
    straight, crooked = Stand(), Stand()
    for stand in (straight, crooked):
        stand.node()
        stand.pod("web", SERVER)
        stand.run(1)
        stand.engine.accept()
    crooked.run(30)
    crooked.engine.rollback()
    for stand in (straight, crooked):
        stand.pod("other", SERVER)
        stand.run(40)
    assert straight.lines() == crooked.lines()


def test_hollow_kubelets_run_containers_that_never_end() -> None:
    stand = Stand(is_hollow=True)
    stand.node()
    pod = stand.pod("job", container(image="busybox"), restartPolicy="Never")
    stand.run(1000)
    assert stand.status(pod)["phase"] == "Running"


def test_the_log_is_kept_by_the_store_that_a_stand_is_given() -> None:
    store = MemoryStore()
    Stand(store=store).node()
    assert store.count("nodes") == 1


@pytest.mark.parametrize(
    ("spec", "annotations"),
    [
        pytest.param({"terminationGracePeriodSeconds": 10**10}, {}, id="an endless grace period"),
        pytest.param({"activeDeadlineSeconds": 2**31 - 1}, {}, id="the longest deadline"),
        pytest.param({}, {"clusterviz.io/run-for": "999999999h"}, id="a run of centuries"),
        pytest.param({}, {"clusterviz.io/stop-after": "999999999h"}, id="an end of centuries"),
        pytest.param({}, {"clusterviz.io/exit-code": "NaN", "clusterviz.io/crash-after": "soon"}, id="no numbers"),
        pytest.param({}, {"clusterviz.io/crash": "<script>"}, id="a container that is not there"),
    ],
)
def test_hostile_pods_keep_dates_within_what_can_be_stored(spec: Doc, annotations: Doc) -> None:
    stand = Stand()
    stand.node()
    shell = container(image="busybox", command=["sleep", "infinity"])
    pod = stand.pod("hostile", shell, annotations=annotations, **spec)
    stand.run(10)
    stand.door.delete(pod)
    stand.run(20)
    assert all(item.due < 2**62 for item in stand.engine.ledger._agenda.values())


def test_a_pod_of_a_hundred_containers_starts() -> None:
    stand = Stand()
    stand.node()
    pod = stand.pod("many", *(container(f"c{number}") for number in range(100)))
    stand.run(30)
    assert conditions.is_true(stand.status(pod)["conditions"], "Ready")
