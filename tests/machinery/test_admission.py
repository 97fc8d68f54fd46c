"""Admission adds and refuses as the plugins of a default API server do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.kinds import registry
from core.machinery import bootstrap, schema
from core.machinery.admission import allocation
from core.machinery.admission.topology import add_topology
from core.machinery.door import Door
from core.meta import owners
from core.meta.errors import StatusError
from core.meta.objects import Doc, Key
from core.store.memory import MemoryStore

NOW = 1_767_225_600_000_000


class Cluster:
    """An empty cluster with the namespace `shop` and a door to it."""

    def __init__(self, seed: str = "1") -> None:
        self.store = MemoryStore()
        self.door = Door(self.store, seed=seed, clock=lambda: NOW, actor="test", trusted=True)
        for doc in bootstrap.documents():
            self.door.create(doc)
        self.make("v1", "Namespace", "shop", namespace="")
        self.make("v1", "ServiceAccount", "default")

    def make(self, api_version: str, kind: str, name: str, *, namespace: str = "shop", **fields: Any) -> Doc:
        meta: Doc = {"name": name, **fields.pop("metadata", {})}
        if namespace:
            meta["namespace"] = namespace
        return self.door.create({"apiVersion": api_version, "kind": kind, "metadata": meta, **fields})

    def pod(self, name: str = "p", *, metadata: Doc | None = None, container: Doc | None = None, **spec: Any) -> Doc:
        containers = [{"name": "c", "image": "web", **(container or {})}]
        return self.make("v1", "Pod", name, metadata=metadata or {}, spec={"containers": containers, **spec})

    def service(self, name: str = "s", **spec: Any) -> Doc:
        return self.make("v1", "Service", name, spec={"ports": [{"port": 80}], "selector": {"a": "b"}, **spec})


def refused(act: Callable[[], Any]) -> tuple[int, str]:
    with pytest.raises(StatusError) as caught:
        act()
    return caught.value.code, caught.value.message


def test_nothing_is_created_without_a_namespace_or_in_one_that_goes() -> None:
    cluster = Cluster()
    assert refused(lambda: cluster.make("v1", "ConfigMap", "c", namespace="none")) == (
        404, 'namespaces "none" not found',
    )  # fmt: skip
    cluster.door.delete(Key("namespaces", "", "shop"))
    code, message = refused(lambda: cluster.make("v1", "ConfigMap", "c"))
    assert code == 403
    assert message == (
        'configmaps "c" is forbidden: unable to create new content in namespace shop because it is being terminated'
    )


def test_a_pod_needs_its_service_account() -> None:
    cluster = Cluster()
    assert refused(lambda: cluster.pod(serviceAccountName="robot")) == (
        403,
        'pods "p" is forbidden: error looking up service account shop/robot: serviceaccount "robot" not found',
    )


def test_a_token_is_mounted_unless_somebody_objects() -> None:
    cluster = Cluster()
    mounts = cluster.pod()["spec"]["containers"][0]["volumeMounts"]
    assert [mount["mountPath"] for mount in mounts] == ["/var/run/secrets/kubernetes.io/serviceaccount"]
    assert "volumes" not in cluster.pod("q", automountServiceAccountToken=False)["spec"]
    cluster.make("v1", "ServiceAccount", "quiet", automountServiceAccountToken=False)
    assert "volumes" not in cluster.pod("r", serviceAccountName="quiet")["spec"]
    assert "volumes" in cluster.pod("t", serviceAccountName="quiet", automountServiceAccountToken=True)["spec"]


def test_an_account_lends_its_pull_secrets() -> None:
    cluster = Cluster()
    cluster.make("v1", "ServiceAccount", "puller", imagePullSecrets=[{"name": "key"}])
    assert cluster.pod(serviceAccountName="puller")["spec"]["imagePullSecrets"] == [{"name": "key"}]


def test_priority_comes_from_the_class_or_the_global_default() -> None:
    cluster = Cluster()
    assert cluster.pod()["spec"]["priority"] == 0
    critical = cluster.pod("q", priorityClassName="system-node-critical")["spec"]
    assert critical["priority"] == 2_000_001_000
    assert refused(lambda: cluster.pod("r", priorityClassName="none"))[1] == (
        'pods "r" is forbidden: no PriorityClass with name none was found'
    )
    assert "must not be provided in pod spec" in refused(lambda: cluster.pod("r", priority=7))[1]
    klass = {"value": 5, "globalDefault": True, "preemptionPolicy": "Never"}
    cluster.make("scheduling.k8s.io/v1", "PriorityClass", "usual", namespace="", **klass)
    usual = cluster.pod("s")["spec"]
    assert (usual["priority"], usual["priorityClassName"], usual["preemptionPolicy"]) == (5, "usual", "Never")


def test_five_minutes_are_tolerated_unless_the_pod_says_otherwise() -> None:
    cluster = Cluster()
    assert [one["tolerationSeconds"] for one in cluster.pod()["spec"]["tolerations"]] == [300, 300]
    everything = [{"operator": "Exists"}]
    assert cluster.pod("q", tolerations=everything)["spec"]["tolerations"] == everything


def test_limit_ranges_fill_in_and_refuse() -> None:
    cluster = Cluster()
    limit = {"type": "Container", "default": {"cpu": "200m"}, "defaultRequest": {"cpu": "100m"}, "max": {"cpu": "1"}}
    cluster.make("v1", "LimitRange", "l", spec={"limits": [limit]})
    pod = cluster.pod()
    assert pod["spec"]["containers"][0]["resources"] == {"requests": {"cpu": "100m"}, "limits": {"cpu": "200m"}}
    assert pod["metadata"]["annotations"] == {
        "kubernetes.io/limit-ranger": "LimitRanger plugin set: cpu request for container c; cpu limit for container c"
    }
    assert pod["status"]["qosClass"] == "Burstable", "judged after the limits were filled in"
    greedy = {"resources": {"limits": {"cpu": "2"}}}
    assert refused(lambda: cluster.pod("q", container=greedy))[1] == (
        'pods "q" is forbidden: [maximum cpu usage per Container is 1, but limit is 2, '
        "maximum cpu usage per Container is 1, but request is 2]"
    )


def test_a_quota_holds() -> None:
    cluster = Cluster()
    cluster.make("v1", "ResourceQuota", "q", spec={"hard": {"pods": "2", "requests.cpu": "1"}})
    asking = {"resources": {"requests": {"cpu": "500m"}}}
    assert refused(cluster.pod)[1] == 'pods "p" is forbidden: failed quota: q: must specify requests.cpu for: c'
    cluster.pod("a", container=asking)
    cluster.pod("b", container=asking)
    assert refused(lambda: cluster.pod("c", container=asking)) == (
        403,
        'pods "c" is forbidden: exceeded quota: q, requested: pods=1,requests.cpu=500m, '
        "used: pods=2,requests.cpu=1, limited: pods=2,requests.cpu=1",
    )


def test_pods_of_one_owner_and_template_share_one_spec() -> None:
    cluster = Cluster()
    owner = {"apiVersion": "v1", "kind": "ReplicationController", "metadata": {"name": "r", "uid": "u"}}
    spec = {"containers": [{"name": "c", "image": "web"}]}
    meta = {"ownerReferences": [owners.reference(owner)]}
    one, two = (cluster.make("v1", "Pod", name, metadata=dict(meta), spec=spec) for name in "ab")
    assert one["spec"] is two["spec"]
    assert "volumes" not in spec, "the template is left alone"
    cluster.make("v1", "LimitRange", "l", spec={"limits": [{"type": "Container", "default": {"cpu": "1"}}]})
    three = cluster.make("v1", "Pod", "c", metadata=dict(meta), spec=spec)
    assert three["spec"]["containers"][0]["resources"]["limits"] == {"cpu": "1"}, "what changed since is seen"


def test_services_get_addresses_and_ports_that_are_free_and_the_same_for_a_seed() -> None:
    cluster, again, other = Cluster(), Cluster(), Cluster(seed="2")
    address = cluster.service()["spec"]["clusterIP"]
    assert address == again.service()["spec"]["clusterIP"]
    assert address != other.service()["spec"]["clusterIP"]
    found = [cluster.service(f"s{number}", type="NodePort")["spec"] for number in range(20)]
    assert len({spec["clusterIP"] for spec in found} | {address}) == 21
    ports = [spec["ports"][0]["nodePort"] for spec in found]
    assert len(set(ports)) == 20
    assert all(port in allocation.NODE_PORTS for port in ports)


def test_an_address_or_port_that_is_taken_or_out_of_range_is_refused() -> None:
    cluster = Cluster()
    assert refused(lambda: cluster.service(clusterIP="10.96.0.1"))[1] == (
        'Service "s" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.1"]: '
        "failed to allocate IP 10.96.0.1: provided IP is already allocated"
    )
    cluster.service(type="NodePort", ports=[{"port": 80, "nodePort": 30080}])
    assert refused(lambda: cluster.service("t", type="NodePort", ports=[{"port": 80, "nodePort": 30080}]))[1] == (
        'Service "t" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated'
    )
    assert "not in the valid range" in refused(
        lambda: cluster.service("t", type="NodePort", ports=[{"port": 80, "nodePort": 80}])
    )[1]  # fmt: skip


def test_an_update_keeps_the_address_and_ports_it_does_not_mention() -> None:
    cluster = Cluster()
    made = cluster.service(type="NodePort")
    person = Door(cluster.store, seed="1", clock=lambda: NOW, actor="person")
    plain = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s", "namespace": "shop"}}
    spec = {"ports": [{"port": 80, "name": "a"}, {"port": 81, "name": "b"}], "selector": {"a": "c"}, "type": "NodePort"}
    changed = person.update({**plain, "spec": spec})["spec"]
    assert changed["clusterIP"] == made["spec"]["clusterIP"]
    assert changed["ports"][0]["nodePort"] == made["spec"]["ports"][0]["nodePort"]
    assert changed["ports"][1]["nodePort"] not in (None, changed["ports"][0]["nodePort"])


def test_classes_are_given_by_default_and_storage_is_protected() -> None:
    cluster = Cluster()
    mark = {"annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}
    cluster.make("storage.k8s.io/v1", "StorageClass", "fast", namespace="", metadata=mark, provisioner="p")
    claim = cluster.make("v1", "PersistentVolumeClaim", "c", spec={"accessModes": ["ReadWriteOnce"]})
    assert claim["spec"]["storageClassName"] == "fast"
    assert claim["metadata"]["finalizers"] == ["kubernetes.io/pvc-protection"]
    bare = cluster.make("v1", "PersistentVolumeClaim", "d", spec={"storageClassName": ""})
    assert bare["spec"]["storageClassName"] == ""


def test_an_ingress_that_names_no_class_gets_a_default_one() -> None:
    cluster = Cluster()
    backend = {"service": {"name": "s", "port": {"number": 80}}}

    def ingress(name: str, **notes: str) -> Doc:
        spec = {"defaultBackend": backend}
        return cluster.make("networking.k8s.io/v1", "Ingress", name, metadata={"annotations": notes}, spec=spec)["spec"]

    assert "ingressClassName" not in ingress("none")
    mark = {"annotations": {"ingressclass.kubernetes.io/is-default-class": "true"}}
    for name in ("b", "a"):
        spec = {"controller": "x.io/y"}
        cluster.make("networking.k8s.io/v1", "IngressClass", name, namespace="", metadata=dict(mark), spec=spec)
    assert ingress("first")["ingressClassName"] == "a"
    assert "ingressClassName" not in ingress("named", **{"kubernetes.io/ingress.class": "old"})


def test_a_new_node_takes_no_pods() -> None:
    node = Cluster().make("v1", "Node", "n", namespace="")
    assert node["spec"]["taints"] == [{"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}]


def test_a_bound_pod_takes_over_the_zone_of_its_node_and_shares_its_labels() -> None:
    labels = {"app": "web"}
    node = {"metadata": {"labels": {"topology.kubernetes.io/zone": "a", "other": "b"}}}
    one, two = (add_topology({"metadata": {"name": name, "labels": labels}}, node) for name in "pq")
    assert one["metadata"]["labels"] == {"app": "web", "topology.kubernetes.io/zone": "a"}
    assert one["metadata"]["labels"] is two["metadata"]["labels"]
    assert labels == {"app": "web"}
    assert add_topology(one, None) is one


def test_a_flow_schema_says_whether_its_level_is_there() -> None:
    cluster = Cluster()
    api = "flowcontrol.apiserver.k8s.io/v1"
    spec = {"priorityLevelConfiguration": {"name": "nowhere"}}
    made = cluster.make(api, "FlowSchema", "f", namespace="", spec=spec)
    assert made["status"]["conditions"][0]["status"] == "True"


def test_every_kind_that_is_stored_can_be_made_bare_without_an_accident() -> None:
    cluster = Cluster()
    person = Door(cluster.store, seed="1", clock=lambda: NOW, actor="person")
    for kind in registry.ALL:
        if kind.is_stored:
            meta = {"name": "bare", **({"namespace": "shop"} if kind.namespaced else {})}
            doc = {"apiVersion": kind.api_version, "kind": kind.kind, "metadata": meta}
            assert schema.accept(kind, doc) == doc
            assert outcome(person, doc) in (201, 422), kind.kind


def outcome(door: Door, doc: Doc) -> int:
    try:
        door.create(doc, dry_run=True)
    except StatusError as error:
        return error.code
    return 201


def test_a_pod_that_is_made_for_a_node_takes_over_where_it_is() -> None:
    cluster = Cluster()
    place = {"labels": {"topology.kubernetes.io/zone": "z", "other": "o"}}
    cluster.make("v1", "Node", "n", namespace="", metadata=place)
    assert cluster.pod(nodeName="n")["metadata"]["labels"] == {"topology.kubernetes.io/zone": "z"}
    assert "labels" not in cluster.pod("q", nodeName="unknown")["metadata"]
    own = {"labels": {"topology.kubernetes.io/zone": "mine"}}
    assert cluster.pod("r", metadata=own, nodeName="n")["metadata"]["labels"] == own["labels"]


SECRETIVE = {"env": [{"name": "E", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}]}


@pytest.mark.parametrize(
    ("pod", "why"),
    [
        pytest.param(
            {"volumes": [{"name": "v", "secret": {"secretName": "s"}}]},
            'volume with secret.secretName="s" is not allowed because service account strict does not reference that '
            "secret",
            id="a volume",
        ),
        pytest.param(
            {"container": SECRETIVE},
            'container c with envVar E referencing secret.secretName="s" is not allowed because service account strict '
            "does not reference that secret",
            id="a variable",
        ),
        pytest.param(
            {"imagePullSecrets": [{"name": "s"}]},
            'imagePullSecrets[0].name="s" is not allowed because service account strict does not reference that '
            "imagePullSecret",
            id="a registry's key",
        ),
    ],
)
def test_an_account_may_bound_the_secrets_of_its_pods(pod: Doc, why: str) -> None:
    cluster = Cluster()
    strict = {"metadata": {"annotations": {"kubernetes.io/enforce-mountable-secrets": "true"}}}
    cluster.make("v1", "ServiceAccount", "strict", secrets=[{"name": "other"}], **strict)
    assert refused(lambda: cluster.pod(serviceAccountName="strict", **pod)) == (403, f'pods "p" is forbidden: {why}')
    cluster.pod("q", **pod)


def test_a_mirror_pod_refers_to_nothing() -> None:
    cluster = Cluster()
    mirror = {"annotations": {"kubernetes.io/config.mirror": "x"}}
    assert "serviceAccountName" not in cluster.pod(metadata=dict(mirror))["spec"]
    assert refused(lambda: cluster.pod("q", metadata=dict(mirror), serviceAccountName="default"))[1] == (
        'pods "q" is forbidden: a mirror pod may not reference serviceaccounts'
    )
    assert "secrets" in refused(lambda: cluster.pod("q", metadata=dict(mirror), container=SECRETIVE))[1]


def test_there_is_one_default_priority_class() -> None:
    cluster = Cluster()
    cluster.make("scheduling.k8s.io/v1", "PriorityClass", "a", namespace="", value=1, globalDefault=True)
    assert refused(
        lambda: cluster.make("scheduling.k8s.io/v1", "PriorityClass", "b", namespace="", value=1, globalDefault=True)
    )[1] == (
        'priorityclasses.scheduling.k8s.io "b" is forbidden: PriorityClass a is already marked as default. '
        "Only one default can exist"
    )


KATA = {"handler": "kata", "overhead": {"podFixed": {"cpu": "1"}}, "scheduling": {"nodeSelector": {"disk": "fast"}}}


@pytest.mark.parametrize(
    ("pod", "why"),
    [
        pytest.param(
            {"overhead": {"cpu": "1"}},
            "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead",
            id="an overhead of nothing",
        ),
        pytest.param(
            {"runtimeClassName": "kata", "overhead": {"cpu": "2"}},
            "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
            id="another overhead",
        ),
        pytest.param(
            {"runtimeClassName": "kata", "nodeSelector": {"disk": "slow"}},
            "conflict: runtimeClass.scheduling.nodeSelector[disk] = fast; pod.spec.nodeSelector[disk] = slow",
            id="other nodes",
        ),
    ],
)
def test_a_pod_may_not_contradict_its_runtime_class(pod: Doc, why: str) -> None:
    cluster = Cluster()
    cluster.make("node.k8s.io/v1", "RuntimeClass", "kata", namespace="", **KATA)
    assert refused(lambda: cluster.pod(**pod))[1] == f'pods "p" is forbidden: {why}'
    spec = cluster.pod("q", runtimeClassName="kata")["spec"]
    assert (spec["overhead"], spec["nodeSelector"]) == ({"cpu": "1"}, {"disk": "fast"})


def test_a_claim_grows_when_it_is_bound_and_its_class_lets_it() -> None:
    cluster = Cluster()
    person = Door(cluster.store, seed="1", clock=lambda: NOW, actor="person")
    for name, grows in (("fixed", False), ("growing", True)):
        cluster.make(
            "storage.k8s.io/v1", "StorageClass", name, namespace="", provisioner="p", allowVolumeExpansion=grows
        )
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}

    def grow(class_: str, phase: str) -> Doc:
        wanted = {**spec, "storageClassName": class_}
        claim = cluster.make("v1", "PersistentVolumeClaim", f"{class_}-{phase}".lower(), spec=wanted)
        bound = cluster.door.update_status({**claim, "status": {"phase": phase}})
        return person.update({**bound, "spec": {**bound["spec"], "resources": {"requests": {"storage": "2Gi"}}}})

    assert grow("growing", "Bound")["spec"]["resources"]["requests"] == {"storage": "2Gi"}
    assert "the storageclass that provisions the pvc must support resize" in refused(lambda: grow("fixed", "Bound"))[1]
