"""Endpoints and EndpointSlices: the addresses behind a Service."""

from __future__ import annotations

from core.kinds.filling import each, fill
from core.kinds.kind import Kind, columns
from core.meta.objects import Doc


def _complete_port(port: Doc) -> Doc:
    return fill(port, {"protocol": "TCP"})


def _complete_endpoints(doc: Doc) -> Doc:
    return each(doc, "subsets", lambda subset: each(subset, "ports", _complete_port))


def _complete_slice(doc: Doc) -> Doc:
    ports = [fill(port, {"name": "", "protocol": "TCP"}) for port in doc.get("ports") or ()]
    return {**doc, "endpoints": doc.get("endpoints"), "ports": ports or None}


ENDPOINTS = Kind(
    kind="Endpoints",
    plural="endpoints",
    short_names=("ep",),
    columns=columns("Name", "Endpoints", "Age"),
    defaults=_complete_endpoints,
)

ENDPOINT_SLICE = Kind(
    kind="EndpointSlice",
    plural="endpointslices",
    group="discovery.k8s.io",
    columns=columns("Name", "AddressType", "Ports", "Endpoints", "Age"),
    defaults=_complete_slice,
    has_generation=True,
)

KINDS = (ENDPOINTS, ENDPOINT_SLICE)
