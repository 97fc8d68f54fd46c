"""[sig-node] Objects beside the pods: ConfigMaps, Secrets, PodTemplates, RuntimeClasses, Leases, nodes, devices.

Source: test/e2e/common/node/{configmap,secrets,podtemplates,runtimeclass,lease}.go, test/e2e/node/node_lifecycle.go and
test/e2e/dra.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.lifecycle import is_discovered, lived, operated
from tests.conformance.objects import NGINX, pod, template
from tests.conformance.specs import spec
from tests.conformance.suite import MERGE, STRATEGIC, Doc, Suite

RESOURCE = "resource.k8s.io/v1"


@spec(
    "node",
    "ConfigMap should fail to create ConfigMap with empty key",
    "Secrets should fail to create secret due to empty secret key",
)
@pytest.mark.parametrize(("kind", "resource"), [("ConfigMap", "configmaps"), ("Secret", "secrets")])
async def test_a_key_may_not_be_empty(suite: Suite, kind: str, resource: str) -> None:
    body = {"apiVersion": "v1", "kind": kind, "metadata": {"name": "test"}, "data": {"": "dmFsdWUtMQ=="}}
    assert (await suite.refused("POST", suite.core(resource), body, 422))["reason"] == "Invalid"


@spec("node", "ConfigMap should update ConfigMap successfully [NodeConformance]")
async def test_a_config_map_is_updated(suite: Suite) -> None:
    meta = {"name": "test", "creationTimestamp": None}
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": {"data-1": "value-1"}}
    await suite.make(suite.core("configmaps"), body)
    await suite.put(suite.core("configmaps", "test"), {**body, "data": {"data-1": "value-2", "data-2": "x"}})
    assert (await suite.get(suite.core("configmaps", "test")))["data"] == {"data-1": "value-2", "data-2": "x"}


@spec("node", "ConfigMap should run through a ConfigMap lifecycle", "Secrets should patch a secret")
@pytest.mark.parametrize(
    ("kind", "resource", "value"), [("ConfigMap", "configmaps", "value"), ("Secret", "secrets", "dmFsdWUx")]
)
async def test_a_config_map_or_secret_lives(suite: Suite, kind: str, resource: str, value: str) -> None:
    chosen, labels = "?labelSelector=test-static%3Dtrue", {"test-static": "true"}
    body = {"apiVersion": "v1", "kind": kind, "metadata": {"name": "test", "labels": labels}, "data": {"key": value}}
    since = await suite.revision(f"{suite.core(resource)}{chosen}")
    await suite.make(suite.core(resource), body)
    await suite.watched(f"{suite.core(resource)}{chosen}", since, lambda kind, _: kind == "ADDED")
    one = suite.core(resource, "test")
    patch = {"metadata": {"labels": {"test": "patched"}}, "data": {"key": "cGF0Y2hlZA=="}}
    await suite.patch(one, patch, STRATEGIC)
    seen = await suite.watched(f"{suite.core(resource)}{chosen}", since, lambda kind, _: kind == "MODIFIED")
    assert seen == await suite.get(one)
    (found,) = await suite.items(f"/api/v1/{resource}", "test-static=true")
    assert (found["metadata"]["labels"]["test"], found["data"]["key"]) == ("patched", "cGF0Y2hlZA==")
    await suite.delete(f"{suite.core(resource)}{chosen}", {})
    await suite.watched(f"{suite.core(resource)}{chosen}", since, lambda kind, _: kind == "DELETED")
    assert await suite.items(suite.core(resource), "test-static=true") == []


@spec(
    "node",
    "PodTemplates should run the lifecycle of PodTemplates",
    "PodTemplates should replace a pod template",
    "PodTemplates should delete a collection of pod templates",
)
async def test_pod_templates_live(suite: Suite) -> None:
    body = {"apiVersion": "v1", "kind": "PodTemplate", "template": template({"a": "b"}, NGINX)}
    path = suite.core("podtemplates")
    await lived(suite, path, body)
    await operated(suite, path, "/api/v1/podtemplates", *[body] * 3)
    held = await suite.make(path, {**body, "metadata": {"name": "replaced"}})
    held["template"]["spec"]["containers"][0]["image"] = "x:2"
    replaced = await suite.put(f"{path}/replaced", held)
    assert replaced["template"]["spec"]["containers"][0]["image"] == "x:2"


@spec("node", "Lease lease API should be available")
async def test_leases_are_available(suite: Suite) -> None:
    path = suite.group("coordination.k8s.io/v1", "leases")
    times = {"acquireTime": "2026-01-01T00:00:00.000000Z", "renewTime": "2026-01-01T00:00:05.000000Z"}
    first = {"holderIdentity": "holder", "leaseDurationSeconds": 30, "leaseTransitions": 0, **times}
    labels = {"deletecollection": "true"}
    body = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": "lease"}, "spec": first}
    await suite.make(path, body)
    assert (await suite.get(f"{path}/lease"))["spec"] == first
    second = {**first, "holderIdentity": "holder2", "leaseDurationSeconds": 45, "leaseTransitions": 1}
    await suite.change(f"{path}/lease", lambda one: one.update(spec=second))
    assert (await suite.get(f"{path}/lease"))["spec"] == second
    third = {"holderIdentity": "holder3", "leaseDurationSeconds": 60, "leaseTransitions": 2}
    await suite.patch(f"{path}/lease", {"spec": third}, STRATEGIC)
    assert (await suite.get(f"{path}/lease"))["spec"] == {**times, **third}
    await suite.make(path, {**body, "metadata": {"name": "lease2", "labels": labels}})
    assert len(await suite.items(path)) == 2
    await suite.delete(f"{path}?labelSelector=deletecollection%3Dtrue", {})
    assert len(await suite.items(path)) == 1
    await suite.delete(f"{path}/lease", {})
    assert await suite.is_gone(f"{path}/lease")


def runtime_class(name: str, **fields: Any) -> Doc:
    return {"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": {"name": name}, **fields}


CLASSES = "/apis/node.k8s.io/v1/runtimeclasses"


@spec("node", "RuntimeClass should support RuntimeClasses API operations")
async def test_runtime_classes_are_operated(suite: Suite) -> None:
    await is_discovered(suite, "node.k8s.io", "v1", "runtimeclasses")
    bodies = [{**runtime_class(f"e2e-{n}"), "handler": "test-handler", "metadata": {"name": f"e2e-{n}"}} for n in "abc"]
    conflict = await suite.make(CLASSES, bodies[0])
    assert (await suite.refused("POST", CLASSES, bodies[0], 409))["reason"] == "AlreadyExists"
    await suite.delete(f"{CLASSES}/{conflict['metadata']['name']}", {})
    await operated(suite, CLASSES, CLASSES, *bodies)


@spec(
    "node",
    "RuntimeClass should reject a Pod requesting a non-existent RuntimeClass [NodeConformance]",
    "RuntimeClass should reject a Pod requesting a deleted RuntimeClass [NodeConformance]",
)
async def test_a_runtime_class_that_is_not_there_is_refused(suite: Suite) -> None:
    await suite.make(CLASSES, runtime_class("gone", handler="test-handler"))
    await suite.delete(f"{CLASSES}/gone", {})
    for name in ("gone", "nonexistent"):
        refused = await suite.refused("POST", suite.core("pods"), pod("p", runtimeClassName=name), 403)
        assert f'RuntimeClass "{name}" not found' in refused["message"]


@spec(
    "node",
    "RuntimeClass should schedule a Pod requesting a RuntimeClass without PodOverhead [NodeConformance]",
    "RuntimeClass should schedule a Pod requesting a RuntimeClass and initialize its Overhead [NodeConformance]",
)
@pytest.mark.parametrize("overhead", [None, {"cpu": "10m", "memory": "1Mi"}])
async def test_a_pod_has_the_overhead_of_its_runtime_class(suite: Suite, overhead: Doc | None) -> None:
    given: Doc = {"overhead": {"podFixed": overhead}} if overhead else {}
    name = "e2e-with-overhead" if overhead else "e2e-without"
    await suite.make(CLASSES, runtime_class(name, handler="test-handler", **given))
    await suite.make(suite.core("pods"), pod("p", runtimeClassName=name))
    held = await suite.became(suite.core("pods", "p"), lambda one: one["spec"].get("nodeName"))
    assert held["spec"].get("overhead") == overhead


@spec("node", "Node Lifecycle should run through the lifecycle of a node")
async def test_a_node_lives(suite: Suite) -> None:
    ready = {"type": "Ready", "status": "True", "reason": "KubeletReady", "message": "kubelet is posting ready status"}
    times = {"lastHeartbeatTime": None, "lastTransitionTime": None}
    meta = {"name": "e2e-fake-node", "labels": {"e2e": "fake"}, "creationTimestamp": None}
    names = "machineID systemUUID bootID kernelVersion osImage containerRuntimeVersion kubeletVersion kubeProxyVersion"
    more = dict.fromkeys((*names.split(), "operatingSystem", "architecture"), "")
    status = {"conditions": [{**ready, **times}], "daemonEndpoints": {"kubeletEndpoint": {"Port": 0}}, "nodeInfo": more}
    body = {"apiVersion": "v1", "kind": "Node", "metadata": meta, "spec": {}, "status": status}
    await suite.make("/api/v1/nodes", body)
    one = "/api/v1/nodes/e2e-fake-node"
    held = await suite.get(one)
    patched = await suite.patch(one, {"metadata": {"labels": {"e2e-fake-node": "patched"}}})
    assert patched["metadata"]["labels"]["e2e-fake-node"] == "patched"
    assert held["metadata"]["uid"] == patched["metadata"]["uid"]
    updated = await suite.change(one, lambda each: each["metadata"]["labels"].update({"e2e-fake-node": "updated"}))
    assert updated["metadata"]["labels"]["e2e-fake-node"] == "updated"
    assert len(await suite.items("/api/v1/nodes", "e2e-fake-node=updated")) == 1
    await suite.delete("/api/v1/nodes?labelSelector=e2e-fake-node%3Dupdated", {})
    await suite.goes(one)


DEVICES: dict[str, tuple[str, Doc]] = {
    "DeviceClass": ("deviceclasses!", {}),
    "ResourceClaim": ("resourceclaims", {}),
    "ResourceClaimTemplate": ("resourceclaimtemplates", {"spec": {}}),
    "ResourceSlice": (
        "resourceslices!",
        {
            "nodeName": "node-1",
            "driver": "cdi.example.com",
            "pool": {"name": "a", "generation": 1, "resourceSliceCount": 1},
        },
    ),
}


@spec("node", *(f"[DRA] CRUD Tests resource.k8s.io/v1 {kind}" for kind in DEVICES))
@pytest.mark.parametrize("kind", sorted(DEVICES))
async def test_devices_are_operated(suite: Suite, kind: str) -> None:
    resource, fields = DEVICES[kind]
    everywhere = f"/apis/{RESOURCE}/{resource.rstrip('!')}"
    path = everywhere if resource.endswith("!") else suite.group(RESOURCE, resource)
    await is_discovered(suite, "resource.k8s.io", "v1", resource.rstrip("!"))
    wanted = {"devices": {"requests": [{"name": "r", "exactly": {"deviceClassName": "example-class"}}]}}
    given = {"DeviceClass": {}, "ResourceClaim": wanted, "ResourceClaimTemplate": {"spec": wanted}}.get(kind, fields)
    body = {"apiVersion": RESOURCE, "kind": kind, "spec": given}
    await operated(suite, path, everywhere, *[body] * 3)
    if kind != "ResourceClaim":
        return
    await suite.make(path, {**body, "metadata": {"name": "a"}})
    device = {"driver": "cdi.example.com", "pool": "pool", "device": "d", "request": "r"}
    allocated = {"allocation": {"devices": {"results": [device]}}}
    patched = await suite.patch(f"{path}/a/status", {"status": allocated}, MERGE)
    assert patched["status"]["allocation"]["devices"]["results"][0]["device"] == "d"
    held = await suite.change(f"{path}/a/status", lambda one: one.update(status={}))
    assert not held.get("status", {}).get("allocation")
