"""Role-based access control: which rules a user has, and whether one of them allows what is asked.

Source of the rules: plugin/pkg/auth/authorizer/rbac, pkg/registry/rbac/validation/rule.go and
pkg/apis/rbac/v1/evaluation_helpers.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from core.meta.fields import quote
from core.meta.objects import Doc, Key
from core.store.protocol import Reader

GROUP: Final = "rbac.authorization.k8s.io"
_ACCOUNT: Final = "system:serviceaccount:"


@dataclass(frozen=True, slots=True)
class Question:
    """May a user do this? ``path`` is given instead of a resource for what is none."""

    user: str
    groups: tuple[str, ...]
    verb: str
    group: str = ""
    resource: str = ""
    """With its subresource: `pods`, `pods/log`."""
    namespace: str = ""
    name: str = ""
    path: str = ""


def why_allowed(reader: Reader, question: Question) -> str:
    """The binding that allows it, in upstream's words; empty when none does."""
    for rule, why in rules_of(reader, question.user, question.groups, question.namespace):
        if allows(rule, question):
            return f"RBAC: allowed by {why}"
    return ""


def rules_of(reader: Reader, user: str, groups: tuple[str, ...], namespace: str) -> Iterator[tuple[Doc, str]]:
    """Each rule of a user in a namespace (none: cluster-wide alone), with the binding that gives it."""
    for binding, place in _bindings(reader, user, groups, namespace):
        role, name, kind = binding["roleRef"], binding["metadata"]["name"], binding["kind"]
        shown = f"{name}/{place}" if place else name
        why = f"{kind} {quote(shown)} of {role['kind']} {quote(role['name'])} to {subject_of(binding, user, groups)}"
        yield from ((rule, why) for rule in rules_of_role(reader, role, place) or ())


def _bindings(reader: Reader, user: str, groups: tuple[str, ...], namespace: str) -> Iterator[tuple[Doc, str]]:
    """The bindings that mean a user, cluster-wide ones first, each with the namespace that it holds in."""
    for plural, place in (("clusterrolebindings", ""), ("rolebindings", namespace)):
        if plural == "rolebindings" and not place:
            return
        for binding in reader.list(f"{plural}.{GROUP}", place):
            if subject_of(binding, user, groups):
                yield binding, place


def allows(rule: Doc, question: Question) -> bool:
    """Whether one rule covers what is asked."""
    if not holds(rule.get("verbs"), question.verb):
        return False
    if question.path:
        return any(is_path(pattern, question.path) for pattern in rule.get("nonResourceURLs") or ())
    names = rule.get("resourceNames")
    return (
        holds(rule.get("apiGroups"), question.group)
        and is_resource(rule.get("resources") or [], question.resource)
        and (not names or question.name in names)
    )


def missing_roles(reader: Reader, user: str, groups: tuple[str, ...], namespace: str) -> list[str]:
    """What upstream adds to a refusal: the roles that the user's bindings name and that are not there."""
    found = []
    for binding, place in _bindings(reader, user, groups, namespace):
        role = binding["roleRef"]
        if rules_of_role(reader, role, place) is None:
            found.append(f"{role['kind'].lower()}.{GROUP} {quote(role['name'])} not found")
    return found


def rules_of_role(reader: Reader, role: Doc, namespace: str) -> list[Doc] | None:
    """The rules of the role that a binding in ``namespace`` names; ``None`` when it is not there."""
    is_cluster = role["kind"] == "ClusterRole"
    plural = "clusterroles" if is_cluster else "roles"
    found = reader.get(Key(f"{plural}.{GROUP}", "" if is_cluster else namespace, role["name"]))
    return None if found is None else found.get("rules") or []


def subject_of(binding: Doc, user: str, groups: tuple[str, ...]) -> str:
    """The binding's subject that means the user, as upstream names it; empty when there is none.

    A ServiceAccount without a namespace is one of the binding's own.
    """
    for subject in binding.get("subjects") or ():
        kind, name = subject["kind"], subject["name"]
        if (kind == "User" and name == user) or (kind == "Group" and name in groups):
            return f"{kind} {quote(name)}"
        place = subject.get("namespace") or binding["metadata"].get("namespace", "")
        if kind == "ServiceAccount" and place and user == f"{_ACCOUNT}{place}:{name}":
            return f"ServiceAccount {quote(name + '/' + place)}"
    return ""


def holds(values: list[str] | None, wanted: str) -> bool:
    """Whether verbs or groups of a rule, among which `*` means all, cover one."""
    return bool(values) and ("*" in (values or ()) or wanted in (values or ()))


def is_resource(resources: list[str], wanted: str) -> bool:
    """`*/scale` covers that subresource of everything."""
    _, slash, sub = wanted.partition("/")
    return "*" in resources or wanted in resources or (bool(slash) and f"*/{sub}" in resources)


def is_path(pattern: str, path: str) -> bool:
    """Whether a rule's path, which may end in `*`, covers a path."""
    return pattern == path or (pattern.endswith("*") and path.startswith(pattern.rstrip("*")))
