"""What kubelets do with pods, beyond the timelines of golden/."""

from __future__ import annotations

import pytest

from core.meta import conditions
from core.meta.objects import Doc, with_annotations
from simulator.kubelet import behaviour
from tests.kubelet.timeline import SERVER, Stand, bound, container

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
    assert conditions.find(held, "Initialized")["message"] == "containers with incomplete status: [i]"
    assert conditions.find(held, "Ready")["message"] == "containers with unready status: [a b]"
    assert conditions.find(held, "Ready")["reason"] == "ContainersNotReady"


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
    assert ready["message"] == 'corresponding condition of pod readiness gate "example.com/open" does not exist.'
    doc = stand.store.get(pod)
    opened = {"type": "example.com/open", "status": "True", "lastTransitionTime": None}
    stand.door.update_status({**doc, "status": {**doc["status"], "conditions": [*doc["status"]["conditions"], opened]}})
    stand.run(11)
    assert conditions.is_true(stand.status(pod)["conditions"], "Ready")
    assert stand.status(pod)["conditions"][0]["type"] == "example.com/open"


# what a person does to a running pod


def test_a_container_that_a_person_crashes_ends_once_and_starts_again() -> None:
    stand = Stand()
    stand.node()
    pod = stand.pod("web", SERVER)
    stand.run(10)
    stand.door.update(with_annotations(stand.store.get(pod), {behaviour.CRASH: "c/1"}))
    stand.run(100)
    (held,) = stand.status(pod)["containerStatuses"]
    assert (held["restartCount"], held["lastState"]["terminated"]["exitCode"]) == (1, 1)
    assert behaviour.CRASH not in (stand.store.get(pod)["metadata"].get("annotations") or {})


def test_a_container_with_a_new_image_is_stopped_and_started_with_it() -> None:
    stand = Stand()
    stand.node()
    pod = stand.pod("web", SERVER)
    stand.run(10)
    doc = stand.store.get(pod)
    stand.door.update({**doc, "spec": {**doc["spec"], "containers": [{**SERVER, "image": "nginx:1.26"}]}})
    stand.run(30)
    (held,) = stand.status(pod)["containerStatuses"]
    assert (held["image"], held["restartCount"]) == ("nginx:1.26", 1)
    assert "Killing: Container c definition changed, will be restarted" in stand.events(pod)


def test_a_resize_in_place_is_granted_at_once() -> None:
    stand = Stand()
    stand.node()
    pod = stand.pod("web", {**SERVER, "resources": {"requests": {"cpu": "1"}}})
    stand.run(10)
    doc = stand.store.get(pod)
    bigger = [{**SERVER, "resources": {"requests": {"cpu": "2"}}}]
    stand.door.update({**doc, "spec": {**doc["spec"], "containers": bigger}})
    stand.run(11)
    (held,) = stand.status(pod)["containerStatuses"]
    assert (held["allocatedResources"], held["restartCount"]) == ({"cpu": "2"}, 0)
    assert stand.status(pod)["resources"] == {"requests": {"cpu": "2"}}


def test_a_better_image_name_starts_a_pod_whose_image_could_not_be_had() -> None:
    stand = Stand()
    stand.node()
    pods = [stand.pod(name, container(image=image)) for name, image in (("a", "${X}/a"), ("b", "nginx:nope"))]
    stand.run(5)
    for pod in pods:
        doc = stand.store.get(pod)
        stand.door.update({**doc, "spec": {**doc["spec"], "containers": [SERVER]}})
    stand.run(10)
    assert [stand.status(pod)["phase"] for pod in pods] == ["Running", "Running"]


def test_readiness_that_is_made_to_fail_goes_after_three_probes_and_comes_back() -> None:
    stand = Stand()
    stand.node()
    pod = stand.pod("web", {**SERVER, "readinessProbe": {"httpGet": {"port": 80}}})
    stand.run(20)
    fail = f"{behaviour.PREFIX}fail-readiness"
    stand.door.update(with_annotations(stand.store.get(pod), {fail: "true"}))
    stand.run(41)
    assert conditions.is_true(stand.status(pod)["conditions"], "Ready")
    stand.run(55)
    assert not conditions.is_true(stand.status(pod)["conditions"], "Ready")
    assert stand.events(pod)[-1] == "Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503"
    stand.door.update(with_annotations(stand.store.get(pod), {fail: None}))
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


# pods that mean harm


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
