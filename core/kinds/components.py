"""ComponentStatuses and Bindings: old core kinds that are answered, never stored."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.kind import Kind, columns
from core.meta.objects import Doc


def _status_cells(doc: Doc, now: int) -> list[Any]:
    """Status, message and error of the condition Healthy."""
    healthy: Doc = next((one for one in doc.get("conditions") or () if one["type"] == "Healthy"), {})
    word = {"True": "Healthy", "False": "Unhealthy"}.get(healthy.get("status", ""), "Unknown")
    return [printing.name(doc), word, healthy.get("message", ""), healthy.get("error", "")]


COMPONENT_STATUS = Kind(
    kind="ComponentStatus",
    plural="componentstatuses",
    namespaced=False,
    short_names=("cs",),
    verbs=("get", "list"),
    columns=columns("Name", "Status", "Message", "Error"),
    cells=_status_cells,
    deprecation="v1 ComponentStatus is deprecated in v1.19+",
)

BINDING = Kind(
    kind="Binding",
    plural="bindings",
    verbs=("create",),
)

KINDS = (COMPONENT_STATUS, BINDING)
