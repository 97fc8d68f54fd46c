"""Services: one stable address for a set of pods."""

from __future__ import annotations

from typing import Any, Final

from core.kinds import printing
from core.kinds.filling import each, fill, inside
from core.kinds.kind import STATUS, Kind, columns, proxy
from core.meta import labels, names
from core.meta.objects import Doc

_PORT: Final = {"protocol": "TCP"}
OUTSIDE_TYPES: Final = ("NodePort", "LoadBalancer")
"""Types of service that are reached from outside the cluster, through a port of every node."""


def _complete(doc: Doc) -> Doc:
    return inside(doc, "spec", _complete_spec)


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


def _cells(doc: Doc, now: int) -> list[Any]:
    spec = doc["spec"]
    return [
        printing.name(doc),
        spec.get("type", ""),
        next(iter(spec.get("clusterIPs") or ()), "") or spec.get("clusterIP") or printing.NONE,
        _external(doc),
        ",".join(_port(port) for port in spec.get("ports") or ()) or printing.NONE,
        printing.age(doc, now),
        labels.format_map(spec.get("selector")),
    ]


def _external(doc: Doc) -> str:
    spec = doc["spec"]
    fixed = ",".join(spec.get("externalIPs") or ())
    if spec.get("type") == "ExternalName":
        return str(spec.get("externalName", ""))
    if spec.get("type") != "LoadBalancer":
        return fixed or printing.NONE
    found = (printing.status(doc).get("loadBalancer") or {}).get("ingress") or ()
    given = ",".join(sorted({one.get("ip") or one.get("hostname") or "" for one in found}))
    return ",".join(filter(None, (given, fixed))) or "<pending>"


def _port(port: Doc) -> str:
    node = f":{port['nodePort']}" if port.get("nodePort") else ""
    return f"{port.get('port')}{node}/{port.get('protocol', 'TCP')}"


SERVICE = Kind(
    kind="Service",
    plural="services",
    short_names=("svc",),
    categories=("all",),
    subresources=(proxy("ServiceProxyOptions"), STATUS),
    columns=columns("Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "Selector+"),
    defaults=_complete,
    first_status={"loadBalancer": {}},
    name_rule=names.dns1123_label,
    cells=_cells,
)

KINDS = (SERVICE,)
