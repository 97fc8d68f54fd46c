"""Services: one stable address for a set of pods."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, columns, proxy

SERVICE = Kind(
    kind="Service",
    plural="services",
    short_names=("svc",),
    categories=("all",),
    subresources=(proxy("ServiceProxyOptions"), STATUS),
    columns=columns("Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "Selector+"),
)

KINDS = (SERVICE,)
