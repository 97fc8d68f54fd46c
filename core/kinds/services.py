"""Services: one stable address for a set of pods."""

from __future__ import annotations

from typing import Final

from core.kinds.filling import each, fill, within
from core.kinds.kind import STATUS, Kind, columns, proxy
from core.meta import names
from core.meta.objects import Doc

_PORT: Final = {"protocol": "TCP"}
OUTSIDE_TYPES: Final = ("NodePort", "LoadBalancer")
"""Types of service that are reached from outside the cluster, through a port of every node."""


def _complete(doc: Doc) -> Doc:
    return within(doc, "spec", _complete_spec)


def _complete_spec(spec: Doc) -> Doc:
    """Fill in; source: SetDefaults_Service in pkg/apis/core/v1/defaults.go."""
    spec = fill(spec, {"type": "ClusterIP", "sessionAffinity": "None"})
    spec = each(spec, "ports", _complete_port)
    if spec["sessionAffinity"] == "ClientIP":
        spec = _with_affinity_timeout(spec)
    if spec["type"] == "ExternalName":
        return spec
    spec = fill(spec, {"internalTrafficPolicy": "Cluster"})
    if spec["type"] in OUTSIDE_TYPES or spec.get("externalIPs"):
        spec = fill(spec, {"externalTrafficPolicy": "Cluster"})
    return fill(spec, {"allocateLoadBalancerNodePorts": True}) if spec["type"] == "LoadBalancer" else spec


def _complete_port(port: Doc) -> Doc:
    port = fill(port, _PORT)
    return port if port.get("targetPort") else {**port, "targetPort": port.get("port")}


def _with_affinity_timeout(spec: Doc) -> Doc:
    config = spec.get("sessionAffinityConfig") or {}
    client = fill(config.get("clientIP") or {}, {"timeoutSeconds": 10800})
    return {**spec, "sessionAffinityConfig": {**config, "clientIP": client}}


SERVICE = Kind(
    kind="Service",
    plural="services",
    short_names=("svc",),
    categories=("all",),
    subresources=(proxy("ServiceProxyOptions"), STATUS),
    columns=columns("Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "Selector+"),
    defaults=_complete,
    first_status={"loadBalancer": {}},
    name_rule=names.dns1035_label,
)

KINDS = (SERVICE,)
