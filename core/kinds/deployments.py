"""Deployments: declarative rollouts over ReplicaSets."""

from __future__ import annotations

from typing import Any, Final

from core.kinds import printing
from core.kinds.filling import fill, inside, within
from core.kinds.kind import SCALE, STATUS, Kind, columns
from core.kinds.podspec import complete_template
from core.meta import labels
from core.meta.objects import Doc

_SPEC: Final = {
    "replicas": 1,
    "strategy": {},
    "revisionHistoryLimit": 10,
    "progressDeadlineSeconds": 600,
}
_QUARTER: Final = {"maxUnavailable": "25%", "maxSurge": "25%"}


def _complete(doc: Doc) -> Doc:
    return inside(doc, "spec", _complete_spec)


def _complete_spec(spec: Doc) -> Doc:
    spec = within(fill(spec, _SPEC), "strategy", _complete_strategy)
    return inside(spec, "template", complete_template)


def _complete_strategy(strategy: Doc) -> Doc:
    strategy = fill(strategy, {"type": "RollingUpdate"})
    if strategy["type"] != "RollingUpdate":
        return strategy
    return within(fill(strategy, {"rollingUpdate": {}}), "rollingUpdate", lambda found: fill(found, _QUARTER))


def _cells(doc: Doc, now: int) -> list[Any]:
    spec, status = doc["spec"], printing.status(doc)
    return [
        printing.name(doc),
        f"{status.get('readyReplicas', 0)}/{spec.get('replicas', 0)}",
        str(status.get("updatedReplicas", 0)),
        str(status.get("availableReplicas", 0)),
        printing.age(doc, now),
        *printing.containers(spec["template"]["spec"]),
        labels.format_selector(spec.get("selector")),
    ]


DEPLOYMENT = Kind(
    kind="Deployment",
    plural="deployments",
    group="apps",
    short_names=("deploy",),
    categories=("all",),
    subresources=(SCALE, STATUS),
    status_leaves=("labels",),
    columns=columns("Name", "Ready", "Up-to-date", "Available", "Age", "Containers+", "Images+", "Selector+"),
    defaults=_complete,
    first_status={},
    has_generation=True,
    counts_annotations=True,
    cells=_cells,
)

KINDS = (DEPLOYMENT,)
