"""LimitRanges and ResourceQuotas: bounds on what a namespace may ask for."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.filling import each, inside
from core.kinds.kind import STATUS, Kind, columns
from core.meta.objects import Doc


def _complete_ranges(doc: Doc) -> Doc:
    return inside(doc, "spec", lambda spec: each(spec, "limits", _complete_range))


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


def _quota_cells(doc: Doc, now: int) -> list[Any]:
    """Requests and plain counts go together, limits apart."""
    status = printing.status(doc)
    hard, used = status.get("hard") or {}, status.get("used") or {}
    requests: list[str] = []
    limits: list[str] = []
    for name in sorted(hard):
        part = limits if name.startswith("limits") else requests
        part.append(f"{name}: {used.get(name, '0')}/{hard[name]}")
    return [printing.name(doc), ", ".join(requests), ", ".join(limits), printing.age(doc, now)]


RESOURCE_QUOTA = Kind(
    kind="ResourceQuota",
    plural="resourcequotas",
    short_names=("quota",),
    subresources=(STATUS,),
    columns=columns("Name", "Request", "Limit", "Age"),
    cells=_quota_cells,
)

KINDS = (LIMIT_RANGE, RESOURCE_QUOTA)
