"""PriorityClasses: which pods go first."""

from __future__ import annotations

from core.kinds.filling import fill
from core.kinds.kind import Kind, columns
from core.meta.objects import Doc


def _complete(doc: Doc) -> Doc:
    return fill(doc, {"value": 0, "preemptionPolicy": "PreemptLowerPriority"})


PRIORITY_CLASS = Kind(
    kind="PriorityClass",
    plural="priorityclasses",
    group="scheduling.k8s.io",
    namespaced=False,
    short_names=("pc",),
    columns=columns("Name", "Value:integer", "Global-Default:boolean", "Age", "PreemptionPolicy"),
    defaults=_complete,
    has_generation=True,
)

KINDS = (PRIORITY_CLASS,)
