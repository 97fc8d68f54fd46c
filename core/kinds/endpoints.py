"""Endpoints and EndpointSlices: the addresses behind a Service."""

from __future__ import annotations

from core.kinds.kind import Kind, columns

ENDPOINTS = Kind(
    kind="Endpoints",
    plural="endpoints",
    short_names=("ep",),
    columns=columns("Name", "Endpoints", "Age"),
)

ENDPOINT_SLICE = Kind(
    kind="EndpointSlice",
    plural="endpointslices",
    group="discovery.k8s.io",
    columns=columns("Name", "AddressType", "Ports", "Endpoints", "Age"),
)

KINDS = (ENDPOINTS, ENDPOINT_SLICE)
