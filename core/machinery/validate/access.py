"""Roles and bindings.

Source: pkg/apis/rbac/validation.
"""

from __future__ import annotations

from typing import Final

from core.machinery.validate import scalars
from core.meta import fields, names
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

GROUP: Final = "rbac.authorization.k8s.io"
_SUBJECTS: Final = ("ServiceAccount", "User", "Group")


def check_role(doc: Doc) -> list[FieldError]:
    """Judge a Role: its rules reach resources only."""
    return _rules(doc, namespaced=True)


def check_cluster_role(doc: Doc) -> list[FieldError]:
    """Judge a ClusterRole: rules for resources or for paths, and what it gathers."""
    found: list[FieldError] = []
    for at, rule in enumerate(doc.get("rules") or ()):
        found += _rule(rule, index("rules", at), namespaced=False)
    aggregation = doc.get("aggregationRule")
    if aggregation is None:
        return found
    selectors = aggregation.get("clusterRoleSelectors") or []
    path = "aggregationRule.clusterRoleSelectors"
    if not selectors:
        why = "at least one clusterRoleSelector required if aggregationRule is non-nil"
        found.append(fields.required(path, why))
    for at, selector in enumerate(selectors):
        problems = scalars.selector(selector, index(path, at))
        found += problems
        if problems:
            found.append(invalid(index(path, at), None, "invalid label selector."))
    return found


def _rules(doc: Doc, *, namespaced: bool) -> list[FieldError]:
    rules = enumerate(doc.get("rules") or ())
    return [error for at, rule in rules for error in _rule(rule, index("rules", at), namespaced=namespaced)]


def _rule(rule: Doc, path: str, *, namespaced: bool) -> list[FieldError]:
    found: list[FieldError] = []
    if not rule.get("verbs"):
        found.append(fields.required(child(path, "verbs"), "verbs must contain at least one value"))
    paths = rule.get("nonResourceURLs") or []
    if paths:
        if namespaced:
            why = "namespaced rules cannot apply to non-resource URLs"
            found.append(invalid(child(path, "nonResourceURLs"), paths, why))
        if rule.get("apiGroups") or rule.get("resources") or rule.get("resourceNames"):
            why = "rules cannot apply to both regular resources and non-resource URLs"
            found.append(invalid(child(path, "nonResourceURLs"), paths, why))
        return found
    if not rule.get("apiGroups"):
        found.append(fields.required(child(path, "apiGroups"), "resource rules must supply at least one api group"))
    if not rule.get("resources"):
        found.append(fields.required(child(path, "resources"), "resource rules must supply at least one resource"))
    return found


def check_role_binding(doc: Doc) -> list[FieldError]:
    """Judge a RoleBinding."""
    return _binding(doc, ("Role", "ClusterRole"), namespaced=True)


def check_cluster_role_binding(doc: Doc) -> list[FieldError]:
    """Judge a ClusterRoleBinding."""
    return _binding(doc, ("ClusterRole",), namespaced=False)


def _binding(doc: Doc, kinds: tuple[str, ...], *, namespaced: bool) -> list[FieldError]:
    reference = doc.get("roleRef") or {}
    found = scalars.one_of(reference.get("apiGroup") or "", "roleRef.apiGroup", (GROUP,))
    found += scalars.one_of(reference.get("kind") or "", "roleRef.kind", kinds)
    found += scalars.required_name(reference.get("name"), "roleRef.name", names.path_segment)
    for at, subject in enumerate(doc.get("subjects") or ()):
        found += _subject(subject, index("subjects", at), namespaced=namespaced)
    return found


def _subject(subject: Doc, path: str, *, namespaced: bool) -> list[FieldError]:
    kind, name, group = (subject.get(field) or "" for field in ("kind", "name", "apiGroup"))
    found = [] if name else [fields.required(child(path, "name"))]
    if kind == "ServiceAccount":
        found += scalars.named(name, child(path, "name"), names.dns1123_subdomain) if name else []
        found += scalars.one_of(group, child(path, "apiGroup"), ("",))
        if not subject.get("namespace") and not namespaced:
            found.append(fields.required(child(path, "namespace")))
        return found
    if kind in ("User", "Group"):
        return found + scalars.one_of(group, child(path, "apiGroup"), (GROUP,))
    return found + scalars.one_of(kind, child(path, "kind"), _SUBJECTS)
