"""LimitRanges and ResourceQuotas: bounds on what a namespace may ask for."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, columns

LIMIT_RANGE = Kind(
    kind="LimitRange",
    plural="limitranges",
    short_names=("limits",),
)

RESOURCE_QUOTA = Kind(
    kind="ResourceQuota",
    plural="resourcequotas",
    short_names=("quota",),
    subresources=(STATUS,),
    columns=columns("Name", "Request", "Limit", "Age"),
)

KINDS = (LIMIT_RANGE, RESOURCE_QUOTA)
