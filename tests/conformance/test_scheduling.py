"""[sig-scheduling] LimitRanges, predicates, PriorityClasses and preemption.

Source: test/e2e/scheduling/{limit_range,predicates,preemption}.go.
"""

from __future__ import annotations

from typing import Any

from core.meta import quantity
from tests.conformance.lifecycle import lived
from tests.conformance.objects import PAUSE, condition, container, pod, replica_set
from tests.conformance.specs import spec
from tests.conformance.suite import MERGE, Doc, Suite

LARGE = "scheduling.k8s.io/foo"


def pods(suite: Suite, name: str = "") -> str:
    return suite.core("pods", name)


def is_running(one: Doc) -> bool:
    return bool(one["status"]["phase"] == "Running")


def is_unschedulable(one: Doc) -> bool:
    told = condition(one, "PodScheduled") or {}
    return bool(told.get("status") == "False" and told.get("reason") == "Unschedulable")


def resources(requests: Doc | None = None, limits: Doc | None = None) -> Doc:
    return {"requests": requests or {}, "limits": limits or {}}


def limit_range(name: str, **ends: Doc) -> Doc:
    meta = {"name": name, "labels": {"time": "1"}, "creationTimestamp": None}
    limits = [{"type": "Container", **ends}]
    return {"apiVersion": "v1", "kind": "LimitRange", "metadata": meta, "spec": {"limits": limits}}


def sizes(cpu: str, memory: str, storage: str) -> Doc:
    return {"cpu": cpu, "memory": memory, "ephemeral-storage": storage}


@spec("scheduling", "LimitRange should create a LimitRange with defaults and ensure pod has those defaults applied.")
async def test_a_limit_range_gives_defaults_and_holds_its_ends(suite: Suite) -> None:
    path = suite.core("limitranges")
    since = await suite.revision(f"{path}?labelSelector=time%3D1")
    low, high = sizes("50m", "100Mi", "100Gi"), sizes("500m", "500Mi", "500Gi")
    request, limit = sizes("100m", "200Mi", "200Gi"), sizes("500m", "500Mi", "500Gi")
    body = limit_range("limit-range", min=low, max=high, defaultRequest=request, default=limit)
    await suite.make(path, body)
    await suite.watched(f"{path}?labelSelector=time%3D1", since, lambda kind, _: kind == "ADDED")
    held = await suite.get(f"{path}/limit-range")
    assert held["spec"]["limits"][0]["default"] == limit

    made = await suite.make(pods(suite), pod("pod-no-resources"))
    assert made["spec"]["containers"][0]["resources"] == resources(request, limit)
    own = resources(sizes("300m", "150Mi", "200Gi"), {"cpu": "300m", "memory": "500Mi"})
    made = await suite.make(pods(suite), pod("pod-partial-resources", container(resources=own)))
    told = made["spec"]["containers"][0]["resources"]
    assert told["requests"] == {"cpu": "300m", "memory": "150Mi", "ephemeral-storage": "200Gi"}
    assert told["limits"] == {"cpu": "300m", "memory": "500Mi", "ephemeral-storage": "500Gi"}
    small = pod("too-small", container(resources=resources(sizes("10m", "50Mi", "50Gi"))))
    large = pod("too-large", container(resources=resources(sizes("600m", "600Mi", "600Gi"))))
    for body in (small, large):
        assert (await suite.api.post(pods(suite), body)).status in (403, 422)

    new = sizes("9m", "49Mi", "49Gi")
    await suite.change(f"{path}/limit-range", lambda one: one["spec"]["limits"][0].update(min=new))
    assert (await suite.get(f"{path}/limit-range"))["spec"]["limits"][0]["min"] == new
    await suite.make(pods(suite), small)
    assert (await suite.api.post(pods(suite), large)).status in (403, 422)
    await suite.delete(f"{path}/limit-range", {"gracePeriodSeconds": 30})
    await suite.goes(f"{path}/limit-range", 60)
    await suite.make(pods(suite), {**large, "metadata": {"name": "large-again"}})


@spec("scheduling", "LimitRange should list, patch and delete a LimitRange by collection")
async def test_limit_ranges_live(suite: Suite) -> None:
    path = suite.core("limitranges")
    await suite.make(path, limit_range("e2e", min={"cpu": "50m"}, max={"cpu": "500m"}))
    other = await suite.new_namespace("limitrange")
    await suite.make(f"/api/v1/namespaces/{other}/limitranges", limit_range("e2e", max={"cpu": "500m"}))
    assert len(await suite.items("/api/v1/limitranges", "time=1")) == 2
    limits = [{"type": "Container", "min": {"cpu": "40m"}}]
    patch = {"metadata": {"labels": {"e2e": "patched"}}, "spec": {"limits": limits}}
    patched = await suite.patch(f"{path}/e2e", patch)
    assert (patched["metadata"]["labels"]["e2e"], patched["spec"]["limits"][0]["min"]) == ("patched", {"cpu": "40m"})
    await suite.delete(f"{path}?labelSelector=e2e%3Dpatched", {})
    assert await suite.items(path, "e2e=patched") == []
    assert len(await suite.items("/api/v1/limitranges", "time=1")) == 1


