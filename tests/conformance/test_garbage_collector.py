"""The garbage collector: what is deleted with its owner, before it, or stays as an orphan.

Source: test/e2e/apimachinery/garbage_collector.go.
"""

from __future__ import annotations

from tests.conformance.specs import spec
from tests.conformance.suite import NGINX, STRATEGIC, Doc, Suite

PODS = 30
"""How many pods a controller keeps where upstream takes as many as there is room for, 10 to 100."""


def template(label: str) -> Doc:
    body = {"terminationGracePeriodSeconds": 0, "containers": [{"name": "nginx", "image": NGINX}]}
    return {"metadata": {"labels": {label: "gc"}}, "spec": body}


def controller(name: str, replicas: int) -> Doc:
    body = {"replicas": replicas, "selector": {name: "gc"}, "template": template(name)}
    return {"apiVersion": "v1", "kind": "ReplicationController", "metadata": {"name": name}, "spec": body}


def deployment(name: str) -> Doc:
    labels = {"matchLabels": {name: "gc"}}
    body = {"replicas": 2, "selector": labels, "strategy": {"type": "RollingUpdate"}, "template": template(name)}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": body}


async def made(suite: Suite, name: str, replicas: int) -> Doc:
    """A ReplicationController that has all its pods."""
    doc = await suite.make(suite.core("replicationcontrollers"), controller(name, replicas))
    path = suite.core("replicationcontrollers", name)
    await suite.became(path, lambda rc: rc["status"].get("replicas", 0) == replicas, 60)
    return doc


async def deleted(suite: Suite, path: str, doc: Doc, policy: str) -> None:
    options = {"propagationPolicy": policy, "preconditions": {"uid": doc["metadata"]["uid"]}}
    await suite.delete(path, options)


async def counts(suite: Suite, *paths: str) -> list[int]:
    return [len(await suite.items(path)) for path in paths]


@spec("api-machinery", "Garbage collector should delete pods created by rc when not orphaning")
async def test_pods_go_after_their_controller_in_the_background(suite: Suite) -> None:
    controllers, pods = suite.core("replicationcontrollers"), suite.core("pods")
    doc = await suite.make(controllers, controller("simpletest.rc", 2))
    await suite.until(lambda: suite.items(pods), 60, 5)
    await deleted(suite, f"{controllers}/simpletest.rc", doc, "Background")

    async def none_left() -> bool:
        return await counts(suite, controllers, pods) == [0, 0]

    await suite.until(none_left, 80, 5)


@spec("api-machinery", "Garbage collector should orphan pods created by rc if delete options say so [Serial]")
async def test_pods_stay_when_their_controller_is_deleted_with_orphan(suite: Suite) -> None:
    doc = await made(suite, "simpletest.rc", PODS)
    path = suite.core("replicationcontrollers", "simpletest.rc")
    await deleted(suite, path, doc, "Orphan")
    await suite.goes(path, 120)
    await suite.pass_time(30)
    left = await suite.items(suite.core("pods"))
    assert len(left) == PODS
    assert not [one for one in left if one["metadata"].get("ownerReferences")]


async def _deployed(suite: Suite) -> Doc:
    doc = await suite.make(suite.group("apps/v1", "deployments"), deployment("simpletest.deployment"))
    await suite.until(lambda: suite.items(suite.group("apps/v1", "replicasets")), 60, 0.5)
    return doc


@spec("api-machinery", "Garbage collector should delete RS created by deployment when not orphaning")
async def test_replica_sets_go_after_their_deployment(suite: Suite) -> None:
    doc = await _deployed(suite)
    places = (suite.group("apps/v1", "deployments"), suite.group("apps/v1", "replicasets"), suite.core("pods"))
    await deleted(suite, f"{places[0]}/simpletest.deployment", doc, "Background")

    async def none_left() -> bool:
        return await counts(suite, *places) == [0, 0, 0]

    await suite.until(none_left, 90, 0.5)


