"""ComponentStatuses and Bindings: old core kinds that are answered, never stored."""

from __future__ import annotations

from core.kinds.kind import Kind, columns

COMPONENT_STATUS = Kind(
    kind="ComponentStatus",
    plural="componentstatuses",
    namespaced=False,
    short_names=("cs",),
    verbs=("get", "list"),
    columns=columns("Name", "Status", "Message", "Error"),
)

BINDING = Kind(
    kind="Binding",
    plural="bindings",
    verbs=("create",),
)

KINDS = (COMPONENT_STATUS, BINDING)