@spec("scheduling", "SchedulerPredicates [Serial] validates resource limits of pods that are allowed to run")
async def test_a_pod_that_fits_nowhere_is_not_scheduled(suite: Suite) -> None:
    nodes = await suite.items("/api/v1/nodes")
    for node in nodes:
        name = node["metadata"]["name"]
        await suite.patch(f"/api/v1/nodes/{name}", {"metadata": {"labels": {"node": name}}})
    for number, node in enumerate(nodes):
        free = quantity.milli(node["status"]["allocatable"]["cpu"]) * 7 // 10
        asked = {"cpu": f"{free}m"}
        chosen = {"node": node["metadata"]["name"]}
        body = pod(f"filler-{number}", container(resources=resources(asked, asked)), nodeSelector=chosen)
        await suite.make(pods(suite), body)
        await suite.became(pods(suite, f"filler-{number}"), is_running)
    half = {"cpu": f"{quantity.milli(nodes[0]['status']['allocatable']['cpu']) // 2}m"}
    await suite.make(pods(suite), pod("additional-pod", container(resources=resources(half, half))))
    held = await suite.became(pods(suite, "additional-pod"), is_unschedulable)
    assert "Insufficient cpu" in (condition(held, "PodScheduled") or {})["message"]

    async def told() -> list[Doc]:
        chosen = "involvedObject.name%3Dadditional-pod%2Creason%3DFailedScheduling"
        return (await suite.get(f"{suite.core('events')}?fieldSelector={chosen}"))["items"]

    assert await suite.until(told)


@spec(
    "scheduling",
    "SchedulerPredicates [Serial] validates that NodeSelector is respected if not matching",
    "SchedulerPredicates [Serial] validates that NodeSelector is respected if matching",
)
async def test_a_node_selector_is_respected(suite: Suite) -> None:
    await suite.make(pods(suite), pod("restricted-pod", nodeSelector={"label": "nonempty"}))
    held = await suite.became(pods(suite, "restricted-pod"), is_unschedulable)
    assert held["status"]["phase"] == "Pending"
    name = (await suite.items("/api/v1/nodes"))[0]["metadata"]["name"]
    label = {"kubernetes.io/e2e-abc": "42"}
    await suite.patch(f"/api/v1/nodes/{name}", {"metadata": {"labels": label}})
    await suite.make(pods(suite), pod("with-labels", nodeSelector=label))
    held = await suite.became(pods(suite, "with-labels"), is_running)
    assert held["spec"]["nodeName"] == name
    await suite.patch(f"/api/v1/nodes/{name}", {"metadata": {"labels": {"kubernetes.io/e2e-abc": None}}})


@spec(
    "scheduling",
    "SchedulerPredicates [Serial] validates that there exists conflict between pods with same hostPort and protocol "
    "but one using 0.0.0.0 hostIP",
)
async def test_host_ports_conflict_with_the_wildcard(suite: Suite) -> None:
    node = (await suite.items("/api/v1/nodes"))[0]
    name = node["metadata"]["name"]
    await suite.patch(f"/api/v1/nodes/{name}", {"metadata": {"labels": {"kubernetes.io/e2e-port": "95"}}})
    address = next(one["address"] for one in node["status"]["addresses"] if one["type"] == "InternalIP")
    for title, ip in (("pod4", "0.0.0.0"), ("pod5", address)):
        ports = [{"containerPort": 8080, "hostPort": 54322, "protocol": "TCP", "hostIP": ip}]
        body = pod(title, container(ports=ports), nodeSelector={"kubernetes.io/e2e-port": "95"})
        await suite.make(pods(suite), body)
        await suite.became(pods(suite, title), is_running if title == "pod4" else is_unschedulable)
    port = {"containerPort": 8080, "hostPort": 54322, "protocol": "UDP", "hostIP": address}
    body = pod("pod6", container(ports=[port]))
    body["spec"]["nodeSelector"] = {"kubernetes.io/e2e-port": "95"}
    await suite.make(pods(suite), body)
    await suite.became(pods(suite, "pod6"), is_running)


CLASSES = "/apis/scheduling.k8s.io/v1/priorityclasses"


