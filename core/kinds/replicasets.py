"""ReplicaSets: so many pods of one template."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.filling import fill, inside
from core.kinds.kind import SCALE, STATUS, Kind, columns
from core.kinds.podspec import complete_template
from core.meta import labels
from core.meta.objects import Doc


def _complete(doc: Doc) -> Doc:
    return inside(doc, "spec", _complete_spec)


def _complete_spec(spec: Doc) -> Doc:
    return inside(fill(spec, {"replicas": 1}), "template", complete_template)


def _cells(doc: Doc, now: int) -> list[Any]:
    spec, status = doc["spec"], printing.status(doc)
    counts = [spec.get("replicas", 0), status.get("replicas", 0), status.get("readyReplicas", 0)]
    wide = [*printing.containers(spec["template"]["spec"]), labels.format_selector(spec.get("selector"))]
    return [printing.name(doc), *counts, printing.age(doc, now), *wide]


REPLICA_SET = Kind(
    kind="ReplicaSet",
    plural="replicasets",
    group="apps",
    short_names=("rs",),
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

KINDS = (REPLICA_SET,)
