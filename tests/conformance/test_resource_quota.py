"""ResourceQuota: what each kind of object takes of a quota and gives back, scopes, and its status.

Source: test/e2e/apimachinery/resource_quota.go.
"""

from __future__ import annotations

from typing import Any

import pytest

from core.meta.quantity import parse
from tests.conformance.specs import spec
from tests.conformance.suite import PAUSE, STRATEGIC, Doc, Suite

DONGLE = "example.com/dongle"
HARD = {
    "pods": "5", "services": "10", "services.nodeports": "1", "services.loadbalancers": "1",
    "replicationcontrollers": "10", "resourcequotas": "1", "cpu": "1", "memory": "500Mi", "configmaps": "10",
    "secrets": "10", "persistentvolumeclaims": "10", "requests.storage": "10Gi", "ephemeral-storage": "50Gi",
    "gold.storageclass.storage.k8s.io/requests.storage": "10Gi", "count/replicasets.apps": "5",
    f"requests.{DONGLE}": "3",
}  # fmt: skip
COMPUTE = ("requests.cpu", "requests.memory", "limits.cpu", "limits.memory")


def quota(name: str = "test-quota", hard: Doc = HARD, **more: Any) -> Doc:
    meta = {"name": name, **more.pop("meta", {})}
    return {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": meta, "spec": {"hard": hard, **more}}


def pod(name: str, requests: Doc, limits: Doc, **more: Any) -> Doc:
    container = {"name": "pause", "image": PAUSE, "resources": {"requests": requests, "limits": limits}}
    spec_of = {"containers": [container], **more}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec_of}


async def used(suite: Suite, amounts: Doc, name: str = "test-quota") -> None:
    """Wait, a minute at most, until a quota says that these amounts are used."""

    def is_so(doc: Doc) -> bool:
        told = doc.get("status", {}).get("used", {})
        return all(key in told and parse(told[key]) == parse(value) for key, value in amounts.items())

    await suite.became(suite.core("resourcequotas", name), is_so, 60)


async def begun(suite: Suite, hard: Doc = HARD, **amounts: str) -> None:
    """The quota of most specs, once its status is calculated."""
    assert await suite.items(suite.core("resourcequotas")) == []
    await suite.make(suite.core("resourcequotas"), quota(hard=hard))
    await used(suite, {"resourcequotas": "1", **amounts})


@spec(
    "api-machinery", "ResourceQuota should create a ResourceQuota and ensure its status is promptly calculated."
)  # fmt: skip
async def test_a_quotas_status_is_calculated_promptly(suite: Suite) -> None:
    await begun(suite)


@spec("api-machinery", "ResourceQuota should create a ResourceQuota and capture the life of a service.")
async def test_services_are_counted_by_their_type_too(suite: Suite) -> None:
    await begun(suite)
    for name, kind, more in (("a", "ClusterIP", {}), ("np", "NodePort", {})):
        await suite.make(suite.core("services"), _service(name, kind, **more))
    balanced = _service("lb", "LoadBalancer", allocateLoadBalancerNodePorts=True)
    refused = await suite.refused("POST", suite.core("services"), balanced, 403)
    assert "exceeded quota: test-quota" in refused["message"]
    await used(suite, {"resourcequotas": "1", "services": "2", "services.nodeports": "1"})
    for name in ("a", "np"):
        await suite.delete(suite.core("services", name))
    await used(suite, {"services": "0", "services.nodeports": "0"})


def _service(name: str, kind: str, **more: Any) -> Doc:
    body = {"type": kind, "ports": [{"port": 80, "targetPort": 80}], **more}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": body}


async def _settled(suite: Suite, resource: str, times: int) -> int:
    """How many objects there are once that number has been the same for so many seconds."""
    found, unchanged = -1, 0

    async def same() -> bool:
        nonlocal found, unchanged
        count = len(await suite.items(suite.core(resource)))
        unchanged = unchanged + 1 if count == found else 0
        found = count
        return unchanged > times

    await suite.until(same, 60, 1)
    return found


@spec("api-machinery", "ResourceQuota should create a ResourceQuota and capture the life of a secret.")
@spec("api-machinery", "ResourceQuota should create a ResourceQuota and capture the life of a configMap.")
@pytest.mark.parametrize(
    ("resource", "body"),
    [
        pytest.param("secrets", {"kind": "Secret", "data": {"data-1": "dmFsdWUtMQ=="}}, id="secrets"),
        pytest.param("configmaps", {"kind": "ConfigMap", "data": {"a": "b"}}, id="configmaps"),
    ],
)
async def test_plain_objects_are_counted(suite: Suite, resource: str, body: Doc) -> None:
    before = await _settled(suite, resource, 15)
    await begun(suite, {**HARD, resource: str(before + 1)}, **{resource: str(before)})
    await suite.make(suite.core(resource), {"apiVersion": "v1", "metadata": {"name": "test"}, **body})
    await used(suite, {resource: str(before + 1)})
    await suite.delete(suite.core(resource, "test"))
    await used(suite, {resource: str(before)})


