"""LimitRanges and ResourceQuotas: bounds on what a namespace may ask for."""

from __future__ import annotations

from core.kinds.filling import each, within
from core.kinds.kind import STATUS, Kind, columns
from core.meta.objects import Doc


def _complete_ranges(doc: Doc) -> Doc:
    return within(doc, "spec", lambda spec: each(spec, "limits", _complete_range))


def _complete_range(item: Doc) -> Doc:
    """A container's default limit is the maximum; its default request is the limit, else the minimum."""
    if item.get("type") != "Container":
        return item
    limits = {**(item.get("max") or {}), **(item.get("default") or {})}
    requests = {**(item.get("min") or {}), **limits, **(item.get("defaultRequest") or {})}
    wanted = {"default": limits, "defaultRequest": requests}
    return {**item, **{field: value for field, value in wanted.items() if value}}


LIMIT_RANGE = Kind(
    kind="LimitRange",
    plural="limitranges",
    short_names=("limits",),
    defaults=_complete_ranges,
)

RESOURCE_QUOTA = Kind(
    kind="ResourceQuota",
    plural="resourcequotas",
    short_names=("quota",),
    subresources=(STATUS,),
    columns=columns("Name", "Request", "Limit", "Age"),
)

KINDS = (LIMIT_RANGE, RESOURCE_QUOTA)
