"""The subresources of a pod change their own part of it, and refuse the rest in upstream's words."""

from __future__ import annotations

from typing import Any

import pytest

from core.machinery.door import Door
from core.machinery.podparts import EPHEMERAL, RESIZE
from core.meta.errors import StatusError
from core.meta.objects import Doc, Key
from core.store.memory import MemoryStore

LOOK = {"name": "look", "image": "busybox"}
SIZE = {"requests": {"cpu": "1", "example.com/x": "1"}, "limits": {"example.com/x": "1"}}


@pytest.fixture
def door() -> Door:
    made = Door(MemoryStore(), seed="s", clock=lambda: 1_700_000_000_000_000, actor="ann")
    made.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "n"}})
    made.create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": "n"}})
    container = {"name": "c", "image": "web:1", "resources": SIZE}
    made.create(pod(containers=[container]))
    return made


def pod(**spec: Any) -> Doc:
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "n"}, "spec": spec}


def held(door: Door) -> Doc:
    found = door.reader.get(Key("pods", "n", "p"))
    assert found
    return found


def sized(door: Door, **amounts: str) -> Doc:
    (container,) = held(door)["spec"]["containers"]
    requests = {**SIZE["requests"], **amounts}
    return pod(containers=[{**container, "image": "ignored:1", "resources": {**SIZE, "requests": requests}}])


def test_an_ephemeral_container_is_added_and_nothing_else_changes(door: Door) -> None:
    before = held(door)
    door.update_part(pod(containers=[], ephemeralContainers=[LOOK]), EPHEMERAL)
    after = held(door)
    assert [one["name"] for one in after["spec"]["ephemeralContainers"]] == ["look"]
    assert after["spec"]["containers"] == before["spec"]["containers"]
    assert after["metadata"]["generation"] == before["metadata"]["generation"] + 1


@pytest.mark.parametrize(
    ("containers", "why"),
    [
        pytest.param([], 'existing ephemeral containers "look" may not be removed', id="removed"),
        pytest.param([{**LOOK, "image": "x"}], 'existing ephemeral containers "look" may not be changed', id="changed"),
        pytest.param([LOOK, {**LOOK, "name": "c"}], '[1].name: Duplicate value: "c"', id="same name"),
        pytest.param(
            [LOOK, {**LOOK, "name": "b", "targetContainerName": "no"}],
            'ephemeralContainers[1].targetContainerName: Not found: "no"',
            id="no such target",
        ),
        pytest.param(
            [LOOK, {**LOOK, "name": "b", "ports": [{"containerPort": 1}]}],
            "ephemeralContainers[1].ports: Forbidden: cannot be set for an Ephemeral Container",
            id="a port",
        ),
    ],
)
def test_ephemeral_containers_that_are_refused(door: Door, containers: list[Doc], why: str) -> None:
    door.update_part(pod(containers=[], ephemeralContainers=[LOOK]), EPHEMERAL)
    with pytest.raises(StatusError) as refused:
        door.update_part(pod(containers=[], ephemeralContainers=containers), EPHEMERAL)
    assert why in refused.value.message


def test_a_pod_cannot_begin_with_an_ephemeral_container(door: Door) -> None:
    made = pod(containers=[{"name": "c", "image": "web:1"}], ephemeralContainers=[LOOK])
    with pytest.raises(StatusError, match="ephemeralContainers: Forbidden: cannot be set on create"):
        door.create({**made, "metadata": {"name": "q", "namespace": "n"}})


def test_resources_change_in_place_and_nothing_else_does(door: Door) -> None:
    door.update_part(sized(door, cpu="2"), RESIZE)
    (container,) = held(door)["spec"]["containers"]
    assert (container["image"], container["resources"]["requests"]["cpu"]) == ("web:1", "2")


@pytest.mark.parametrize(
    ("resources", "why"),
    [
        pytest.param({}, "spec: Forbidden: only cpu and memory resources are mutable", id="another resource"),
        pytest.param({**SIZE, "requests": {"example.com/x": "1"}}, "resource requests cannot be removed", id="removed"),
        pytest.param({**SIZE, "requests": {"example.com/x": "1"}}, "Pod QOS Class may not change", id="another class"),
        pytest.param({"requests": {**SIZE["requests"], "cpu": "-1"}}, "greater than or equal to 0", id="not valid"),
    ],
)
def test_sizes_that_are_refused(door: Door, resources: Doc, why: str) -> None:
    with pytest.raises(StatusError) as refused:
        door.update_part(pod(containers=[{"name": "c", "image": "web:1", "resources": resources}]), RESIZE)
    assert why in refused.value.message