@spec("api-machinery", "ResourceQuota should create a ResourceQuota and capture the life of a pod.")
async def test_a_pod_takes_what_it_requests_and_no_more_than_there_is(suite: Suite) -> None:
    await begun(suite)
    requests = {"cpu": "500m", "memory": "252Mi", "ephemeral-storage": "30Gi", DONGLE: "2"}
    made = await suite.make(suite.core("pods"), pod("test-pod", requests, {DONGLE: "2"}))
    taken = {"cpu": "500m", "memory": "252Mi", "ephemeral-storage": "30Gi", f"requests.{DONGLE}": "2", "pods": "1"}
    await used(suite, {"resourcequotas": "1", **taken})
    for name, asked, limits in (
        ("fail-pod", {"cpu": "600m", "memory": "100Mi"}, {}),
        ("fail-pod-for-extended-resource", {**requests, "memory": "100Mi"}, {DONGLE: "2"}),
    ):
        refused = await suite.refused("POST", suite.core("pods"), pod(name, asked, limits), 403)
        assert "exceeded quota: test-quota" in refused["message"]
    less = {"cpu": "100m", "memory": "100Mi", "ephemeral-storage": "10Gi"}
    made["spec"]["containers"][0]["resources"]["requests"] = less
    del made["metadata"]["resourceVersion"]  # whatever the scheduler has written meanwhile
    await suite.refused("PUT", suite.core("pods", "test-pod"), made, 422)
    await used(suite, taken)
    await suite.delete(suite.core("pods", "test-pod"), {"gracePeriodSeconds": 0})
    await used(suite, {**dict.fromkeys(taken, "0"), "resourcequotas": "1"})


@spec("api-machinery", "ResourceQuota should create a ResourceQuota and capture the life of a replication controller.")
async def test_replication_controllers_are_counted(suite: Suite) -> None:
    await begun(suite, replicationcontrollers="0")
    body = {"replicas": 0, "selector": {"name": "test-rc"}, "template": _template("test-rc")}
    doc = {"apiVersion": "v1", "kind": "ReplicationController", "metadata": {"name": "test-rc"}, "spec": body}
    await suite.make(suite.core("replicationcontrollers"), doc)
    await used(suite, {"replicationcontrollers": "1"})
    await suite.delete(suite.core("replicationcontrollers", "test-rc"), {"propagationPolicy": "Background"})
    await used(suite, {"replicationcontrollers": "0"})


@spec("api-machinery", "ResourceQuota should create a ResourceQuota and capture the life of a replica set.")
async def test_replica_sets_are_counted_by_group(suite: Suite) -> None:
    counted = "count/replicasets.apps"
    await begun(suite, **{counted: "0"})
    body = {"replicas": 0, "selector": {"matchLabels": {"name": "test-rs"}}, "template": _template("test-rs")}
    doc = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "test-rs"}, "spec": body}
    await suite.make(suite.group("apps/v1", "replicasets"), doc)
    await used(suite, {counted: "1"})
    await suite.delete(suite.group("apps/v1", "replicasets", "test-rs"))
    await used(suite, {counted: "0"})


def _template(name: str) -> Doc:
    return {"metadata": {"labels": {"name": name}}, "spec": {"containers": [{"name": name, "image": "nginx"}]}}


async def _scoped(suite: Suite, scopes: tuple[str, str], hard: Doc) -> None:
    for scope in scopes:
        await suite.make(suite.core("resourcequotas"), quota(f"quota-{scope.lower()}", hard, scopes=[scope]))
        await used(suite, {"pods": "0"}, f"quota-{scope.lower()}")


async def _lives(suite: Suite, doc: Doc, *, counts: str, ignores: str, amounts: Doc) -> None:
    """A pod that one quota counts and the other does not, until it is deleted."""
    await suite.make(suite.core("pods"), doc)
    await used(suite, amounts, f"quota-{counts.lower()}")
    await used(suite, dict.fromkeys(amounts, "0"), f"quota-{ignores.lower()}")
    await suite.delete(suite.core("pods", doc["metadata"]["name"]), {"gracePeriodSeconds": 0})
    await used(suite, dict.fromkeys(amounts, "0"), f"quota-{counts.lower()}")


REQUESTS, LIMITS = {"cpu": "500m", "memory": "200Mi"}, {"cpu": "1", "memory": "400Mi"}


