"""ReplicationControllers: the elder form of ReplicaSets."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.filling import fill, inside, within
from core.kinds.kind import SCALE, STATUS, Kind, columns
from core.kinds.podspec import complete_template
from core.meta import labels
from core.meta.objects import Doc


def _complete(doc: Doc) -> Doc:
    """Fill in; the selector and the labels are the template's where none are given."""
    doc = inside(doc, "spec", _complete_spec)
    labels = ((doc.get("spec") or {}).get("template") or {}).get("metadata", {}).get("labels")
    if not labels:
        return doc
    doc = within(doc, "spec", lambda spec: fill(spec, {"selector": labels}))
    return within(doc, "metadata", lambda meta: fill(meta, {"labels": labels}))


def _complete_spec(spec: Doc) -> Doc:
    return within(fill(spec, {"replicas": 1}), "template", complete_template)


def _cells(doc: Doc, now: int) -> list[Any]:
    spec, status = doc["spec"], printing.status(doc)
    counts = [spec.get("replicas", 0), status.get("replicas", 0), status.get("readyReplicas", 0)]
    template = (spec.get("template") or {}).get("spec") or {}
    wide = [*printing.containers(template), labels.format_map(spec.get("selector"))]
    return [printing.name(doc), *counts, printing.age(doc, now), *wide]


REPLICATION_CONTROLLER = Kind(
    kind="ReplicationController",
    plural="replicationcontrollers",
    short_names=("rc",),
    categories=("all",),
    subresources=(SCALE, STATUS),
    columns=columns(
        "Name",
        "Desired:integer",
        "Current:integer",
        "Ready:integer",
        "Age",
        "Containers+",
        "Images+",
        "Selector+",
    ),
    defaults=_complete,
    first_status={"replicas": 0},
    has_generation=True,
    cells=_cells,
)

KINDS = (REPLICATION_CONTROLLER,)
