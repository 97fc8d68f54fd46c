"""Resource quotas: what each object counts for, whom a scope means, and that a quota holds."""

from __future__ import annotations

from typing import Any

import pytest

from core.machinery.door import Door
from core.machinery.quota import counting, scopes, usage
from core.meta.errors import StatusError
from core.meta.objects import Doc, Key, with_metadata
from core.store.memory import MemoryStore


def container(requests: dict[str, str] | None = None, limits: dict[str, str] | None = None, **fields: Any) -> Doc:
    return {"name": "c", "image": "web", "resources": {"requests": requests or {}, "limits": limits or {}}, **fields}


def pod(*containers: Doc, **spec: Any) -> Doc:
    return {"kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": list(containers) or [container()], **spec}}


def claim(**spec: Any) -> Doc:
    asked = {"resources": {"requests": {"storage": "1Gi"}}}
    return {"kind": "PersistentVolumeClaim", "metadata": {"name": "c"}, "spec": {**asked, **spec}}


@pytest.mark.parametrize(
    ("resource", "doc", "taken"),
    [
        pytest.param(
            "pods",
            pod(container({"cpu": "1", "memory": "1Gi", "example.com/gpu": "2", "hugepages-2Mi": "4Mi"}, {"cpu": "2"})),
            {
                "count/pods": "1", "pods": "1", "cpu": "1", "requests.cpu": "1", "memory": "1Gi",
                "requests.memory": "1Gi", "requests.example.com/gpu": "2", "hugepages-2Mi": "4Mi",
                "requests.hugepages-2Mi": "4Mi", "limits.cpu": "2",
            },
            id="a pod",
        ),
        pytest.param(
            "pods",
            pod(
                container({"cpu": "1"}),
                initContainers=[container({"cpu": "1"}, restartPolicy="Always"), container({"cpu": "3"})],
                overhead={"cpu": "500m"},
            ),
            {"count/pods": "1", "pods": "1", "cpu": "4500m", "requests.cpu": "4500m"},
            id="what starts beside a sidecar, and the overhead",
        ),
        pytest.param(
            "services",
            {"kind": "Service", "spec": {"type": "LoadBalancer", "ports": [{}, {"nodePort": 30001}]}},
            {"count/services": "1", "services": "1", "services.loadbalancers": "1", "services.nodeports": "2"},
            id="a balanced service",
        ),
        pytest.param(
            "services",
            {
                "kind": "Service",
                "spec": {
                    "type": "LoadBalancer", "ports": [{}, {"nodePort": 30001}], "allocateLoadBalancerNodePorts": False,
                },
            },
            {"count/services": "1", "services": "1", "services.loadbalancers": "1", "services.nodeports": "1"},
            id="a balanced service without ports of its own",
        ),
        pytest.param(
            "persistentvolumeclaims",
            claim(storageClassName="gold"),
            {
                "count/persistentvolumeclaims": "1", "persistentvolumeclaims": "1", "requests.storage": "1Gi",
                "gold.storageclass.storage.k8s.io/requests.storage": "1Gi",
                "gold.storageclass.storage.k8s.io/persistentvolumeclaims": "1",
            },
            id="a claim of a class",
        ),
        pytest.param("deployments.apps", {"kind": "Deployment"}, {"count/deployments.apps": "1"}, id="anything else"),
    ],
)  # fmt: skip
def test_what_an_object_takes(resource: str, doc: Doc, taken: dict[str, str]) -> None:
    assert usage.of(resource, doc) == taken
    assert sorted(usage.matching(resource, taken)) == sorted(taken), "and all of it can be limited"


def test_a_pod_that_has_ended_takes_its_place_alone() -> None:
    ended = {**pod(container({"cpu": "1"})), "status": {"phase": "Failed"}}
    meta = {"deletionTimestamp": "1970-01-01T00:00:30Z", "deletionGracePeriodSeconds": 30}
    hanging = {**pod(), "metadata": meta}
    assert usage.of("pods", ended, 0) == {"count/pods": "1"}
    assert [len(usage.of("pods", hanging, now)) for now in (60_000_000, 60_000_001)] == [2, 1]


ABROAD = {"topologyKey": "zone", "namespaceSelector": {}}


@pytest.mark.parametrize(
    ("spec", "doc", "is_meant"),
    [
        pytest.param({}, claim(), True, id="no scope means everything"),
        pytest.param({"scopes": ["BestEffort"]}, pod(), True, id="a pod that asks for nothing"),
        pytest.param({"scopes": ["BestEffort"]}, claim(), False, id="no claim is best effort"),
        pytest.param(
            {"scopes": ["NotBestEffort", "Terminating"]}, pod(container({"cpu": "1"})), False, id="one of two scopes"
        ),
        pytest.param({"scopes": ["Terminating"]}, pod(activeDeadlineSeconds=0), True, id="a deadline"),
        pytest.param({"scopes": ["PriorityClass"]}, pod(priorityClassName="high"), True, id="any class"),
        pytest.param({"scopes": ["PriorityClass"]}, pod(), False, id="no class"),
        pytest.param(
            {"scopes": ["CrossNamespacePodAffinity"]},
            pod(affinity={"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [ABROAD]}}),
            True,
            id="pods elsewhere",
        ),
        *(
            pytest.param(
                {
                    "scopeSelector": {
                        "matchExpressions": [{"scopeName": "PriorityClass", "operator": op, "values": ["a"]}]
                    }
                },
                pod(priorityClassName="b"),
                told,
                id=f"{op} a class",
            )
            for op, told in (("In", False), ("NotIn", True), ("DoesNotExist", False))
        ),
        pytest.param(
            {
                "scopeSelector": {
                    "matchExpressions": [{"scopeName": "VolumeAttributesClass", "operator": "In", "values": ["fast"]}]
                }
            },
            {**claim(), "status": {"currentVolumeAttributesClassName": "fast"}},
            True,
            id="attributes that a claim has",
        ),
    ],
)
def test_whom_a_scope_means(spec: Doc, doc: Doc, is_meant: bool) -> None:
    assert scopes.is_about(spec, doc) is is_meant


class Cluster:
    """A namespace `shop` with a quota."""

    def __init__(self, **hard: str) -> None:
        self.store = MemoryStore()
        self.door = Door(self.store, seed="1", clock=lambda: 0, actor="ann")
        self.door.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})
        self.make("v1", "ServiceAccount", "default")
        self.make("v1", "ResourceQuota", "q", spec={"hard": hard})

    def make(self, api: str, kind: str, name: str, **fields: Any) -> Doc:
        meta = {"name": name, "namespace": "shop"}
        return self.door.create({"apiVersion": api, "kind": kind, "metadata": meta, **fields})

    def used(self) -> dict[str, str]:
        quota = self.store.get(Key("resourcequotas", "shop", "q"))
        assert quota is not None
        found: dict[str, str] = (quota.get("status") or {}).get("used", {})
        return found


