"""Roles and bindings are written by who holds the rights that they give, or may escalate or bind."""

from __future__ import annotations

from typing import Any

import pytest

from core.machinery.caller import Caller, User
from core.machinery.door import Door
from core.machinery.escalation import missing_rights
from core.meta.errors import StatusError
from core.meta.objects import Doc
from core.store.memory import MemoryStore

GROUP = "rbac.authorization.k8s.io"
PODS = {"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}


def rule(verbs: str, resources: str, group: str = "", **more: Any) -> Doc:
    return {"verbs": verbs.split(), "apiGroups": [group], "resources": resources.split(), **more}


def role(name: str, *rules: Doc, kind: str = "Role", **more: Any) -> Doc:
    place = {"namespace": "shop"} if kind == "Role" else {}
    return {
        "apiVersion": f"{GROUP}/v1",
        "kind": kind,
        "metadata": {"name": name, **place},
        "rules": list(rules),
        **more,
    }


def binding(role_name: str, user: str, kind: str = "Role") -> Doc:
    reference = {"apiGroup": GROUP, "kind": kind, "name": role_name}
    subject = {"apiGroup": GROUP, "kind": "User", "name": user}
    metadata = {"name": f"{role_name}-{user}", "namespace": "shop"}
    return {
        "apiVersion": f"{GROUP}/v1", "kind": "RoleBinding", "metadata": metadata, "roleRef": reference,
        "subjects": [subject],
    }  # fmt: skip


class Cluster:
    """A namespace `shop` in which ann holds ``rules``."""

    def __init__(self, *rules: Doc) -> None:
        self.store = MemoryStore()
        self.admin = self.door()
        self.admin.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})
        for doc in (role("held", *rules), binding("held", "ann")):
            self.admin.create(doc)
        self.ann = self.door(Caller(User("ann", ("ops",))))

    def door(self, caller: Caller | None = None) -> Door:
        return Door(self.store, seed="1", clock=lambda: 0, actor="test", caller=caller)


def refusal(door: Door, doc: Doc) -> str:
    with pytest.raises(StatusError) as caught:
        door.create(doc)
    assert caught.value.code == 403
    return caught.value.message


def test_rights_that_are_held_may_be_given() -> None:
    cluster = Cluster(rule("get list", "pods secrets"))
    cluster.ann.create(role("part", PODS))
    cluster.ann.create(binding("part", "bob"))


def test_a_refusal_lists_what_is_missing_resource_by_resource() -> None:
    cluster = Cluster(PODS)
    wanted = [rule("get list watch", "pods"), rule("get", "secrets", resourceNames=["s"])]
    assert refusal(cluster.ann, role("more", *wanted)) == (
        'roles.rbac.authorization.k8s.io "more" is forbidden: user "ann" (groups=["ops"]) is attempting to grant RBAC '
        'permissions not currently held:\n{APIGroups:[""], Resources:["pods"], Verbs:["list" "watch"]}\n'
        '{APIGroups:[""], Resources:["secrets"], ResourceNames:["s"], Verbs:["get"]}'
    )


def test_who_may_escalate_or_bind_needs_no_more() -> None:
    cluster = Cluster(rule("escalate", "roles", GROUP), rule("bind", "roles", GROUP, resourceNames=["all"]))
    cluster.ann.create(role("all", rule("*", "*", "*")))
    cluster.ann.create(binding("all", "ann"))


def test_a_binding_gives_what_its_role_holds() -> None:
    cluster = Cluster(PODS)
    cluster.admin.create(role("all", rule("*", "*", "*")))
    assert "not currently held" in refusal(cluster.ann, binding("all", "ann"))
    with pytest.raises(StatusError, match=r'roles.rbac.authorization.k8s.io "none" not found'):
        cluster.ann.create(binding("none", "ann"))


def test_an_aggregation_rule_needs_everything() -> None:
    cluster = Cluster()
    selectors = {"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]}
    assert refusal(cluster.ann, role("sum", kind="ClusterRole", aggregationRule=selectors)) == (
        'clusterroles.rbac.authorization.k8s.io "sum" is forbidden: '
        "must have cluster-admin privileges to use the aggregationRule"
    )


def test_an_administrator_and_the_garbage_collectors_fields_are_let_through() -> None:
    cluster = Cluster()
    stored = cluster.door(Caller(User("root", ("system:masters",)))).create(role("all", rule("*", "*", "*")))
    kept = {**stored, "metadata": {**stored["metadata"], "finalizers": ["example.com/f"]}}
    assert cluster.ann.update(kept)["metadata"]["finalizers"] == ["example.com/f"]
    with pytest.raises(StatusError, match="not currently held"):
        cluster.ann.update({**kept, "metadata": {**kept["metadata"], "resourceVersion": None, "labels": {"a": "b"}}})


@pytest.mark.parametrize(
    ("held", "wanted", "is_covered"),
    [
        pytest.param(rule("*", "*", "*"), rule("get", "pods/log", "apps"), True, id="everything"),
        pytest.param(rule("get", "*/scale"), rule("get", "deployments/scale"), True, id="a subresource of everything"),
        pytest.param(rule("get", "pods", resourceNames=["a"]), PODS, False, id="one of them is not all"),
        pytest.param(PODS, rule("get", "pods", resourceNames=["a"]), True, id="all are one of them too"),
        pytest.param(
            {"verbs": ["get"], "nonResourceURLs": ["/api/*"]},
            {"verbs": ["get"], "nonResourceURLs": ["/api/v1"]},
            True,
            id="a path below",
        ),
        pytest.param(
            rule("*", "*", "*"), {"verbs": ["get"], "nonResourceURLs": ["/x"]}, False, id="a path is no resource"
        ),
    ],
)
def test_what_a_rule_covers(held: Doc, wanted: Doc, is_covered: bool) -> None:
    assert (missing_rights([held], [wanted]) == []) is is_covered