def priority(name: str, value: int) -> Doc:
    meta = {"name": name, "creationTimestamp": None}
    return {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": meta, "value": value}


@spec(
    "scheduling",
    "SchedulerPreemption [Serial] PriorityClass endpoints verify PriorityClass endpoints can be operated with "
    "different HTTP methods",
)
async def test_priority_classes_are_operated(suite: Suite) -> None:
    for number in (1, 2):
        await suite.make(CLASSES, priority(f"p{number}", number))
    held = await suite.get(f"{CLASSES}/p1")
    refused = await suite.refused("PUT", f"{CLASSES}/p1", {**held, "value": held["value"] * 10}, 422)
    assert refused["reason"] == "Invalid"
    patched = await suite.patch(f"{CLASSES}/p1", {"description": "updated description"}, MERGE)
    assert (patched["description"], patched["value"]) == ("updated description", 1)
    assert (await suite.refused("PATCH", f"{CLASSES}/p2", {"value": 20}, 422))["reason"] == "Invalid"
    updated = await suite.change(f"{CLASSES}/p2", lambda one: one.update(description="of p2"))
    assert updated["description"] == "of p2"
    assert {"p1", "p2"} <= {one["metadata"]["name"] for one in await suite.items(CLASSES)}
    await lived(suite, CLASSES, priority("p3", 3))


async def extended(suite: Suite, count: str = "5") -> list[str]:
    """Every node offers an extended resource; the names of the nodes."""
    names = [node["metadata"]["name"] for node in await suite.items("/api/v1/nodes")]
    for name in names:
        patch = {"status": {"capacity": {LARGE: count}, "allocatable": {LARGE: count}}}
        await suite.patch(f"/api/v1/nodes/{name}/status", patch)
    return names


def claiming(name: str, node: str, count: str, class_name: str) -> Doc:
    asked = {LARGE: count}
    body = pod(name, container(name, PAUSE, resources=resources(asked, asked)), priorityClassName=class_name)
    if node:
        terms = [{"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}]
        chosen = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}
        body["spec"]["affinity"] = {"nodeAffinity": chosen}
    return body


@spec(
    "scheduling",
    "SchedulerPreemption [Serial] validates basic preemption works",
    "SchedulerPreemption [Serial] validates lower priority pod preemption by critical pod",
    "SchedulerPreemption [Serial] validates pod disruption condition is added to the preempted pod",
)
async def test_a_pod_of_higher_priority_takes_the_place_of_a_lower_one(suite: Suite) -> None:
    for name, value in (("low", 1), ("medium", 100), ("high", 1000)):
        await suite.make(CLASSES, priority(f"e2e-{name}", value))
    names = await extended(suite)
    for number, node in enumerate(names):
        for part, size in (("a", "2"), ("b", "2")):
            body = claiming(f"pod{number}-{part}", node, size, "e2e-medium" if number or part == "b" else "e2e-low")
            body["metadata"]["finalizers"] = ["example.com/test-finalizer"] if (number, part) == (0, "a") else []
            await suite.make(pods(suite), body)
            await suite.became(pods(suite, f"pod{number}-{part}"), is_running)
    await suite.make(pods(suite), claiming("preemptor", "", "2", "e2e-high"))
    victim = pods(suite, "pod0-a")
    held = await suite.became(victim, lambda one: one["metadata"].get("deletionTimestamp"))
    target = condition(held, "DisruptionTarget") or {}
    assert (target["status"], target["reason"]) == ("True", "PreemptionByScheduler")
    await suite.became(pods(suite, "preemptor"), is_running)
    for number in range(len(names)):
        for part in ("a", "b"):
            if (number, part) != (0, "a"):
                assert is_running(await suite.get(pods(suite, f"pod{number}-{part}")))
    await suite.patch(victim, {"metadata": {"finalizers": None}}, MERGE)
    await suite.goes(victim)
    critical = claiming("critical-pod", "", "2", "system-cluster-critical")
    await suite.make("/api/v1/namespaces/kube-system/pods", critical)
    await suite.became("/api/v1/namespaces/kube-system/pods/critical-pod", is_running)


@spec(
    "scheduling",
    "SchedulerPreemption [Serial] PreemptionExecutionPath runs ReplicaSets to verify preemption running path",
)
async def test_sets_of_rising_priority_push_each_other_out(suite: Suite) -> None:
    fake = "example.com/fakecpu"
    node = (await suite.items("/api/v1/nodes"))[0]["metadata"]["name"]
    status = {"capacity": {fake: "1000"}, "allocatable": {fake: "1000"}}
    await suite.patch(f"/api/v1/nodes/{node}/status", {"status": status})
    for number in range(1, 5):
        await suite.make(CLASSES, priority(f"e2e-p{number}", number))
    sets = suite.group("apps/v1", "replicasets")
    for number, replicas, size in ((1, 5, "40"), (2, 4, "50"), (3, 4, "95"), (4, 1, "400")):
        labels = {"name": f"pod{number}"}
        body = replica_set(f"rs-pod{number}", replicas, labels, PAUSE)
        given: Any = body["spec"]["template"]["spec"]
        given.update(priorityClassName=f"e2e-p{number}", nodeSelector={"kubernetes.io/hostname": node})
        given["containers"][0]["resources"] = resources({fake: size}, {fake: size})
        await suite.make(sets, body)
        wanted = replicas
        await suite.became(f"{sets}/rs-pod{number}", lambda one, n=wanted: one["status"].get("readyReplicas") == n)

    async def runs(number: int) -> int:
        found = await suite.items(pods(suite), f"name=pod{number}")
        return sum(is_running(one) and "deletionTimestamp" not in one["metadata"] for one in found)

    await suite.pass_time(30)
    counts = [await runs(number) for number in range(1, 5)]
    assert counts[1:] == [4, 4, 1]
    assert counts[0] < 5
