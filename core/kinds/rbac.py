"""Roles, ClusterRoles and their bindings."""

from __future__ import annotations

from typing import Any, Final

from core.kinds import printing
from core.kinds.filling import each
from core.kinds.kind import Kind, columns
from core.meta import names
from core.meta.objects import Doc

_RBAC: Final = "rbac.authorization.k8s.io"


def _complete_binding(doc: Doc) -> Doc:
    if not (doc.get("roleRef") or {}).get("apiGroup"):
        doc = {**doc, "roleRef": {**(doc.get("roleRef") or {}), "apiGroup": _RBAC}}
    return each(doc, "subjects", _complete_subject)


def _complete_subject(subject: Doc) -> Doc:
    if subject.get("kind") not in ("User", "Group") or subject.get("apiGroup"):
        return subject
    return {**subject, "apiGroup": _RBAC}


def _complete_role(doc: Doc) -> Doc:
    return doc if "rules" in doc else {**doc, "rules": None}


CLUSTER_ROLE = Kind(
    kind="ClusterRole",
    plural="clusterroles",
    group="rbac.authorization.k8s.io",
    namespaced=False,
    defaults=_complete_role,
    name_rule=names.path_segment,
)


def _binding_cells(doc: Doc, now: int) -> list[Any]:
    role = doc["roleRef"]
    return [
        printing.name(doc),
        f"{role['kind']}/{role['name']}",
        printing.age(doc, now),
        *(_subjects(doc, kind) for kind in ("User", "Group", "ServiceAccount")),
    ]


def _subjects(doc: Doc, kind: str) -> str:
    found = [one for one in doc.get("subjects") or () if one["kind"] == kind]
    places = [f"{one['namespace']}/{one['name']}" if one.get("namespace") else one["name"] for one in found]
    return ", ".join(places)


CLUSTER_ROLE_BINDING = Kind(
    kind="ClusterRoleBinding",
    plural="clusterrolebindings",
    group="rbac.authorization.k8s.io",
    namespaced=False,
    columns=columns("Name", "Role", "Age", "Users+", "Groups+", "ServiceAccounts+"),
    defaults=_complete_binding,
    name_rule=names.path_segment,
    cells=_binding_cells,
)

ROLE = Kind(
    kind="Role",
    plural="roles",
    group="rbac.authorization.k8s.io",
    defaults=_complete_role,
    name_rule=names.path_segment,
)

ROLE_BINDING = Kind(
    kind="RoleBinding",
    plural="rolebindings",
    group="rbac.authorization.k8s.io",
    columns=columns("Name", "Role", "Age", "Users+", "Groups+", "ServiceAccounts+"),
    defaults=_complete_binding,
    name_rule=names.path_segment,
    cells=_binding_cells,
)

KINDS = (CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING)
