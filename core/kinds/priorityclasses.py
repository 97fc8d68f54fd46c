"""PriorityClasses: which pods go first."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.filling import fill
from core.kinds.kind import Kind, columns
from core.meta.objects import Doc


def _complete(doc: Doc) -> Doc:
    return fill(doc, {"value": 0, "preemptionPolicy": "PreemptLowerPriority"})


def _cells(doc: Doc, now: int) -> list[Any]:
    default = bool(doc.get("globalDefault"))
    policy = doc.get("preemptionPolicy", "")
    return [printing.name(doc), doc.get("value", 0), default, printing.age(doc, now), policy]


PRIORITY_CLASS = Kind(
    kind="PriorityClass",
    plural="priorityclasses",
    group="scheduling.k8s.io",
    namespaced=False,
    short_names=("pc",),
    columns=columns("Name", "Value:integer", "Global-Default:boolean", "Age", "PreemptionPolicy"),
    defaults=_complete,
    has_generation=True,
    cells=_cells,
)

KINDS = (PRIORITY_CLASS,)
