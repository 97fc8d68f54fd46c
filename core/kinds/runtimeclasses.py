"""RuntimeClasses: which container runtime a pod asks for."""

from __future__ import annotations

from core.kinds.kind import Kind, columns

RUNTIME_CLASS = Kind(
    kind="RuntimeClass",
    plural="runtimeclasses",
    group="node.k8s.io",
    namespaced=False,
    columns=columns("Name", "Handler", "Age"),
)

KINDS = (RUNTIME_CLASS,)
