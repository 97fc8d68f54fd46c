"""PodTemplates: pod descriptions kept apart from any workload."""

from __future__ import annotations

from core.kinds.filling import fill, within
from core.kinds.kind import Kind, columns
from core.kinds.podspec import complete_template
from core.meta.objects import Doc


def _complete(doc: Doc) -> Doc:
    return within(fill(doc, {"template": {}}), "template", complete_template)


POD_TEMPLATE = Kind(
    kind="PodTemplate",
    plural="podtemplates",
    columns=columns("Name", "Containers", "Images", "Pod Labels"),
    defaults=_complete,
    has_generation=True,
)

KINDS = (POD_TEMPLATE,)
