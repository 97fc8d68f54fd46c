"""Role-based access control: which rules a user has, and what a rule covers."""

from __future__ import annotations

from typing import Any

import pytest

from core.kinds import registry
from core.machinery import rbac
from core.machinery.rbac import Question
from core.meta.objects import Doc
from core.store.memory import MemoryStore
from core.store.protocol import Write

API = "rbac.authorization.k8s.io/v1"


def role(kind: str, name: str, *rules: Doc, namespace: str = "", **more: Any) -> Doc:
    metadata = {"name": name, **({"namespace": namespace} if namespace else {}), **more.pop("metadata", {})}
    return {"apiVersion": API, "kind": kind, "metadata": metadata, "rules": list(rules), **more}


def binding(kind: str, name: str, role_kind: str, subject: Doc, namespace: str = "") -> Doc:
    metadata = {"name": f"{name}-binding", **({"namespace": namespace} if namespace else {})}
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": role_kind, "name": name}
    return {"apiVersion": API, "kind": kind, "metadata": metadata, "roleRef": reference, "subjects": [subject]}


def rule(verbs: str, resources: str, group: str = "", **more: Any) -> Doc:
    return {"verbs": verbs.split(), "apiGroups": [group], "resources": resources.split(), **more}


ANN = {"kind": "User", "name": "ann"}
OPS = {"kind": "Group", "name": "ops"}
BOT = {"kind": "ServiceAccount", "name": "bot", "namespace": "a"}


@pytest.fixture
def store() -> MemoryStore:
    docs = [
        role("ClusterRole", "reader", rule("get list", "pods pods/log")),
        role("ClusterRole", "all", rule("update", "*/scale", "apps")),
        role("ClusterRole", "urls", {"verbs": ["get"], "nonResourceURLs": ["/healthz", "/api/*"]}),
        role("Role", "one", rule("get", "secrets", resourceNames=["s"]), namespace="a"),
        binding("ClusterRoleBinding", "all", "ClusterRole", OPS),
        binding("ClusterRoleBinding", "urls", "ClusterRole", ANN),
        binding("RoleBinding", "reader", "ClusterRole", ANN, "a"),
        binding("RoleBinding", "one", "Role", BOT, "a"),
    ]
    store = MemoryStore()
    writes = [Write("ADDED", registry.key_of(doc), {**doc, "metadata": dict(doc["metadata"])}) for doc in docs]
    store.commit(writes, time=0, actor="test")
    return store


def ask(verb: str, resource: str, **more: Any) -> Question:
    return Question(more.pop("user", "ann"), more.pop("groups", ()), verb, resource=resource, **more)


@pytest.mark.parametrize(
    ("question", "allowed"),
    [
        pytest.param(ask("get", "pods", namespace="a"), True, id="a cluster role bound in a namespace"),
        pytest.param(ask("get", "pods", namespace="b"), False, id="not in another namespace"),
        pytest.param(ask("list", "pods"), False, id="not everywhere"),
        pytest.param(ask("delete", "pods", namespace="a"), False, id="another verb"),
        pytest.param(ask("get", "pods/log", namespace="a"), True, id="a named subresource"),
        pytest.param(ask("get", "pods/exec", namespace="a"), False, id="a subresource that is not named"),
        pytest.param(ask("get", "pods", namespace="a", group="x.io"), False, id="another group"),
        pytest.param(
            ask("update", "deployments/scale", user="bob", groups=("ops",), group="apps"),
            True,
            id="a subresource of everything, by group",
        ),
        pytest.param(
            ask("get", "secrets", user="system:serviceaccount:a:bot", namespace="a", name="s"), True, id="by name"
        ),
        pytest.param(
            ask("get", "secrets", user="system:serviceaccount:a:bot", namespace="a", name="t"), False, id="another name"
        ),
        pytest.param(ask("list", "secrets", user="system:serviceaccount:a:bot", namespace="a"), False, id="no name"),
        pytest.param(ask("get", "", path="/healthz"), True, id="a path"),
        pytest.param(ask("get", "", path="/api/v1"), True, id="a path by its beginning"),
        pytest.param(ask("get", "", path="/metrics"), False, id="another path"),
    ],
)
def test_what_is_allowed(store: MemoryStore, question: Question, allowed: bool) -> None:
    assert bool(rbac.why_allowed(store, question)) is allowed


def test_the_reason_names_binding_role_and_subject(store: MemoryStore) -> None:
    assert rbac.why_allowed(store, ask("get", "pods", namespace="a")) == (
        'RBAC: allowed by RoleBinding "reader-binding/a" of ClusterRole "reader" to User "ann"'
    )
