"""Roles, ClusterRoles and their bindings."""

from __future__ import annotations

from core.kinds.kind import Kind, columns

CLUSTER_ROLE = Kind(
    kind="ClusterRole",
    plural="clusterroles",
    group="rbac.authorization.k8s.io",
    namespaced=False,
)

CLUSTER_ROLE_BINDING = Kind(
    kind="ClusterRoleBinding",
    plural="clusterrolebindings",
    group="rbac.authorization.k8s.io",
    namespaced=False,
    columns=columns("Name", "Role", "Age", "Users+", "Groups+", "ServiceAccounts+"),
)

ROLE = Kind(
    kind="Role",
    plural="roles",
    group="rbac.authorization.k8s.io",
)

ROLE_BINDING = Kind(
    kind="RoleBinding",
    plural="rolebindings",
    group="rbac.authorization.k8s.io",
    columns=columns("Name", "Role", "Age", "Users+", "Groups+", "ServiceAccounts+"),
)

KINDS = (CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING)