@spec(
    "api-machinery",
    "Garbage collector should orphan RS created by deployment when deleteOptions.PropagationPolicy is Orphan",
)
async def test_replica_sets_stay_when_their_deployment_is_deleted_with_orphan(suite: Suite) -> None:
    doc = await _deployed(suite)
    places = (suite.group("apps/v1", "deployments"), suite.group("apps/v1", "replicasets"), suite.core("pods"))
    sets = await suite.items(places[1])
    status = f"{places[1]}/{sets[0]['metadata']['name']}"
    await suite.became(status, lambda one: one["status"].get("replicas", 0) == 2, 60)
    await deleted(suite, f"{places[0]}/simpletest.deployment", doc, "Orphan")
    await suite.goes(f"{places[0]}/simpletest.deployment", 60)
    await suite.pass_time(5)
    assert await counts(suite, *places) == [0, 1, 2]
    (left,) = await suite.items(places[1])
    assert "ownerReferences" not in left["metadata"]


@spec(
    "api-machinery",
    "Garbage collector should keep the rc around until all its pods are deleted if the deleteOptions says so [Serial]",
)
async def test_a_controller_goes_after_its_pods_in_the_foreground(suite: Suite) -> None:
    doc = await made(suite, "simpletest.rc", PODS)
    path = suite.core("replicationcontrollers", "simpletest.rc")
    await deleted(suite, path, doc, "Foreground")
    held = await suite.get(path)
    assert held["metadata"]["finalizers"] == ["foregroundDeletion"]
    await suite.goes(path, 120)
    assert await suite.items(suite.core("pods")) == []


@spec(
    "api-machinery",
    "Garbage collector should not delete dependents that have both valid owner and owner that's waiting for "
    "dependents to be deleted [Serial]",
)
async def test_a_pod_with_another_owner_stays(suite: Suite) -> None:
    going = await made(suite, "simpletest-rc-to-be-deleted", PODS)
    staying = await suite.make(suite.core("replicationcontrollers"), controller("simpletest-rc-to-stay", 0))
    owner = {"apiVersion": "v1", "kind": "ReplicationController", "name": "simpletest-rc-to-stay"}
    patch = {"metadata": {"ownerReferences": [{**owner, "uid": staying["metadata"]["uid"]}]}}
    for pod in (await suite.items(suite.core("pods")))[: PODS // 2]:
        patched = await suite.patch(suite.core("pods", pod["metadata"]["name"]), patch, STRATEGIC)
        assert len(patched["metadata"]["ownerReferences"]) == 2
    path = suite.core("replicationcontrollers", "simpletest-rc-to-be-deleted")
    await deleted(suite, path, going, "Foreground")
    await suite.goes(path, 90)
    left = await suite.items(suite.core("pods"))
    assert len(left) == PODS // 2
    assert not [pod for pod in left if "deletionTimestamp" in pod["metadata"]]
    assert {one["name"] for pod in left for one in pod["metadata"]["ownerReferences"]} == {"simpletest-rc-to-stay"}


@spec("api-machinery", "Garbage collector should not be blocked by dependency circle")
async def test_owners_in_a_circle_are_all_deleted(suite: Suite) -> None:
    container = {"name": "nginx", "image": NGINX}
    pods = []
    for name in ("pod1", "pod2", "pod3"):
        body = {"terminationGracePeriodSeconds": 0, "containers": [container]}
        doc = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": body}
        pods.append(await suite.make(suite.core("pods"), doc))
    for pod, owner in zip(pods, [pods[2], pods[0], pods[1]], strict=True):
        meta = owner["metadata"]
        reference = {"apiVersion": "v1", "kind": "Pod", "name": meta["name"], "uid": meta["uid"]}
        patch = {"metadata": {"ownerReferences": [{**reference, "controller": True, "blockOwnerDeletion": True}]}}
        await suite.patch(suite.core("pods", pod["metadata"]["name"]), patch, STRATEGIC)
    await deleted(suite, suite.core("pods", "pod1"), pods[0], "Foreground")

    async def none_left() -> bool:
        return await counts(suite, suite.core("pods")) == [0]

    await suite.until(none_left, 150, 5)
