"""PodTemplates: pod descriptions kept apart from any workload."""

from __future__ import annotations

from core.kinds.kind import Kind, columns

POD_TEMPLATE = Kind(
    kind="PodTemplate",
    plural="podtemplates",
    columns=columns("Name", "Containers", "Images", "Pod Labels"),
)

KINDS = (POD_TEMPLATE,)
