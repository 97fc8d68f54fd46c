"""Dynamic resource allocation: device classes, claims, templates and slices."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.kind import OWNED, STATUS, Kind, columns
from core.meta.objects import Doc, is_deleting


def _claim_cells(doc: Doc, now: int) -> list[Any]:
    status = printing.status(doc)
    states = []
    if is_deleting(doc):
        states.append("deleted")
    if status.get("allocation"):
        states.append("allocated")
    if status.get("reservedFor"):
        states.append("reserved")
    return [printing.name(doc), ",".join(states) or "pending", printing.age(doc, now)]


def _slice_cells(doc: Doc, now: int) -> list[Any]:
    spec = printing.spec(doc)
    node = spec.get("nodeName") or ("<all>" if spec.get("allNodes") else printing.UNSET)
    pool = (spec.get("pool") or {}).get("name", "")
    return [printing.name(doc), node, spec.get("driver", ""), pool, printing.age(doc, now)]


DEVICE_CLASS = Kind(
    kind="DeviceClass",
    plural="deviceclasses",
    group="resource.k8s.io",
    namespaced=False,
    columns=columns("Name", "Age"),
    cells=printing.name_and_age,
)

RESOURCE_CLAIM = Kind(
    kind="ResourceClaim",
    plural="resourceclaims",
    group="resource.k8s.io",
    subresources=(STATUS,),
    status_leaves=OWNED,
    columns=columns("Name", "State", "Age"),
    cells=_claim_cells,
)

RESOURCE_CLAIM_TEMPLATE = Kind(
    kind="ResourceClaimTemplate",
    plural="resourceclaimtemplates",
    group="resource.k8s.io",
    columns=columns("Name", "Age"),
    cells=printing.name_and_age,
)

RESOURCE_SLICE = Kind(
    kind="ResourceSlice",
    plural="resourceslices",
    group="resource.k8s.io",
    namespaced=False,
    columns=columns("Name", "Node", "Driver", "Pool", "Age"),
    cells=_slice_cells,
)

KINDS = (DEVICE_CLASS, RESOURCE_CLAIM, RESOURCE_CLAIM_TEMPLATE, RESOURCE_SLICE)
