"""Role-based access control: which rules a user has, and whether one of them allows what is asked.

Source of the rules: plugin/pkg/auth/authorizer/rbac and pkg/apis/rbac/v1/evaluation_helpers.go. Aggregated roles are
put together when they are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from core.meta import labels
from core.meta.fields import quote
from core.meta.objects import Doc, Key
from core.store.protocol import Reader

_GROUP: Final = "rbac.authorization.k8s.io"
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
    places = [("ClusterRoleBinding", "clusterrolebindings", "")]
    if namespace:
        places.append(("RoleBinding", "rolebindings", namespace))
    for kind, plural, place in places:
        for binding in reader.list(f"{plural}.{_GROUP}", place):
            subject = _subject(binding, user, groups)
            if subject:
                role, name = binding["roleRef"], binding["metadata"]["name"]
                shown = f"{name}/{place}" if place else name
                why = f"{kind} {quote(shown)} of {role['kind']} {quote(role['name'])} to {subject}"
                yield from ((rule, why) for rule in _rules(reader, role, place))


def allows(rule: Doc, question: Question) -> bool:
    """Whether one rule covers what is asked."""
    if not _holds(rule.get("verbs"), question.verb):
        return False
    if question.path:
        return any(_is_path(pattern, question.path) for pattern in rule.get("nonResourceURLs") or ())
    names = rule.get("resourceNames")
    return (
        _holds(rule.get("apiGroups"), question.group)
        and _is_resource(rule.get("resources") or [], question.resource)
        and (not names or question.name in names)
    )


def _rules(reader: Reader, role: Doc, namespace: str) -> list[Doc]:
    """The rules of a role; those of an aggregated one are its parts' too."""
    is_cluster = role["kind"] == "ClusterRole"
    plural = "clusterroles" if is_cluster else "roles"
    found = reader.get(Key(f"{plural}.{_GROUP}", "" if is_cluster else namespace, role["name"]))
    if found is None:
        return []
    rules = list(found.get("rules") or ())
    selectors = [labels.of(one) for one in (found.get("aggregationRule") or {}).get("clusterRoleSelectors") or ()]
    if selectors:
        for part in reader.list(f"clusterroles.{_GROUP}"):
            if any(selector.matches(part["metadata"].get("labels")) for selector in selectors):
                rules += part.get("rules") or ()
    return rules


def _subject(binding: Doc, user: str, groups: tuple[str, ...]) -> str:
    """The binding's subject that means the user, as upstream names it; empty when there is none."""
    for subject in binding.get("subjects") or ():
        kind, name = subject["kind"], subject["name"]
        if (kind == "User" and name == user) or (kind == "Group" and name in groups):
            return f"{kind} {quote(name)}"
        if kind == "ServiceAccount" and user == f"{_ACCOUNT}{subject.get('namespace', '')}:{name}":
            return f"ServiceAccount {quote(name + '/' + subject.get('namespace', ''))}"
    return ""


def _holds(values: list[str] | None, wanted: str) -> bool:
    return bool(values) and ("*" in (values or ()) or wanted in (values or ()))


def _is_resource(resources: list[str], wanted: str) -> bool:
    """`*/scale` covers that subresource of everything."""
    _, slash, sub = wanted.partition("/")
    return "*" in resources or wanted in resources or (bool(slash) and f"*/{sub}" in resources)


def _is_path(pattern: str, path: str) -> bool:
    return pattern == path or (pattern.endswith("*") and path.startswith(pattern[:-1]))