@spec("api-machinery", "ResourceQuota should verify ResourceQuota with terminating scopes.")
async def test_a_pod_with_a_deadline_is_of_the_scope_terminating(suite: Suite) -> None:
    hard = dict(zip(COMPUTE, ("1", "500Mi", "2", "1Gi"), strict=True))
    await _scoped(suite, ("Terminating", "NotTerminating"), {"pods": "5", **hard})
    amounts = {"pods": "1", **dict(zip(COMPUTE, ("500m", "200Mi", "1", "400Mi"), strict=True))}
    short = pod("terminating-pod", REQUESTS, LIMITS, activeDeadlineSeconds=3600)
    long = pod("test-pod", REQUESTS, LIMITS)
    await _lives(suite, long, counts="NotTerminating", ignores="Terminating", amounts=amounts)
    await _lives(suite, short, counts="Terminating", ignores="NotTerminating", amounts=amounts)


@spec("api-machinery", "ResourceQuota should verify ResourceQuota with best effort scope.")
async def test_a_pod_without_resources_is_of_the_scope_best_effort(suite: Suite) -> None:
    await _scoped(suite, ("BestEffort", "NotBestEffort"), {"pods": "5"})
    amounts = {"pods": "1"}
    await _lives(suite, pod("pfpod", {}, {}), counts="BestEffort", ignores="NotBestEffort", amounts=amounts)
    burstable = pod("burstable-pod", REQUESTS, LIMITS)
    await _lives(suite, burstable, counts="NotBestEffort", ignores="BestEffort", amounts=amounts)


@spec("api-machinery", "ResourceQuota should be able to update and delete ResourceQuota.")
async def test_a_quota_is_updated_and_deleted(suite: Suite) -> None:
    path = suite.core("resourcequotas", "test-quota")
    small, big = {"cpu": "1", "memory": "500Mi"}, {"cpu": "2", "memory": "1Gi"}
    await suite.make(suite.core("resourcequotas"), quota(hard=small))
    assert (await suite.get(path))["spec"]["hard"] == small
    assert (await suite.put(path, quota(hard=big)))["spec"]["hard"] == big
    assert (await suite.get(path))["spec"]["hard"] == big
    await suite.delete(path)
    await suite.refused("GET", path, None, 404)


@spec("api-machinery", "ResourceQuota should manage the lifecycle of a ResourceQuota")
async def test_a_quota_is_listed_patched_and_deleted_by_its_label(suite: Suite) -> None:
    path = suite.core("resourcequotas", "e2e-quota")
    labels = {"e2e-rq-label": "e2e-quota"}
    hard = {"cpu": "1", "memory": "500Mi"}
    await suite.make(suite.core("resourcequotas"), quota("e2e-quota", hard, meta={"labels": labels}))
    assert (await suite.get(path))["spec"]["hard"] == hard
    assert len(await suite.items("/api/v1/resourcequotas", "e2e-rq-label=e2e-quota")) == 1
    change = {"metadata": {"labels": {"e2e-quota": "patched"}}, "spec": {"hard": {"memory": "750Mi"}}}
    patched = await suite.patch(path, change, STRATEGIC)
    assert patched["metadata"]["labels"]["e2e-quota"] == "patched"
    assert patched["spec"]["hard"] == {"cpu": "1", "memory": "750Mi"}
    await suite.delete(f"{suite.core('resourcequotas')}?labelSelector=e2e-rq-label%3De2e-quota", {})
    await suite.refused("GET", path, None, 404)


@spec("api-machinery", "ResourceQuota should apply changes to a resourcequota status")
async def test_a_quotas_status_may_be_written_and_is_set_right_again(suite: Suite) -> None:
    path, chosen = suite.core("resourcequotas", "q"), f"{suite.core('resourcequotas')}?labelSelector=e2e%3Dq"
    since = (await suite.get("/api/v1/resourcequotas?labelSelector=e2e%3Dq"))["metadata"]["resourceVersion"]
    hard = {"cpu": "500m", "memory": "500Mi"}
    await suite.make(suite.core("resourcequotas"), quota("q", hard, meta={"labels": {"e2e": "q"}}))

    def has_hard(wanted: Doc) -> Any:
        return lambda _, doc: doc.get("status", {}).get("hard") == wanted

    await suite.change(f"{path}/status", lambda doc: doc.update(status={"hard": hard}))
    await suite.watched(chosen, since, has_hard(hard))
    since = (await suite.get(chosen))["metadata"]["resourceVersion"]
    more = {"cpu": "1", "memory": "1Gi"}
    assert (await suite.patch(path, {"spec": {"hard": more}}))["spec"]["hard"] == more
    await suite.patch(f"{path}/status", {"status": {"hard": more}})
    await suite.watched(chosen, since, has_hard(more))
    assert (await suite.get(f"{path}/status"))["status"]["hard"] == more
    since = (await suite.get(chosen))["metadata"]["resourceVersion"]
    most = {"cpu": "2", "memory": "2Gi"}
    assert (await suite.patch(f"{path}/status", {"status": {"hard": most}}))["status"]["hard"] == most
    await suite.watched(chosen, since, has_hard(most))
    right = await suite.became(path, lambda doc: doc["status"]["hard"] == more, 360)
    assert right["spec"]["hard"] == more
