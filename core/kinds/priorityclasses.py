"""PriorityClasses: which pods go first."""

from __future__ import annotations

from core.kinds.kind import Kind, columns

PRIORITY_CLASS = Kind(
    kind="PriorityClass",
    plural="priorityclasses",
    group="scheduling.k8s.io",
    namespaced=False,
    short_names=("pc",),
    columns=columns("Name", "Value:integer", "Global-Default:boolean", "Age", "PreemptionPolicy"),
)

KINDS = (PRIORITY_CLASS,)
