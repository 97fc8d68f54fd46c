"""RuntimeClasses: which container runtime a pod asks for."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.kind import Kind, columns
from core.meta.objects import Doc


def _cells(doc: Doc, now: int) -> list[Any]:
    return [printing.name(doc), doc.get("handler", ""), printing.age(doc, now)]


RUNTIME_CLASS = Kind(
    kind="RuntimeClass",
    plural="runtimeclasses",
    group="node.k8s.io",
    namespaced=False,
    columns=columns("Name", "Handler", "Age"),
    cells=_cells,
    needs_revision=True,
)

KINDS = (RUNTIME_CLASS,)
