"""Namespaces: the scopes that names live in."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, Subresource, columns

NAMESPACE = Kind(
    kind="Namespace",
    plural="namespaces",
    namespaced=False,
    short_names=("ns",),
    verbs=("create", "delete", "get", "list", "patch", "update", "watch"),
    subresources=(Subresource("finalize", "", ("update",)), STATUS),
    columns=columns("Name", "Status", "Age"),
)

KINDS = (NAMESPACE,)
