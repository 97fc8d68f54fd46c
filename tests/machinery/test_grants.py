"""Who may do what: everybody at once, each cell with the binding and role that give it."""

from __future__ import annotations

import pytest

from core.kinds import registry
from core.machinery.grants import EVERYWHERE, Asked, Subject, subjects, what_may, who_can
from core.meta.objects import Doc
from core.store.memory import MemoryStore
from tests.machinery.test_rbac import ANN, BOT, OPS, binding, role, rule

ALL_ACCOUNTS = {"kind": "Group", "name": "system:serviceaccounts:a"}
DOCS: list[Doc] = [
    role("ClusterRole", "reader", rule("get list", "pods pods/log")),
    role("ClusterRole", "lister", rule("list", "secrets")),
    role("Role", "one", rule("get update", "secrets", resourceNames=["s", "t"]), namespace="a"),
    role("ClusterRole", "admin", rule("*", "*", "*")),
    binding("ClusterRoleBinding", "admin", "ClusterRole", OPS),
    binding("RoleBinding", "reader", "ClusterRole", ANN, "a"),
    binding("RoleBinding", "one", "Role", BOT, "a"),
    binding("RoleBinding", "lister", "ClusterRole", ALL_ACCOUNTS, "a"),
    binding("RoleBinding", "gone", "Role", ANN, "b"),
]


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    store.load(((registry.key_of(doc), doc) for doc in DOCS), 1)
    return store


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(Asked("", "pods"), {"ops": "get list delete"}, id="everywhere"),
        pytest.param(Asked("", "pods", "a"), {"ops": "get list delete", "ann": "get list"}, id="in a namespace"),
        pytest.param(Asked("", "pods/log", "a"), {"ops": "get list delete", "ann": "get list"}, id="a subresource"),
        pytest.param(Asked("", "pods", "b"), {"ops": "get list delete"}, id="a role that is not there gives nothing"),
        pytest.param(
            Asked("", "secrets", "a"),
            {"ops": "get list delete", "bot": "get(s,t) list", "system:serviceaccounts:a": "list"},
            id="only some objects, and what a group adds",
        ),
        pytest.param(
            Asked("", "secrets", "a", "s"),
            {"ops": "get list delete", "bot": "get list", "system:serviceaccounts:a": "list"},
            id="one object",
        ),
        pytest.param(
            Asked("", "secrets", "a", "u"),
            {"ops": "get list delete", "system:serviceaccounts:a": "list"},
            id="another object",
        ),
    ],
)
def test_who_can(store: MemoryStore, asked: Asked, expected: dict[str, str]) -> None:
    found = who_can(store, ["get", "list", "delete"], asked)
    shown = {}
    for subject, row in found.items():
        shown[subject.name] = " ".join(
            f"{verb}({','.join(row[verb].names)})" if row[verb].names else verb
            for verb in ("get", "list", "delete")
            if verb in row
        )
    assert shown == expected


def test_a_cell_says_why_as_a_request_would_be_told(store: MemoryStore) -> None:
    found = who_can(store, ["get", "list"], Asked("", "secrets", "a"))
    row = found[Subject("ServiceAccount", "a", "bot")]
    assert {verb: grant.why for verb, grant in row.items()} == {
        "get": 'RBAC: allowed by RoleBinding "one-binding/a" of Role "one" to ServiceAccount "bot/a"',
        "list": 'RBAC: allowed by RoleBinding "lister-binding/a" of ClusterRole "lister" '
        'to Group "system:serviceaccounts:a"',
    }


@pytest.mark.parametrize(
    ("subject", "namespace", "given"),
    [
        pytest.param(Subject("User", "", "ann"), "a", ["reader"], id="a user in a namespace"),
        pytest.param(Subject("User", "", "ann"), "", [], id="a user everywhere"),
        pytest.param(Subject("ServiceAccount", "a", "bot"), "a", ["lister", "one"], id="an account and its group"),
        pytest.param(Subject("ServiceAccount", "b", "bot"), EVERYWHERE, [], id="another account of that name"),
        pytest.param(Subject("Group", "", "ops"), EVERYWHERE, ["admin"], id="a group"),
        pytest.param(Subject("User", "", "ops"), EVERYWHERE, [], id="a user of a group's name"),
    ],
)
def test_what_somebody_may(store: MemoryStore, subject: Subject, namespace: str, given: list[str]) -> None:
    assert [grant.role for _, grant in what_may(store, subject, namespace)] == given


def test_everybody_is_whom_bindings_name(store: MemoryStore) -> None:
    assert {subject.name for subject in subjects(store)} == {"ann", "ops", "bot", "system:serviceaccounts:a"}
