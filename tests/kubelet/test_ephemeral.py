"""Containers that are added to a running pod, as kubectl debug does."""

from __future__ import annotations

from typing import Any

import pytest

from core.meta.objects import Doc, Key
from tests.kubelet.timeline import SERVER, Stand, container, reborn


@pytest.fixture
def stand() -> Stand:
    made = Stand()
    made.node()
    return made


def add(stand: Stand, pod: Key, *added: Doc) -> None:
    doc = stand.store.get(pod)
    assert doc is not None
    stand.door.update({**doc, "spec": {**doc["spec"], "ephemeralContainers": list(added)}})


def shell(name: str = "look", **fields: Any) -> Doc:
    return {**container(name, "busybox", imagePullPolicy="Always", stdin=True), **fields}


def test_it_is_pulled_and_runs_beside_the_others(stand: Stand) -> None:
    pod = stand.pod("web", SERVER)
    stand.run(10)
    before = stand.status(pod)
    add(stand, pod, shell())
    stand.run(10.1)
    (waits,) = stand.status(pod)["ephemeralContainerStatuses"]
    assert waits["state"] == {"waiting": {"reason": "ContainerCreating"}}
    stand.run(30)
    status = stand.status(pod)
    (held,) = status["ephemeralContainerStatuses"]
    assert list(held["state"]) == ["running"]
    assert {field: held[field] for field in ("ready", "restartCount", "lastState", "image", "resources")} == {
        "ready": False,
        "restartCount": 0,
        "lastState": {},
        "image": "busybox:latest",
        "resources": {},
    }
    assert "started" not in held
    assert [one.partition(":")[0] for one in stand.events(pod)[-4:]] == ["Pulling", "Pulled", "Created", "Started"]
    assert (status["phase"], status["containerStatuses"]) == (before["phase"], before["containerStatuses"])
    assert {one["status"] for one in status["conditions"]} == {"True"}
    parts = [c.doc["involvedObject"]["fieldPath"] for c in stand.store.changes(0) if c.key.resource == "events"]
    assert parts[-1] == "spec.ephemeralContainers{look}"


def test_one_that_ends_is_never_started_again(stand: Stand) -> None:
    pod = stand.pod("web", SERVER)
    stand.run(10)
    add(stand, pod, shell(command=["sh", "-c", "exit 3"]))
    stand.run(600)
    (held,) = stand.status(pod)["ephemeralContainerStatuses"]
    assert (held["state"]["terminated"]["exitCode"], held["restartCount"]) == (3, 0)
    assert stand.status(pod)["phase"] == "Running"


def test_it_does_not_wait_for_init_containers(stand: Stand) -> None:
    pod = stand.pod("web", SERVER, initContainers=[container("i", "busybox", command=["sleep", "300"])])
    stand.run(10)
    add(stand, pod, shell())
    stand.run(30)
    (held,) = stand.status(pod)["ephemeralContainerStatuses"]
    assert "running" in held["state"]
    assert "waiting" in stand.status(pod)["containerStatuses"][0]["state"]


def test_it_ends_with_its_pod(stand: Stand) -> None:
    pod = stand.pod("job", container(command=["sleep", "20"]), restartPolicy="Never")
    stand.run(10)
    add(stand, pod, shell())
    stand.run(60)
    status = stand.status(pod)
    (held,) = status["ephemeralContainerStatuses"]
    assert (status["phase"], held["state"]["terminated"]["exitCode"]) == ("Succeeded", 137)


def test_a_deleted_pod_goes_when_it_has_stopped(stand: Stand) -> None:
    pod = stand.pod("web", SERVER)
    stand.run(10)
    add(stand, pod, shell())
    stand.run(20)
    stand.door.delete(pod)
    stand.run(45)
    assert stand.store.get(pod) is not None, "a shell does not end on SIGTERM"
    stand.run(60)
    assert stand.store.get(pod) is None
    assert "Killing: Stopping container look" in stand.events(pod)


def test_a_restarted_simulation_goes_on_with_its_pull(stand: Stand) -> None:
    pod = stand.pod("web", SERVER)
    stand.run(10)
    add(stand, pod, shell())
    stand.run(10.1)
    other = reborn(stand)
    for one in (stand, other):
        one.run(60)
    assert stand.status(pod) == other.status(pod)


def test_a_second_one_joins_the_first(stand: Stand) -> None:
    pod = stand.pod("web", SERVER)
    stand.run(10)
    add(stand, pod, shell())
    stand.run(20)
    add(stand, pod, shell(), shell("again", image="nope.invalid/app:1"))
    stand.run(40)
    first, second = stand.status(pod)["ephemeralContainerStatuses"]
    assert "running" in first["state"]
    assert second["state"]["waiting"]["reason"] in ("ErrImagePull", "ImagePullBackOff")
