"""An empty cluster holds what a real control plane makes in one."""

from __future__ import annotations

from core.kinds import registry
from core.machinery import admission, bootstrap, defaults, strategy
from core.meta.objects import Key
from core.store.memory import MemoryStore
from core.store.protocol import Write


def empty_cluster() -> MemoryStore:
    store = MemoryStore()
    for doc in bootstrap.documents():
        kind = registry.kind_of(doc)
        prepared = strategy.prepare_create(kind, defaults.apply(kind, doc))
        admitted = admission.admit_create(kind, prepared, store, "seed")
        store.commit([Write("ADDED", registry.key_of(doc), admitted)], time=0, actor="bootstrap")
    return store


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
