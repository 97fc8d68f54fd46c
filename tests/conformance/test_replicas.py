"""[sig-apps] ReplicaSet and ReplicationController (test/e2e/apps/replica_set.go, rc.go)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.objects import (
    HTTPD,
    NGINX,
    PAUSE,
    condition,
    container,
    is_owned,
    pod,
    replica_set,
    replication_controller,
)
from tests.conformance.specs import spec
from tests.conformance.suite import MERGE, Doc, Suite

LABELS = {"name": "sample-pod", "pod": "httpd"}


def sets(suite: Suite, name: str = "") -> str:
    return suite.group("apps/v1", "replicasets", name)


def controllers(suite: Suite, name: str = "") -> str:
    return suite.core("replicationcontrollers", name)


async def running(suite: Suite, count: int, selector: str = "name=sample-pod") -> list[Doc]:
    async def told() -> list[Doc] | None:
        found = await suite.items(suite.core("pods"), selector)
        phases = [one["status"]["phase"] for one in found if "deletionTimestamp" not in one["metadata"]]
        return found if phases == ["Running"] * count else None

    pods: list[Doc] = await suite.until(told)
    return pods


@spec(
    "apps",
    "ReplicaSet should adopt matching pods on creation and release no longer matching pods",
    "ReplicationController should adopt matching pods on creation",
    "ReplicationController should release no longer matching pods",
)
@pytest.mark.parametrize("kind", ["ReplicaSet", "ReplicationController"])
async def test_an_orphan_is_adopted_and_what_no_longer_matches_released(suite: Suite, kind: str) -> None:
    labels = {"name": "pod-adoption-release"}
    name = labels["name"]
    await suite.make(suite.core("pods"), pod(name, container(name, HTTPD), labels=labels))
    await suite.became(suite.core("pods", name), lambda one: one["status"]["phase"] == "Running")
    if kind == "ReplicaSet":
        owner = await suite.make(sets(suite), replica_set(name, 1, labels))
    else:
        owner = await suite.make(controllers(suite), replication_controller(name, 1, labels))
    await suite.became(suite.core("pods", name), lambda one: is_owned(one, owner), 60)
    await suite.change(suite.core("pods", name), lambda one: one["metadata"].update(labels={"name": "not-matching"}))
    await suite.became(suite.core("pods", name), lambda one: not is_owned(one, owner), 60)
    await running(suite, 1, f"name={name}")


@spec(
    "apps",
    "ReplicaSet Replicaset should have a working scale subresource",
    "ReplicationController should get and update a ReplicationController scale",
)
@pytest.mark.parametrize("kind", ["ReplicaSet", "ReplicationController"])
async def test_the_scale_subresource_is_read_updated_and_patched(suite: Suite, kind: str) -> None:
    path = sets(suite) if kind == "ReplicaSet" else controllers(suite)
    make = replica_set if kind == "ReplicaSet" else replication_controller
    await suite.make(path, make("test-rs", 1, LABELS))
    await running(suite, 1)
    scale = await suite.get(f"{path}/test-rs/scale")
    assert (scale["spec"]["replicas"], scale["status"]["replicas"]) == (1, 1)
    del scale["metadata"]["resourceVersion"]
    scale["spec"]["replicas"] = 2
    assert (await suite.put(f"{path}/test-rs/scale", scale))["spec"]["replicas"] == 2
    assert (await suite.get(f"{path}/test-rs"))["spec"]["replicas"] == 2
    await suite.became(f"{path}/test-rs", lambda one: one["status"]["replicas"] == 2, 60)
    body = {"metadata": {"creationTimestamp": None}, "spec": {"replicas": 4}, "status": {"replicas": 0}}
    await suite.patch(f"{path}/test-rs/scale", body)
    assert (await suite.get(f"{path}/test-rs"))["spec"]["replicas"] == 4


@spec("apps", "ReplicaSet Replace and Patch tests")
async def test_a_replica_set_is_scaled_and_patched(suite: Suite) -> None:
    since = await suite.revision("/apis/apps/v1/replicasets?labelSelector=test-rs%3Dpatched")
    await suite.make(sets(suite), replica_set("test-rs", 1, LABELS))
    await running(suite, 1)
    await suite.change(sets(suite, "test-rs"), lambda one: one["spec"].update(replicas=2))
    containers = [{"name": "test-rs", "image": PAUSE}]
    body = {"terminationGracePeriodSeconds": 0, "containers": containers}
    patch = {"metadata": {"labels": {"test-rs": "patched"}}, "spec": {"replicas": 3, "template": {"spec": body}}}
    await suite.patch(sets(suite, "test-rs"), patch)
    await suite.became(sets(suite, "test-rs"), lambda one: one["status"].get("availableReplicas") == 3)

    def is_scaled(_: str, one: Doc) -> bool:
        status, made = one.get("status", {}), one["spec"]["template"]["spec"]
        counts = status.get("readyReplicas"), status.get("availableReplicas")
        return counts == (3, 3) and made["containers"][0]["image"] == PAUSE

    seen = await suite.watched(f"{sets(suite)}?labelSelector=test-rs%3Dpatched", since, is_scaled)
    assert seen["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] == 0


@spec("apps", "ReplicaSet should list and delete a collection of ReplicaSets")
async def test_a_collection_of_replica_sets_is_listed_and_deleted(suite: Suite) -> None:
    await suite.make(sets(suite), replica_set("test-rs", 3, {**LABELS, "e2e": "abc"}))
    await running(suite, 3)
    assert len(await suite.items("/apis/apps/v1/replicasets", "e2e=abc")) == 1
    await suite.delete(f"{sets(suite)}?labelSelector=e2e%3Dabc", {"gracePeriodSeconds": 1})
    assert await suite.items("/apis/apps/v1/replicasets", "e2e=abc") == []


@spec("apps", "ReplicaSet should validate Replicaset Status endpoints")
async def test_the_status_of_a_replica_set_is_updated_and_patched(suite: Suite) -> None:
    chosen = "name%3Dsample-pod,pod%3Dhttpd"
    since = await suite.revision(f"/apis/apps/v1/replicasets?labelSelector={chosen}")
    await suite.make(sets(suite), replica_set("test-rs", 1, LABELS))
    await running(suite, 1)
    await suite.get(f"{sets(suite, 'test-rs')}/status")
    held = await suite.get(sets(suite, "test-rs"))
    told = {"type": "StatusUpdate", "status": "True", "reason": "E2E", "message": "Set from e2e test"}
    held["status"].setdefault("conditions", []).append({**told, "lastTransitionTime": None})
    await suite.put(f"{sets(suite, 'test-rs')}/status", held)
    watch = f"{sets(suite)}?labelSelector={chosen}"
    await suite.watched(watch, since, lambda _, one: condition(one, "StatusUpdate"))
    body = {"status": {"conditions": [{"type": "StatusPatched", "status": "True"}]}}
    await suite.patch(f"{sets(suite, 'test-rs')}/status", body, MERGE)
    await suite.watched(watch, since, lambda _, one: condition(one, "StatusPatched"))


@spec("apps", "ReplicationController should surface a failure condition on a common issue like exceeded quota")
@pytest.mark.parametrize("kind", ["ReplicaSet", "ReplicationController"])
async def test_a_quota_that_is_exceeded_is_a_condition_until_it_is_not(suite: Suite, kind: str) -> None:
    meta, name = {"name": "condition-test"}, "condition-test"
    quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": meta, "spec": {"hard": {"pods": "2"}}}
    await suite.make(suite.core("resourcequotas"), quota)
    quotas = suite.core("resourcequotas", name)
    await suite.became(quotas, lambda one: one.get("status", {}).get("hard", {}).get("pods") == "2", 60)
    path = sets(suite) if kind == "ReplicaSet" else controllers(suite)
    make = replica_set if kind == "ReplicaSet" else replication_controller
    made = await suite.make(path, make(name, 3, {"name": name}))

    def told(one: Doc) -> Any:
        return one["status"].get("observedGeneration", 0) >= one["metadata"]["generation"] and one

    assert made["metadata"]["generation"] == 1
    await suite.became(f"{path}/{name}", lambda one: told(one) and condition(one, "ReplicaFailure"), 60)
    await suite.change(f"{path}/{name}", lambda one: one["spec"].update(replicas=2))
    await suite.became(f"{path}/{name}", lambda one: told(one) and not condition(one, "ReplicaFailure"), 60)


@spec("apps", "ReplicationController should test the lifecycle of a ReplicationController")
async def test_a_replication_controller_lives(suite: Suite) -> None:
    labels = {"test-rc-static": "true"}
    chosen = "?labelSelector=test-rc-static%3Dtrue"
    since = await suite.revision(f"{controllers(suite)}{chosen}")
    body = replication_controller("rc-test", 1, labels, NGINX)
    body["metadata"]["labels"] = labels
    body["spec"]["selector"] = labels
    await suite.make(controllers(suite), body)
    one = controllers(suite, "rc-test")
    await suite.watched(f"{controllers(suite)}{chosen}", since, lambda kind, _: kind == "ADDED")
    await suite.became(one, lambda held: held["status"].get("readyReplicas") == 1)
    patched = await suite.patch(one, {"metadata": {"labels": {"test-rc": "patched"}}, "status": {"replicas": 0}})
    assert patched["metadata"]["labels"]["test-rc"] == "patched"
    status = await suite.patch(f"{one}/status", {"status": {"readyReplicas": 0, "availableReplicas": 0}})
    assert status["status"].get("readyReplicas", 0) == 0
    await suite.became(one, lambda held: held["status"].get("replicas") == 1)
    assert (await suite.get(f"{one}/status"))["status"]["replicas"] == 1
    await suite.patch(f"{one}/scale", {"spec": {"replicas": 2}, "status": {"replicas": 0}})
    held = await suite.became(one, lambda held: held["status"].get("readyReplicas") == 2)
    assert held["metadata"]["labels"]["test-rc"] == "patched"
    held["status"].update(availableReplicas=1, readyReplicas=1)
    await suite.put(f"{one}/status", held)
    found = await suite.items("/api/v1/replicationcontrollers", "test-rc-static=true")
    assert found[0]["metadata"]["labels"]["test-rc"] == "patched"
    await suite.delete(f"{controllers(suite)}{chosen}", {})
    await suite.goes(one, 60)
    await suite.watched(f"{controllers(suite)}{chosen}", since, lambda kind, _: kind == "DELETED")
