"""Endpoints and EndpointSlices: the addresses behind a Service."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.filling import each, fill
from core.kinds.kind import Kind, columns
from core.meta.objects import Doc, with_metadata


def _complete_port(port: Doc) -> Doc:
    return fill(port, {"protocol": "TCP"})


def _complete_endpoints(doc: Doc) -> Doc:
    return each(doc, "subsets", lambda subset: each(subset, "ports", _complete_port))


def _complete_slice(doc: Doc) -> Doc:
    ports = [fill(port, {"name": "", "protocol": "TCP"}) for port in doc.get("ports") or ()]
    doc = each(doc, "endpoints", lambda endpoint: fill(endpoint, {"conditions": {}}))
    return {**doc, "endpoints": doc.get("endpoints"), "ports": ports or None}


def _endpoints_cells(doc: Doc, now: int) -> list[Any]:
    return [printing.name(doc), _addresses(doc), printing.age(doc, now)]


def _addresses(doc: Doc) -> str:
    """At most three `address:port`, then how many more."""
    found = []
    for subset in doc.get("subsets") or ():
        ports: list[Doc] = subset.get("ports") or [{}]
        for port in ports:
            number = port.get("port")
            found += [
                f"{_bracketed(one['ip'])}:{number}" if number else one["ip"] for one in subset.get("addresses") or ()
            ]
    return printing.shortened(found, 3)


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _slice_cells(doc: Doc, now: int) -> list[Any]:
    ports = doc.get("ports")
    addresses = [address for one in doc.get("endpoints") or () for address in one.get("addresses") or ()]
    return [
        printing.name(doc),
        doc.get("addressType", ""),
        _ports(ports) if ports is not None else printing.UNSET,
        printing.shortened(addresses, 3) if addresses else printing.UNSET,
        printing.age(doc, now),
    ]


def _ports(ports: list[Doc]) -> str:
    """Ports by number, or name, or `*`; none at all is `<unset>`."""
    found = [str(port.get("port") or port.get("name") or "*") for port in ports]
    return printing.shortened(found, 3) if found else printing.UNSET


ENDPOINTS = Kind(
    kind="Endpoints",
    plural="endpoints",
    short_names=("ep",),
    columns=columns("Name", "Endpoints", "Age"),
    defaults=_complete_endpoints,
    cells=_endpoints_cells,
    deprecation="v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
)


def _count_labels(new: Doc, old: Doc) -> Doc:
    """Changed labels grow a slice's generation as changed endpoints do."""
    if (new["metadata"].get("labels") or {}) == (old["metadata"].get("labels") or {}):
        return new
    return with_metadata(new, generation=old["metadata"].get("generation", 0) + 1)


ENDPOINT_SLICE = Kind(
    kind="EndpointSlice",
    plural="endpointslices",
    group="discovery.k8s.io",
    columns=columns("Name", "AddressType", "Ports", "Endpoints", "Age"),
    defaults=_complete_slice,
    updated=_count_labels,
    has_generation=True,
    cells=_slice_cells,
)

KINDS = (ENDPOINTS, ENDPOINT_SLICE)
