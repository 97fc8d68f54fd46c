"""An empty cluster holds what a real control plane makes in one."""

from __future__ import annotations

from typing import Any

import pytest

from core.kinds import registry
from core.machinery import admission, bootstrap, defaults, strategy
from core.meta.objects import Doc, Key
from core.store.memory import MemoryStore
from core.store.protocol import Write
from tests import reference

RECORDED = {
    "clusterrolebindings": "clusterrolebindings.rbac.authorization.k8s.io",
    "clusterroles": "clusterroles.rbac.authorization.k8s.io",
    "endpointslices-default": "endpointslices.discovery.k8s.io",
    "flowschemas": "flowschemas.flowcontrol.apiserver.k8s.io",
    "namespaces": "namespaces",
    "priorityclasses": "priorityclasses.scheduling.k8s.io",
    "prioritylevels": "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
    "rolebindings": "rolebindings.rbac.authorization.k8s.io",
    "roles": "roles.rbac.authorization.k8s.io",
    "serviceaccounts-kube-system": "serviceaccounts",
    "services-default": "services",
}
BY_CONTROLLERS = {"serviceaccounts": {"default"}}
NOT_COMPARED = {"generation", "uid", "resourceVersion", "creationTimestamp", "lastTransitionTime"}


def empty_cluster() -> MemoryStore:
    store = MemoryStore()
    for doc in bootstrap.documents():
        kind = registry.kind_of(doc)
        prepared = strategy.prepare_create(kind, defaults.apply(kind, doc))
        admitted = admission.admit_create(kind, prepared, store, "seed")
        store.commit([Write("ADDED", registry.key_of(doc), admitted)], time=0, actor="bootstrap")
    return store


def plain(value: Any) -> Any:
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, dict):
        # The API server's own address and port are its own.
        return {"192.0.2.2": "192.0.2.1", 16443: 6443}.get(value, value)
    return {key: plain(item) for key, item in value.items() if key not in NOT_COMPARED | {"apiVersion", "kind"}}


def plain_object(doc: Doc) -> Doc:
    meta = {key: value for key, value in doc["metadata"].items() if key not in NOT_COMPARED}
    body = {key: value for key, value in doc.items() if key not in ("apiVersion", "kind", "metadata")}
    return {
        "metadata": meta,
        **{key: value if key in ("roleRef", "subjects") else plain(value) for key, value in body.items()},
    }


def test_everything_can_be_created_in_order_and_has_a_key_of_its_own() -> None:
    docs = list(bootstrap.documents())
    keys = [registry.key_of(doc) for doc in docs]
    assert len(set(keys)) == len(keys)
    store = empty_cluster()
    service = store.get(Key("services", "default", "kubernetes"))
    assert service is not None
    assert service["spec"]["clusterIPs"] == ["10.96.0.1"]
    assert store.get(Key("namespaces", "", "kube-system")) is not None


def test_a_rule_is_read_from_its_line() -> None:
    roles = {doc["metadata"]["name"]: doc for doc in bootstrap.documents() if doc["kind"] == "ClusterRole"}
    assert roles["cluster-admin"]["rules"] == [
        {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]},
        {"verbs": ["*"], "nonResourceURLs": ["*"]},
    ]
    assert "aggregationRule" in roles["admin"]


@reference.needs_reference
@pytest.mark.parametrize("recording", RECORDED)
def test_all_that_a_real_cluster_begins_with_is_there_and_equal(recording: str) -> None:
    resource = RECORDED[recording]
    store = empty_cluster()
    differing = []
    for wanted in reference.read(f"bootstrap/{recording}.json"):
        meta = wanted["metadata"]
        if meta["name"] in BY_CONTROLLERS.get(resource, ()):
            continue
        found = store.get(Key(resource, meta.get("namespace", ""), meta["name"]))
        if found is None or plain_object(found) != plain_object(wanted):
            differing.append((wanted, found))
    assert differing == []
