"""Nobody gives away rights that they do not hold: the check on writes of roles and bindings.

Source of the rules: pkg/registry/rbac/*/policybased/storage.go, pkg/registry/rbac/escalation_check.go,
pkg/registry/rbac/validation (ConfirmNoEscalation, CompactRules) and
k8s.io/component-helpers/auth/rbac/validation/policy_comparator.go (Covers).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from core.kinds.kind import Kind
from core.machinery import rbac
from core.machinery.caller import User
from core.machinery.rbac import GROUP, Question
from core.meta import errors
from core.meta.errors import StatusError
from core.meta.fields import quote
from core.meta.objects import Doc, with_metadata
from core.store.protocol import Reader

_FIELDS: Final = (
    ("apiGroups", "APIGroups"),
    ("resources", "Resources"),
    ("nonResourceURLs", "NonResourceURLs"),
    ("resourceNames", "ResourceNames"),
    ("verbs", "Verbs"),
)
_ALL: Final = ["*"]
_EVERYTHING: Final[list[Doc]] = [
    {"verbs": _ALL, "apiGroups": _ALL, "resources": _ALL},
    {"verbs": _ALL, "nonResourceURLs": _ALL},
]


def check(kind: Kind, new: Doc, old: Doc | None, reader: Reader, user: User) -> None:
    """Let a role or binding be written by who holds its rights, or may `escalate` or `bind`. Raises `StatusError`."""
    if kind.group != GROUP or user.is_master or (old is not None and _is_collected(new, old)):
        return
    if kind.plural.endswith("bindings"):
        _check_binding(kind, new, reader, user)
    else:
        _check_role(kind, new, old, reader, user)


def _is_collected(new: Doc, old: Doc) -> bool:
    """Whether only that changes which the garbage collector changes on an object's way out."""
    wanted = {field: new["metadata"].get(field) for field in ("ownerReferences", "finalizers")}
    return with_metadata(old, **wanted) == new


def _check_role(kind: Kind, new: Doc, old: Doc | None, reader: Reader, user: User) -> None:
    namespace, name = new["metadata"].get("namespace", ""), new["metadata"].get("name", "")
    asked = Question(user.name, user.groups, "escalate", GROUP, kind.plural, namespace, name if old else "")
    if rbac.why_allowed(reader, asked):
        return
    _require_held(kind, name, namespace, new.get("rules") or [], reader, user)
    if "aggregationRule" in new or "aggregationRule" in (old or {}):
        try:
            _require_held(kind, name, namespace, _EVERYTHING, reader, user)
        except StatusError:
            why = "must have cluster-admin privileges to use the aggregationRule"
            raise errors.forbidden(kind.group_resource, name, why) from None


def _check_binding(kind: Kind, new: Doc, reader: Reader, user: User) -> None:
    namespace, role = new["metadata"].get("namespace", ""), new["roleRef"]
    plural = {"ClusterRole": "clusterroles", "Role": "roles"}.get(role.get("kind", ""))
    if plural is None:
        return  # the rules of the kind say it better
    asked = Question(user.name, user.groups, "bind", role.get("apiGroup", ""), plural, namespace, role.get("name", ""))
    if rbac.why_allowed(reader, asked):
        return
    rules = rbac.rules_of_role(reader, role, namespace)
    if rules is None:
        raise errors.not_found(f"{plural}.{GROUP}", role["name"])
    _require_held(kind, new["metadata"].get("name", ""), namespace, rules, reader, user)


def _require_held(  # noqa: PLR0913 -- what is written, and who writes it
    kind: Kind, name: str, namespace: str, rules: list[Doc], reader: Reader, user: User
) -> None:
    held = [rule for rule, _ in rbac.rules_of(reader, user.name, user.groups, namespace)]
    missing = missing_rights(held, rules)
    if missing:
        groups = " ".join(quote(group) for group in user.groups)
        who = f"user {quote(user.name)} (groups=[{groups}])"
        told = "\n".join(sorted({_describe(rule) for rule in missing}))
        why = f"{who} is attempting to grant RBAC permissions not currently held:\n{told}"
        raise errors.forbidden(kind.group_resource, name, why)


def missing_rights(held: list[Doc], wanted: Iterable[Doc]) -> list[Doc]:
    """What of ``wanted`` no rule of ``held`` covers: single rights, those of one resource put together."""
    missing = [part for rule in wanted for part in _parts(rule) if not any(_covers(one, part) for one in held)]
    simple: dict[tuple[str, str], Doc] = {}
    others = []
    for part in missing:
        if "resources" not in part or "resourceNames" in part:
            others.append(part)
            continue
        place = part["apiGroups"][0], part["resources"][0]
        before = simple.get(place)
        simple[place] = {**part, "verbs": [*before["verbs"], *part["verbs"]]} if before else part
    return [*others, *simple.values()]


def _parts(rule: Doc) -> Iterator[Doc]:
    """Single rights: one group, resource, verb and name each."""
    names = rule.get("resourceNames") or []
    verbs = rule.get("verbs") or []
    for group, resource, verb in product(rule.get("apiGroups") or (), rule.get("resources") or (), verbs):
        right = {"apiGroups": [group], "resources": [resource], "verbs": [verb]}
        if names:
            yield from ({**right, "resourceNames": [name]} for name in names)
        else:
            yield right
    for url, verb in product(rule.get("nonResourceURLs") or (), verbs):
        yield {"nonResourceURLs": [url], "verbs": [verb]}


def _covers(rule: Doc, part: Doc) -> bool:
    """Whether a rule covers a single right. One without names means all, so that only its like covers it."""
    if not rbac.holds(rule.get("verbs"), part["verbs"][0]):
        return False
    if "nonResourceURLs" in part:
        wanted = part["nonResourceURLs"][0]
        return any(rbac.is_path(one, wanted) for one in rule.get("nonResourceURLs") or ())
    names = rule.get("resourceNames")
    return (
        rbac.holds(rule.get("apiGroups"), part["apiGroups"][0])
        and rbac.is_resource(rule.get("resources") or [], part["resources"][0])
        and (not names or part.get("resourceNames", [""])[0] in names)
    )


def _describe(rule: Doc) -> str:
    """As CompactString prints it."""
    told = [f"{title}:[{' '.join(quote(one) for one in rule[field])}]" for field, title in _FIELDS if rule.get(field)]
    return "{" + ", ".join(told) + "}"