def test_a_write_and_its_charge_are_stored_together() -> None:
    cluster = Cluster(**{"count/configmaps": "1", "secrets": "5"})
    cluster.make("v1", "ConfigMap", "a")
    assert cluster.used() == {"count/configmaps": "1", "secrets": "0"}
    with pytest.raises(StatusError) as caught:
        cluster.make("v1", "ConfigMap", "b")
    assert caught.value.message == (
        'configmaps "b" is forbidden: exceeded quota: q, requested: count/configmaps=1, used: count/configmaps=1, '
        "limited: count/configmaps=1"
    )
    with pytest.raises(StatusError, match="already exists"):
        cluster.make("v1", "ResourceQuota", "q", spec={"hard": {}})


def test_a_dry_run_and_a_refused_write_are_not_charged() -> None:
    cluster = Cluster(configmaps="1")
    meta = {"name": "a", "namespace": "shop"}
    cluster.door.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta}, dry_run=True)
    with pytest.raises(StatusError, match="Invalid value"):
        cluster.make("v1", "ConfigMap", "NO")
    assert cluster.used() == {}
    cluster.make("v1", "ConfigMap", "a")


def test_an_update_is_charged_for_what_it_adds() -> None:
    cluster = Cluster(**{"services.nodeports": "1"})
    plain = cluster.make("v1", "Service", "s", spec={"ports": [{"port": 1, "name": "a"}]})
    ported = {**plain, "spec": {**plain["spec"], "type": "NodePort"}}
    stored = cluster.door.update(ported)
    assert cluster.used() == {"services.nodeports": "1"}
    ports = [*stored["spec"]["ports"], {"port": 2, "name": "b", "protocol": "TCP"}]
    with pytest.raises(StatusError, match=r"exceeded quota: q, requested: services\.nodeports=1"):
        cluster.door.update({**stored, "spec": {**stored["spec"], "ports": ports}})


def test_a_resize_is_charged_and_bounded() -> None:
    cluster = Cluster(**{"requests.cpu": "2"})
    limit = {"type": "Container", "max": {"cpu": "3"}}
    cluster.make("v1", "LimitRange", "l", spec={"limits": [limit]})
    asking = {"name": "c", "image": "web", "resources": {"requests": {"cpu": "1"}, "limits": {"cpu": "1"}}}
    stored = cluster.make("v1", "Pod", "p", spec={"containers": [asking]})

    def resize(cpu: str) -> Doc:
        resources = {"requests": {"cpu": cpu}, "limits": {"cpu": cpu}}
        (container,) = stored["spec"]["containers"]
        wanted = {**stored, "spec": {**stored["spec"], "containers": [{**container, "resources": resources}]}}
        return cluster.door.update_part(with_metadata(wanted, resourceVersion=None), "resize")

    resize("2")
    assert cluster.used() == {"requests.cpu": "2"}
    with pytest.raises(StatusError, match=r"exceeded quota: q, requested: requests\.cpu=1"):
        resize("3")
    with pytest.raises(StatusError, match="maximum cpu usage per Container is 3, but limit is 4"):
        resize("4")


def test_a_pod_that_was_there_before_its_quota_may_still_be_labelled() -> None:
    cluster = Cluster()
    stored = cluster.make("v1", "Pod", "p", spec={"containers": [{"name": "c", "image": "web"}]})
    cluster.make("v1", "ResourceQuota", "later", spec={"hard": {"requests.cpu": "1"}})
    cluster.door.update(with_metadata(stored, labels={"a": "b"}, resourceVersion=None))


def test_containers_must_say_what_is_limited_unless_the_pod_does() -> None:
    limited = ["requests.cpu", "limits.memory", "requests.storage"]
    assert usage.unstated(limited, pod(container({"cpu": "1"}))["spec"]) == {"limits.memory": ["c"]}
    assert usage.unstated(["requests.cpu"], pod(resources={"requests": {"cpu": "1"}})["spec"]) == {}


def test_a_count_looks_at_what_is_limited_and_nothing_else() -> None:
    cluster = Cluster(pods="5", **{"requests.storage": "9Gi", "count/nothing.example.com": "1"})
    quota = cluster.store.get(Key("resourcequotas", "shop", "q"))
    assert quota is not None
    assert counting.used(quota, cluster.store) == {"pods": "0", "requests.storage": "0"}
