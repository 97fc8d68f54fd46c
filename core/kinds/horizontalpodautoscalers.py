"""HorizontalPodAutoscalers, in both served versions."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, columns

HORIZONTAL_POD_AUTOSCALER = Kind(
    kind="HorizontalPodAutoscaler",
    plural="horizontalpodautoscalers",
    group="autoscaling",
    version="v2",
    short_names=("hpa",),
    categories=("all",),
    subresources=(STATUS,),
    columns=columns("Name", "Reference", "Targets", "MinPods", "MaxPods", "Replicas", "Age"),
)

HORIZONTAL_POD_AUTOSCALER_V1 = Kind(
    kind="HorizontalPodAutoscaler",
    plural="horizontalpodautoscalers",
    group="autoscaling",
    short_names=("hpa",),
    categories=("all",),
    subresources=(STATUS,),
    columns=columns("Name", "Reference", "Targets", "MinPods", "MaxPods", "Replicas", "Age"),
)

KINDS = (HORIZONTAL_POD_AUTOSCALER, HORIZONTAL_POD_AUTOSCALER_V1)
