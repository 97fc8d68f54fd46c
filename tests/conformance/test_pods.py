"""[sig-node] Pods: their life, their parts that may change, generations, deadlines, quality of service.

Source: test/e2e/common/node/pods.go, test/e2e/node/pods.go, test/e2e/common/node/{ephemeral_containers,sysctl}.go.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable
from typing import Any

import pytest

from core.api import websockets
from tests.conformance.objects import AGNHOST, BUSYBOX, HTTPD, NGINX, PAUSE, condition, container, pod
from tests.conformance.specs import spec
from tests.conformance.suite import MERGE, STRATEGIC, Doc, Suite


def pods(suite: Suite, name: str = "") -> str:
    return suite.core("pods", name)


def is_running(one: Doc) -> bool:
    return bool(one["status"]["phase"] == "Running")


def is_ready(one: Doc) -> bool:
    return (condition(one, "Ready") or {}).get("status") == "True"


async def heard(suite: Suite, path: str, protocol: str) -> list[Doc]:
    """What a WebSocket is told from its opening to its end."""
    scope = {**suite.api.scope("GET", path, {}), "type": "websocket", "subprotocols": [protocol]}
    told: list[Doc] = []

    async def receive() -> Doc:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        told.append(message)

    await websockets.application(scope, receive, send)
    return told


@spec("node", "Pods should support retrieving logs from the container over websockets [NodeConformance]")
async def test_a_log_is_read_over_a_websocket(suite: Suite) -> None:
    if suite.is_outside:
        pytest.skip("opens its WebSocket in process")
    script = ["/bin/sh", "-c", "echo container is alive; sleep 10000"]
    await suite.make(pods(suite), pod("p", container("main", BUSYBOX, command=script)))
    await suite.became(pods(suite, "p"), is_ready)
    await suite.pass_time(2)
    path = f"{pods(suite, 'p')}/log?container=main"
    opened, *parts, closed = await heard(suite, path, "binary.k8s.io")
    assert opened == {"type": "websocket.accept", "subprotocol": "binary.k8s.io"}
    assert b"".join(part["bytes"] for part in parts) == b"container is alive\n"
    assert closed == {"type": "websocket.close", "code": 1000}
    _, *parts, _ = await heard(suite, path, "base64.binary.k8s.io")
    assert b64decode("".join(part["text"] for part in parts)) == b"container is alive\n"
    for wrong, protocol in ((f"{path}x", "binary.k8s.io"), (path, "other.example.com")):
        assert await heard(suite, wrong, protocol) == [{"type": "websocket.close"}]


@spec("node", "Pods should get a host IP [NodeConformance]")
async def test_a_pod_tells_its_hosts_address(suite: Suite) -> None:
    await suite.make(pods(suite), pod("p", container("test", PAUSE)))
    held = await suite.became(pods(suite, "p"), lambda one: one["status"].get("hostIP"))
    assert re.fullmatch(r"[\d.]+", held["status"]["hostIP"])


@spec("node", "Pods should be submitted and removed [NodeConformance]")
async def test_a_pod_is_submitted_and_removed(suite: Suite) -> None:
    chosen = "?labelSelector=time%3D1"
    listed = await suite.get(f"{pods(suite)}{chosen}")
    assert listed["items"] == []
    since = listed["metadata"]["resourceVersion"]
    body = pod("p", container("nginx", NGINX), labels={"name": "foo", "time": "1"}, terminationGracePeriodSeconds=0)
    await suite.make(pods(suite), body)
    assert len(await suite.items(pods(suite), "time=1")) == 1
    await suite.watched(f"{pods(suite)}{chosen}", since, lambda kind, _: kind == "ADDED")
    await suite.became(pods(suite, "p"), is_running)
    gone = await suite.delete(f"{pods(suite, 'p')}?gracePeriodSeconds=30")
    assert (gone["metadata"]["deletionGracePeriodSeconds"], bool(gone["metadata"]["deletionTimestamp"])) == (30, True)
    await suite.goes(pods(suite, "p"))
    last = await suite.watched(f"{pods(suite)}{chosen}", since, lambda kind, _: kind == "DELETED")
    assert last["metadata"]["deletionTimestamp"]
    assert last["spec"]["terminationGracePeriodSeconds"] == 0
    assert await suite.items(pods(suite), "time=1") == []


@spec("node", "Pods should be updated [NodeConformance]")
async def test_a_pod_is_updated(suite: Suite) -> None:
    await suite.make(pods(suite), pod("p", container("nginx", NGINX), labels={"name": "foo", "time": "1"}))
    await suite.became(pods(suite, "p"), is_running)
    assert len(await suite.items(pods(suite), "time=1")) == 1
    await suite.change(pods(suite, "p"), lambda one: one["metadata"]["labels"].update(time="updated-1"))
    await suite.became(pods(suite, "p"), is_running)
    assert len(await suite.items(pods(suite), "time=updated-1")) == 1


@spec("node", "Pods should allow activeDeadlineSeconds to be updated [NodeConformance]")
async def test_a_deadline_is_set_on_a_running_pod(suite: Suite) -> None:
    await suite.make(pods(suite), pod("p", container("nginx", NGINX)))
    await suite.became(pods(suite, "p"), is_running)
    await suite.change(pods(suite, "p"), lambda one: one["spec"].update(activeDeadlineSeconds=5))
    await suite.became(pods(suite, "p"), lambda one: one["status"].get("reason") == "DeadlineExceeded")


@spec("node", "Pods should delete a collection of pods")
async def test_a_collection_of_pods_is_deleted(suite: Suite) -> None:
    for number in range(1, 4):
        body = pod(f"test-pod-{number}", container("token-test", AGNHOST), labels={"type": "Testing"})
        body["spec"].update(terminationGracePeriodSeconds=1, restartPolicy="Never")
        await suite.make(pods(suite), body)

    async def are_ready() -> bool:
        return all(map(is_ready, await suite.items(pods(suite), "type=Testing")))

    await suite.until(are_ready)
    await suite.delete(f"{pods(suite)}?labelSelector=type%3DTesting", {"gracePeriodSeconds": 1})

    async def is_empty() -> bool:
        return not await suite.items(pods(suite), "type=Testing")

    await suite.until(is_empty)


@spec("node", "Pods should patch a pod status")
async def test_the_status_of_a_pod_is_patched(suite: Suite) -> None:
    body = pod("p", container("agnhost", AGNHOST), labels={"e2e": "pod-1"})
    await suite.make(pods(suite), body)
    await suite.became(pods(suite, "p"), is_running)
    told = {"type": "E2E", "status": "True", "reason": "e2e", "message": "Set by e2e test"}
    body_ = {"metadata": {"annotations": {"a": "b"}}, "status": {"conditions": [told]}}
    patched = await suite.patch(f"{pods(suite, 'p')}/status", body_, STRATEGIC)
    held = condition(patched, "E2E") or {}
    assert (held["reason"], held["message"]) == ("e2e", "Set by e2e test")
    await suite.pass_time(30)
    assert condition(await suite.get(pods(suite, "p")), "E2E")
    assert is_ready(await suite.get(pods(suite, "p")))


@spec("node", "Pods should run through the lifecycle of Pods and PodStatus")
async def test_a_pod_and_its_status_live(suite: Suite) -> None:
    chosen = "?labelSelector=test-pod-static%3Dtrue"
    watch, one = f"{pods(suite)}{chosen}", pods(suite, "pod-test")
    since = await suite.revision(f"/api/v1/pods{chosen}")
    body = pod("pod-test", container("pod-test", AGNHOST), labels={"test-pod-static": "true"})
    body["spec"]["terminationGracePeriodSeconds"] = 1
    await suite.make(pods(suite), body)
    before = await suite.became(one, is_running)
    await suite.watched(watch, since, lambda _, held: is_running(held))
    given = {"terminationGracePeriodSeconds": 1, "containers": [{"name": "pod-test", "image": HTTPD, "resources": {}}]}
    patch = {"metadata": {"labels": {"test-pod": "patched"}, "creationTimestamp": None}, "spec": given, "status": {}}
    await suite.patch(one, patch, STRATEGIC)
    await suite.watched(watch, before["metadata"]["resourceVersion"], lambda kind, _: kind == "MODIFIED")
    held = await suite.get(f"{one}/status")
    assert (held["metadata"]["labels"]["test-pod"], held["spec"]["containers"][0]["image"]) == ("patched", HTTPD)
    for told in held["status"]["conditions"]:
        if told["type"] in ("Ready", "ContainersReady"):
            assert told["status"] == "True"
            told["status"] = "False"
    updated = await suite.put(f"{one}/status", held)
    assert [(condition(updated, kind) or {})["status"] for kind in ("Ready", "ContainersReady")] == ["False"] * 2
    await suite.delete(watch, {"gracePeriodSeconds": 1})
    await suite.goes(one, 60)
    await suite.watched(watch, updated["metadata"]["resourceVersion"], lambda kind, _: kind == "DELETED")


async def test_a_kubelet_puts_right_what_others_write_to_a_status(suite: Suite) -> None:
    """What a kubelet does that sees another status than its own: status_manager.go, needsReconcile."""
    await suite.make(pods(suite), pod("p", container("nginx", NGINX)))
    held = await suite.became(pods(suite, "p"), is_ready)
    for told in held["status"]["conditions"]:
        told["status"] = "False"
    held["status"]["phase"] = "Pending"
    await suite.put(f"{pods(suite, 'p')}/status", held)
    await suite.became(pods(suite, "p"), lambda one: is_ready(one) and is_running(one), 60)


@spec(
    "node",
    "Pods Extended Pods Set QOS Class should be set on Pods with matching resource requests and limits for memory and "
    "cpu",
)
async def test_a_pods_quality_of_service_is_told_at_once(suite: Suite) -> None:
    same = {"cpu": "100m", "memory": "100Mi"}
    made = await suite.make(pods(suite), pod("p", container(resources={"requests": same, "limits": same})))
    assert made["status"]["qosClass"] == "Guaranteed"


@spec("node", "Pods Extended (pod generation) Pod Generation custom-set generation on new pods and graceful delete")
async def test_a_generation_is_the_servers(suite: Suite) -> None:
    body = pod("p", container("agnhost", AGNHOST))
    body["metadata"]["generation"] = 100
    assert (await suite.make(pods(suite), body))["metadata"]["generation"] == 1
    await suite.became(pods(suite, "p"), is_running)
    await suite.delete(f"{pods(suite, 'p')}?gracePeriodSeconds=60")
    assert (await suite.get(pods(suite, "p")))["metadata"]["generation"] == 2


def has_observed(generation: int) -> Callable[[Doc], bool]:
    return lambda one: bool(one["status"].get("observedGeneration") == generation)


CHANGES: tuple[tuple[str, Any, int], ...] = (
    ("an empty update", lambda one: None, 0),
    (
        "tolerations",
        lambda one: one["spec"]["tolerations"].append(
            {"key": "foo", "operator": "Equal", "value": "bar", "effect": "NoSchedule"}
        ),
        1,
    ),
    ("a deadline", lambda one: one["spec"].update(activeDeadlineSeconds=5000), 1),
    ("an image", lambda one: one["spec"]["containers"][0].update(image=NGINX), 1),
    ("an init container's image", lambda one: one["spec"]["initContainers"][0].update(image=PAUSE), 1),
    ("annotations", lambda one: one["metadata"].update(annotations={"key": "value"}), 0),
    ("a generation", lambda one: one["metadata"].update(generation=1), 0),
)


@spec(
    "node",
    "Pods Extended (pod generation) Pod Generation pod generation should start at 1 and increment per update "
    "[MinimumKubeletVersion:1.34]",
)
async def test_a_generation_counts_changes_of_the_specification(suite: Suite) -> None:
    body = pod("p", container("agnhost", AGNHOST), initContainers=[container("init", BUSYBOX)])
    await suite.make(pods(suite), body)
    held = await suite.became(pods(suite, "p"), is_running)
    expected = held["metadata"]["generation"]
    assert expected == 1
    for name, change, more in CHANGES:
        held = await suite.change(pods(suite, "p"), change)
        expected += more
        assert held["metadata"]["generation"] == expected, name
        await suite.became(pods(suite, "p"), has_observed(expected), 20)


@spec(
    "node",
    "Pods Extended (pod generation) Pod Generation issue 500 podspec updates and verify generation and "
    "observedGeneration eventually converge [MinimumKubeletVersion:1.34]",
)
async def test_five_hundred_changes_are_observed(suite: Suite) -> None:
    await suite.make(pods(suite), pod("p", container("agnhost", AGNHOST), activeDeadlineSeconds=5000))
    await suite.became(pods(suite, "p"), is_running)
    for number in range(1, 500):
        await suite.patch(pods(suite, "p"), {"spec": {"activeDeadlineSeconds": 5000 - number}}, MERGE)
    held = await suite.became(pods(suite, "p"), has_observed(500))
    assert held["metadata"]["generation"] == 500


@spec(
    "node",
    "Ephemeral Containers [NodeConformance] will start an ephemeral container in an existing pod",
    "Ephemeral Containers [NodeConformance] should update the ephemeral containers in an existing pod",
)
async def test_ephemeral_containers_are_added_and_run(suite: Suite) -> None:
    first = container("test-container-1", BUSYBOX, command=["/bin/sleep"], args=["10000"])
    await suite.make(pods(suite), pod("p", first))
    await suite.became(pods(suite, "p"), is_running)
    script = ["/bin/sh", "-c", "echo polo; sleep 10000"]
    debugger = {"name": "debugger", "image": BUSYBOX, "command": script, "stdin": True, "tty": True, "resources": {}}
    patch = {"spec": {"ephemeralContainers": [debugger]}}
    await suite.patch(f"{pods(suite, 'p')}/ephemeralcontainers", patch, STRATEGIC)

    def runs(name: str) -> Any:
        return lambda one: any(
            told["name"] == name and "running" in told["state"]
            for told in one["status"].get("ephemeralContainerStatuses") or ()
        )

    await suite.became(pods(suite, "p"), runs("debugger"))
    assert "polo" in await suite.log("p", "?container=debugger")
    held = await suite.get(f"{pods(suite, 'p')}/ephemeralcontainers")
    held["spec"]["ephemeralContainers"].append({**debugger, "name": "debugger2"})
    await suite.put(f"{pods(suite, 'p')}/ephemeralcontainers", held)
    await suite.became(pods(suite, "p"), runs("debugger2"))
    held = await suite.get(f"{pods(suite, 'p')}/ephemeralcontainers")
    assert [one["name"] for one in held["spec"]["ephemeralContainers"]] == ["debugger", "debugger2"]
    assert is_ready(held)


@spec("node", "Sysctls [LinuxOnly] [NodeConformance] should reject invalid sysctls")
async def test_invalid_sysctls_are_refused(suite: Suite) -> None:
    names = ("foo-", "kernel.shmmax", "safe-and-unsafe", "bar..")
    given = [{"name": name, "value": "bar"} for name in names]
    body = pod("p", securityContext={"sysctls": given})
    message = (await suite.refused("POST", pods(suite), body, 422))["message"]
    for at, name in enumerate(names):
        is_wrong = name in ("foo-", "bar..")
        assert (f'spec.securityContext.sysctls[{at}].name: Invalid value: "{name}"' in message) == is_wrong
