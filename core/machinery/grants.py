"""Who may do what, and what may somebody do: RBAC asked for everybody at once, each answer with what gives it. Pure.

The rules are those of `core.machinery.rbac`; here nothing is decided about a request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from core.machinery import rbac
from core.machinery.rbac import GROUP, Question
from core.meta.fields import quote
from core.meta.objects import Doc
from core.store.protocol import Reader

_ACCOUNTS: Final = "system:serviceaccounts"
_SIGNED_IN: Final = "system:authenticated"
_ANONYMOUS: Final = "system:anonymous"
_NOBODY: Final = "system:unauthenticated"
EVERYWHERE: Final = "*"
"""In place of a namespace: cluster-wide and in all namespaces."""


class Subject(NamedTuple):
    """A User, Group or ServiceAccount; only the last has a namespace."""

    kind: str
    namespace: str
    name: str

    @property
    def user(self) -> str:
        """The user name with which the subject comes; a group has none."""
        if self.kind == "ServiceAccount":
            return f"system:serviceaccount:{self.namespace}:{self.name}"
        return self.name if self.kind == "User" else ""

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that the subject is sure to be in."""
        if self.kind == "ServiceAccount":
            return (_ACCOUNTS, f"{_ACCOUNTS}:{self.namespace}", _SIGNED_IN)
        if self.kind == "User":
            return (_NOBODY,) if self.name == _ANONYMOUS else (_SIGNED_IN,)
        return (self.name,)


class Grant(NamedTuple):
    """What gives a right: a binding of a role to a subject. ``namespace`` is the binding's; empty: cluster-wide."""

    binding: str
    namespace: str
    role_kind: str
    role: str
    subject: Subject
    names: tuple[str, ...] = ()
    """The only objects that the right is for; none: all."""

    @property
    def why(self) -> str:
        """The sentence with which upstream allows a request by it."""
        kind = "RoleBinding" if self.namespace else "ClusterRoleBinding"
        binding = f"{self.binding}/{self.namespace}" if self.namespace else self.binding
        who = self.subject
        name = f"{who.name}/{who.namespace}" if who.namespace else who.name
        role = f"{self.role_kind} {quote(self.role)}"
        return f"RBAC: allowed by {kind} {quote(binding)} of {role} to {who.kind} {quote(name)}"


class Asked(NamedTuple):
    """What is to be done, but for the verb. Without a namespace: everywhere."""

    group: str
    resource: str
    namespace: str = ""
    name: str = ""


Row = dict[str, Grant]
"""Verb → what gives it."""


def who_can(reader: Reader, verbs: Sequence[str], asked: Asked) -> dict[Subject, Row]:
    """Every subject with one of the verbs; cluster-wide bindings come before those of the namespace."""
    found: dict[Subject, Row] = {}
    for binding, rules in _bound(reader, asked.namespace):
        given = {verb: names for verb in verbs if (names := _names(rules, verb, asked)) is not None}
        for subject in subjects_of(binding) if given else ():
            row = found.setdefault(subject, {})
            for verb, names in given.items():
                _keep(row, verb, _grant(binding, subject)._replace(names=names))
    for subject, row in found.items():
        for group in subject.groups if subject.kind != "Group" else ():
            for verb, grant in found.get(Subject("Group", "", group), {}).items():
                _keep(row, verb, grant)
    return found


def what_may(reader: Reader, subject: Subject, namespace: str) -> Iterator[tuple[Doc, Grant]]:
    """Each rule that holds for a subject in a namespace (or `EVERYWHERE`), with what gives it."""
    user, groups = subject.user, subject.groups
    for binding, rules in _bound(reader, namespace):
        if rbac.subject_of(binding, user, groups):
            named = next((one for one in subjects_of(binding) if one == subject), None)
            via = named or next(one for one in subjects_of(binding) if one.kind == "Group" and one.name in groups)
            yield from ((rule, _grant(binding, via)) for rule in rules)


def subjects(reader: Reader) -> set[Subject]:
    """Everybody whom a binding names."""
    return {subject for binding, _ in _bound(reader, EVERYWHERE) for subject in subjects_of(binding)}


def subjects_of(binding: Doc) -> Iterator[Subject]:
    """Whom a binding names; a ServiceAccount without a namespace is one of the binding's own."""
    for subject in binding.get("subjects") or ():
        is_account = subject["kind"] == "ServiceAccount"
        own = binding["metadata"].get("namespace", "")
        yield Subject(subject["kind"], (subject.get("namespace") or own) if is_account else "", subject["name"])


def _bound(reader: Reader, namespace: str) -> Iterator[tuple[Doc, list[Doc]]]:
    """Each binding that holds in a namespace, with the rules of its role."""
    known: dict[tuple[str, str, str], list[Doc]] = {}
    for binding in _bindings(reader, namespace):
        role, place = binding["roleRef"], binding["metadata"].get("namespace", "")
        key = (role["kind"], "" if role["kind"] == "ClusterRole" else place, role["name"])
        if key not in known:
            known[key] = rbac.rules_of_role(reader, role, place) or []
        yield binding, known[key]


def _bindings(reader: Reader, namespace: str) -> Iterable[Doc]:
    yield from reader.list(f"clusterrolebindings.{GROUP}")
    if namespace:
        yield from reader.list(f"rolebindings.{GROUP}", "" if namespace == EVERYWHERE else namespace)


def _names(rules: list[Doc], verb: str, asked: Asked) -> tuple[str, ...] | None:
    """The only objects for which rules give a verb; empty: for all; None: for none."""
    question = Question("", (), verb, asked.group, asked.resource, asked.namespace, asked.name)
    if any(rbac.allows(rule, question) for rule in rules):
        return ()
    if asked.name:
        return None
    some = [name for rule in rules for name in rule.get("resourceNames") or () if _for_one(rule, question, name)]
    return tuple(dict.fromkeys(some)) or None


def _for_one(rule: Doc, question: Question, name: str) -> bool:
    return rbac.allows({**rule, "resourceNames": None}, question) and bool(name)


def _grant(binding: Doc, subject: Subject) -> Grant:
    meta, role = binding["metadata"], binding["roleRef"]
    return Grant(meta["name"], meta.get("namespace", ""), role["kind"], role["name"], subject)


def _keep(row: Row, verb: str, grant: Grant) -> None:
    """The first grant stays, unless the new one is for all objects and it is not."""
    held = row.get(verb)
    if held is None or (held.names and not grant.names):
        row[verb] = grant
