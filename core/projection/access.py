"""Who may do what, as the page shows it: a matrix for a resource, the rules of a subject, what can be asked. Pure."""

from __future__ import annotations

from typing import Any, Final

from core.kinds.registry import KINDS
from core.machinery import grants
from core.machinery.grants import Asked, Grant, Subject
from core.machinery.rbac import GROUP
from core.store.memory import MemoryStore

VERBS: Final = ("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection")
SPECIAL: Final = {
    ("", "users"): ("impersonate",),
    ("", "groups"): ("impersonate",),
    ("", "serviceaccounts"): ("impersonate",),
    (GROUP, "roles"): ("bind", "escalate"),
    (GROUP, "clusterroles"): ("bind", "escalate"),
    ("certificates.k8s.io", "signers"): ("approve", "sign"),
}
"""Verbs that RBAC knows for a resource and that are no requests to it."""
KINDS_OF_SUBJECTS: Final = ("User", "Group", "ServiceAccount")
MOST_ROWS: Final = 5000


def choices(store: MemoryStore) -> dict[str, Any]:
    """What can be asked: resources, namespaces, and everybody whom a binding names or who is a ServiceAccount."""
    everybody = grants.subjects(store)
    for doc in store.each("serviceaccounts"):
        everybody.add(Subject("ServiceAccount", doc["metadata"]["namespace"], doc["metadata"]["name"]))
    return {
        "resources": _resources(),
        "namespaces": [doc["metadata"]["name"] for doc in store.list("namespaces")],
        "subjects": [list(subject) for subject in sorted(everybody, key=_order)][:MOST_ROWS],
    }


def matrix(store: MemoryStore, asked: Asked) -> dict[str, Any]:
    """A row for everybody who has one of the verbs; cells are places in `grants`."""
    verbs = _verbs(asked.group, asked.resource)
    found = grants.who_can(store, verbs, asked)
    places: dict[Grant, int] = {}
    rows = []
    for subject in sorted(found, key=_order)[:MOST_ROWS]:
        row = found[subject]
        cells = [places.setdefault(row[verb], len(places)) if verb in row else None for verb in verbs]
        rows.append({"subject": list(subject), "cells": cells})
    return {"verbs": list(verbs), "rows": rows, "grants": [_told(grant) for grant in places], "total": len(found)}


def rules(store: MemoryStore, subject: Subject, namespace: str) -> dict[str, Any]:
    """Each rule that holds for a subject in a namespace (empty: anywhere), with what gives it."""
    found = grants.what_may(store, subject, namespace or grants.EVERYWHERE)
    return {"groups": list(subject.groups), "rules": [{**_rule(rule), "grant": _told(by)} for rule, by in found]}


def _resources() -> list[dict[str, Any]]:
    found = []
    for kind in KINDS.values():
        names = [kind.plural, *(f"{kind.plural}/{sub.name}" for sub in kind.subresources)]
        found += [{"group": kind.group, "resource": name, "namespaced": kind.namespaced} for name in names]
    return sorted(found, key=lambda one: (one["group"], one["resource"]))


def _verbs(group: str, resource: str) -> tuple[str, ...]:
    """The columns: what the resource serves, and what RBAC knows beside."""
    plural, _slash, sub = resource.partition("/")
    kind = KINDS.get(f"{plural}.{group}" if group else plural)
    served: tuple[str, ...] = VERBS
    if kind is not None:
        of_sub = kind.subresource(sub) if sub else None
        served = of_sub.verbs if of_sub else VERBS if sub else kind.verbs
    return (*(verb for verb in VERBS if verb in served), *SPECIAL.get((group, resource), ()))


def _told(grant: Grant) -> dict[str, Any]:
    """A grant with the keys by which the inspector opens its binding and its role."""
    binding = f"{'rolebindings' if grant.namespace else 'clusterrolebindings'}.{GROUP}"
    plural, place = ("clusterroles", "") if grant.role_kind == "ClusterRole" else ("roles", grant.namespace)
    return {
        "binding": [binding, grant.namespace, grant.binding],
        "role": [f"{plural}.{GROUP}", place, grant.role],
        "subject": list(grant.subject),
        "names": list(grant.names),
        "why": grant.why,
    }


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    fields = ("verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs")
    return {name: list(rule.get(name) or ()) for name in fields}


def _order(subject: Subject) -> tuple[bool, int, str, str]:
    """People's subjects before the system's own."""
    is_system = subject.name.startswith("system:") or subject.namespace == "kube-system"
    kinds = KINDS_OF_SUBJECTS
    at = kinds.index(subject.kind) if subject.kind in kinds else len(kinds)
    return is_system, at, subject.namespace, subject.name
