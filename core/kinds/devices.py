"""Dynamic resource allocation: device classes, claims, templates and slices."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, columns

DEVICE_CLASS = Kind(
    kind="DeviceClass",
    plural="deviceclasses",
    group="resource.k8s.io",
    namespaced=False,
    columns=columns("Name", "Age"),
)

RESOURCE_CLAIM = Kind(
    kind="ResourceClaim",
    plural="resourceclaims",
    group="resource.k8s.io",
    subresources=(STATUS,),
    columns=columns("Name", "State", "Age"),
)

RESOURCE_CLAIM_TEMPLATE = Kind(
    kind="ResourceClaimTemplate",
    plural="resourceclaimtemplates",
    group="resource.k8s.io",
    columns=columns("Name", "Age"),
)

RESOURCE_SLICE = Kind(
    kind="ResourceSlice",
    plural="resourceslices",
    group="resource.k8s.io",
    namespaced=False,
    columns=columns("Name", "Node", "Driver", "Pool", "Age"),
)

KINDS = (DEVICE_CLASS, RESOURCE_CLAIM, RESOURCE_CLAIM_TEMPLATE, RESOURCE_SLICE)
