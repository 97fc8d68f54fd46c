"""DaemonSets: one pod on every fitting node."""

from __future__ import annotations

from typing import Any, Final

from core.kinds import printing
from core.kinds.filling import fill, inside, within
from core.kinds.kind import STATUS, Kind, columns
from core.kinds.podspec import complete_template
from core.meta import labels, objects
from core.meta.objects import Doc, with_annotations

TEMPLATE_GENERATION: Final = "deprecated.daemonset.template.generation"

_ROLLING: Final = {"maxUnavailable": 1, "maxSurge": 0}


def _complete(doc: Doc) -> Doc:
    """Upstream's published form always has the template's count: 0 until it is stored, and whoever writes owns it."""
    if TEMPLATE_GENERATION not in objects.annotations(doc):
        doc = with_annotations(doc, {TEMPLATE_GENERATION: "0"})
    return inside(doc, "spec", _complete_spec)


def _complete_spec(spec: Doc) -> Doc:
    spec = fill(spec, {"updateStrategy": {}, "revisionHistoryLimit": 10})
    return inside(within(spec, "updateStrategy", _complete_strategy), "template", complete_template)


def _complete_strategy(strategy: Doc) -> Doc:
    strategy = fill(strategy, {"type": "RollingUpdate"})
    if strategy["type"] != "RollingUpdate":
        return strategy
    return within(fill(strategy, {"rollingUpdate": {}}), "rollingUpdate", lambda found: fill(found, _ROLLING))


def _with_first_generation(doc: Doc) -> Doc:
    return with_annotations(doc, {TEMPLATE_GENERATION: "1"})


def _with_next_generation(new: Doc, old: Doc) -> Doc:
    """Count the template's changes in the annotation that upstream keeps for old clients."""
    before = int(objects.annotations(old).get(TEMPLATE_GENERATION) or 0)
    changed = new["spec"].get("template") != old["spec"].get("template")
    return with_annotations(new, {TEMPLATE_GENERATION: str(before + changed)})


_COUNTS: Final = (
    "desiredNumberScheduled",
    "currentNumberScheduled",
    "numberReady",
    "updatedNumberScheduled",
    "numberAvailable",
)


def _cells(doc: Doc, now: int) -> list[Any]:
    spec, status = doc["spec"], printing.status(doc)
    pod = spec["template"]["spec"]
    return [
        printing.name(doc),
        *(status.get(count, 0) for count in _COUNTS),
        labels.format_map(pod.get("nodeSelector")),
        printing.age(doc, now),
        *printing.containers(pod),
        labels.format_selector(spec.get("selector")),
    ]


DAEMON_SET = Kind(
    kind="DaemonSet",
    plural="daemonsets",
    group="apps",
    short_names=("ds",),
    categories=("all",),
    subresources=(STATUS,),
    columns=columns(
        "Name",
        "Desired:integer",
        "Current:integer",
        "Ready:integer",
        "Up-to-date:integer",
        "Available:integer",
        "Node Selector",
        "Age",
        "Containers+",
        "Images+",
        "Selector+",
    ),
    defaults=_complete,
    created=_with_first_generation,
    updated=_with_next_generation,
    first_status={
        "currentNumberScheduled": 0,
        "numberMisscheduled": 0,
        "desiredNumberScheduled": 0,
        "numberReady": 0,
    },
    has_generation=True,
    cells=_cells,
)

KINDS = (DAEMON_SET,)
