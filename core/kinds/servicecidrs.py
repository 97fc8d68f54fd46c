"""ServiceCIDRs and IPAddresses: the ranges that cluster IPs come from."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.kind import STATUS, Kind, columns
from core.meta import names
from core.meta.objects import Doc


def _cidr_cells(doc: Doc, now: int) -> list[Any]:
    return [printing.name(doc), ",".join(printing.spec(doc).get("cidrs") or ()), printing.age(doc, now)]


def _address_cells(doc: Doc, now: int) -> list[Any]:
    parent = printing.spec(doc).get("parentRef") or {}
    where = [parent.get("group") or "", parent.get("resource"), parent.get("namespace"), parent.get("name")]
    return [printing.name(doc), "/".join(str(part) for part in where[1:] if part)]


SERVICE_CIDR = Kind(
    kind="ServiceCIDR",
    plural="servicecidrs",
    group="networking.k8s.io",
    namespaced=False,
    subresources=(STATUS,),
    columns=columns("Name", "CIDRs", "Age"),
    cells=_cidr_cells,
)

IP_ADDRESS = Kind(
    kind="IPAddress",
    plural="ipaddresses",
    group="networking.k8s.io",
    namespaced=False,
    short_names=("ip",),
    name_rule=names.address,
    columns=columns("Name", "ParentRef"),
    cells=_address_cells,
)

KINDS = (SERVICE_CIDR, IP_ADDRESS)
