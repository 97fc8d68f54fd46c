"""ServiceCIDRs and IPAddresses: the ranges that cluster IPs come from."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, columns

SERVICE_CIDR = Kind(
    kind="ServiceCIDR",
    plural="servicecidrs",
    group="networking.k8s.io",
    namespaced=False,
    subresources=(STATUS,),
    columns=columns("Name", "CIDRs", "Age"),
)

IP_ADDRESS = Kind(
    kind="IPAddress",
    plural="ipaddresses",
    group="networking.k8s.io",
    namespaced=False,
    short_names=("ip",),
    columns=columns("Name", "ParentRef"),
)

KINDS = (SERVICE_CIDR, IP_ADDRESS)
