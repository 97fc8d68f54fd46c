"""PodTemplates: pod descriptions kept apart from any workload."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.filling import fill, within
from core.kinds.kind import Kind, columns
from core.kinds.podspec import complete_template
from core.meta import labels
from core.meta.objects import Doc


def _complete(doc: Doc) -> Doc:
    return within(fill(doc, {"template": {}}), "template", complete_template)


def _cells(doc: Doc, now: int) -> list[Any]:
    template = doc.get("template") or {}
    names, images = printing.containers(template.get("spec") or {})
    return [printing.name(doc), names, images, labels.format_map((template.get("metadata") or {}).get("labels"))]


POD_TEMPLATE = Kind(
    kind="PodTemplate",
    plural="podtemplates",
    columns=columns("Name", "Containers", "Images", "Pod Labels"),
    defaults=_complete,
    has_generation=True,
    cells=_cells,
)

KINDS = (POD_TEMPLATE,)
