"""HorizontalPodAutoscalers, in both served versions."""

from __future__ import annotations

from typing import Any, Final

from core.kinds import hpatargets, printing
from core.kinds.filling import fill, inside, within
from core.kinds.kind import STATUS, Kind, columns
from core.meta.objects import Doc

_UP: Final = {
    "stabilizationWindowSeconds": 0,
    "selectPolicy": "Max",
    "policies": [
        {"type": "Pods", "value": 4, "periodSeconds": 15},
        {"type": "Percent", "value": 100, "periodSeconds": 15},
    ],
}
_DOWN: Final = {
    "selectPolicy": "Max",
    "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}],
}
_CPU: Final = {
    "type": "Resource",
    "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}},
}


def _complete(doc: Doc) -> Doc:
    return inside(doc, "spec", _complete_spec)


def _complete_spec(spec: Doc) -> Doc:
    """Fill in; source: pkg/apis/autoscaling/v2/defaults.go."""
    spec = fill(spec, {"minReplicas": 1})
    if not spec.get("metrics"):
        spec = {**spec, "metrics": [_CPU]}
    return within(spec, "behavior", _complete_behavior)


def _complete_behavior(behavior: Doc) -> Doc:
    behavior = fill(behavior, {"scaleUp": {}, "scaleDown": {}})
    behavior = within(behavior, "scaleUp", lambda rules: fill(rules, _UP))
    return within(behavior, "scaleDown", lambda rules: fill(rules, _DOWN))


def _complete_v1(doc: Doc) -> Doc:
    return inside(doc, "spec", lambda spec: fill(spec, {"minReplicas": 1}))


def _cells(doc: Doc, now: int) -> list[Any]:
    return [
        *_names(doc),
        hpatargets.describe(doc),
        *_bounds(doc),
        printing.age(doc, now),
    ]


def _names(doc: Doc) -> list[Any]:
    target = doc["spec"].get("scaleTargetRef") or {}
    return [printing.name(doc), f"{target.get('kind', '')}/{target.get('name', '')}"]


def _bounds(doc: Doc) -> list[Any]:
    spec, status = doc["spec"], printing.status(doc)
    least = spec.get("minReplicas")
    return [
        printing.UNSET if least is None else str(least),
        spec.get("maxReplicas", 0),
        status.get("currentReplicas", 0),
    ]


def _cells_v1(doc: Doc, now: int) -> list[Any]:
    wanted = doc["spec"].get("targetCPUUtilizationPercentage")
    have = printing.status(doc).get("currentCPUUtilizationPercentage")
    shown = printing.NONE if wanted is None else f"cpu: {hpatargets.percent(have)}/{wanted}%"
    return [*_names(doc), shown, *_bounds(doc), printing.age(doc, now)]


HORIZONTAL_POD_AUTOSCALER = Kind(
    kind="HorizontalPodAutoscaler",
    plural="horizontalpodautoscalers",
    group="autoscaling",
    version="v2",
    short_names=("hpa",),
    categories=("all",),
    subresources=(STATUS,),
    columns=columns("Name", "Reference", "Targets", "MinPods", "MaxPods", "Replicas", "Age"),
    defaults=_complete,
    first_status={"desiredReplicas": 0, "currentMetrics": None},
    cells=_cells,
)

HORIZONTAL_POD_AUTOSCALER_V1 = Kind(
    kind="HorizontalPodAutoscaler",
    plural="horizontalpodautoscalers",
    group="autoscaling",
    short_names=("hpa",),
    categories=("all",),
    subresources=(STATUS,),
    columns=columns("Name", "Reference", "Targets", "MinPods", "MaxPods", "Replicas", "Age"),
    defaults=_complete_v1,
    first_status={"currentReplicas": 0, "desiredReplicas": 0},
    cells=_cells_v1,
)

KINDS = (HORIZONTAL_POD_AUTOSCALER, HORIZONTAL_POD_AUTOSCALER_V1)
