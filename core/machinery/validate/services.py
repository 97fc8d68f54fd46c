"""Services: type, ports, addresses, and what only some types may have.

Source: ValidateService in pkg/apis/core/validation.
"""

from __future__ import annotations

from typing import Any, Final

from core.machinery.validate import scalars
from core.meta import fields, names
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

_TYPES: Final = {"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"}
_PROTOCOLS: Final = {"SCTP", "TCP", "UDP"}
_AFFINITIES: Final = {"ClientIP", "None"}
_OUTSIDE: Final = ("LoadBalancer", "NodePort")
_DAY: Final = 86400
_ONLY_BALANCED: Final = "may only be used when `type` is 'LoadBalancer'"


def check(doc: Doc) -> list[FieldError]:
    """Judge a Service."""
    spec = doc.get("spec") or {}
    type_, ports = spec.get("type") or "", spec.get("ports") or []
    headless = spec.get("clusterIP") == "None"
    found: list[FieldError] = []
    if not ports and not headless and type_ != "ExternalName":
        found.append(fields.required("spec.ports"))
    found += _of_type(spec, type_)
    seen: set[str] = set()
    for at, port in enumerate(ports):
        found += _port(port, index("spec.ports", at), len(ports) > 1, headless, seen)
    found += names.check_labels(spec.get("selector"), "spec.selector")
    found += scalars.one_of(spec.get("sessionAffinity"), "spec.sessionAffinity", _AFFINITIES)
    found += _affinity(spec)
    found += _addresses(spec)
    found += scalars.one_of(type_, "spec.type", _TYPES) if type_ else [fields.required("spec.type")]
    found += _repeated(ports, type_)
    return found + _balancer(spec, type_) + _policies(spec, type_)


def _of_type(spec: Doc, type_: str) -> list[FieldError]:
    found: list[FieldError] = []
    if type_ == "LoadBalancer" and spec.get("clusterIP") == "None":
        why = "may not be set to 'None' for LoadBalancer services"
        found.append(invalid("spec.clusterIPs[0]", "None", why))
    if type_ == "NodePort" and spec.get("clusterIP") == "None":
        found.append(invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for NodePort services"))
    if type_ != "ExternalName":
        return found
    if spec.get("clusterIP") or spec.get("clusterIPs"):
        found.append(fields.forbidden("spec.clusterIPs", "may not be set for ExternalName services"))
    name = (spec.get("externalName") or "").removesuffix(".")
    if not name:
        return [*found, fields.required("spec.externalName")]
    return found + scalars.named(name, "spec.externalName", names.dns1123_subdomain)


def _port(port: Doc, path: str, named: bool, headless: bool, seen: set[str]) -> list[FieldError]:
    name = port.get("name") or ""
    found: list[FieldError] = []
    if named and not name:
        found.append(fields.required(child(path, "name")))
    elif name:
        found += scalars.named(name, child(path, "name"), names.dns1123_label)
        if name in seen:
            found.append(fields.duplicate(child(path, "name"), name))
        seen.add(name)
    found += scalars.port(port.get("port"), child(path, "port"))
    found += scalars.one_of(port.get("protocol"), child(path, "protocol"), _PROTOCOLS)
    return found + scalars.port_or_name(port.get("targetPort"), child(path, "targetPort"))


def _affinity(spec: Doc) -> list[FieldError]:
    config = spec.get("sessionAffinityConfig")
    if spec.get("sessionAffinity") == "None" and config is not None:
        why = "must not be set when session affinity is None"
        return [fields.forbidden("spec.sessionAffinityConfig", why)]
    seconds = ((config or {}).get("clientIP") or {}).get("timeoutSeconds")
    if spec.get("sessionAffinity") != "ClientIP" or seconds is None or 0 < seconds <= _DAY:
        return []
    why = f"must be greater than 0 and less than {_DAY}"
    return [invalid("spec.sessionAffinityConfig.clientIP.timeoutSeconds", seconds, why)]


def _addresses(spec: Doc) -> list[FieldError]:
    found = _families(spec)
    given = spec.get("clusterIPs") or []
    if given and spec.get("clusterIP") != given[0]:
        found.append(invalid("spec.clusterIPs", given, "first value must match `clusterIP`"))
    found += _cluster_addresses(given)
    for at, address in enumerate(spec.get("externalIPs") or ()):
        found += scalars.address(address, index("spec.externalIPs", at))
    return found


def _cluster_addresses(given: list[str]) -> list[FieldError]:
    """`None` alone, or one address of each family."""
    found: list[FieldError] = []
    for at, address in enumerate(given):
        if at == 0 and address == "None":
            if len(given) > 1:
                found.append(invalid("spec.clusterIPs", given, "'None' must be the first and only value"))
        else:
            found += scalars.address(address, index("spec.clusterIPs", at))
    if len(given) > 2:
        found.append(invalid("spec.clusterIPs", given, "may only hold up to 2 values"))
    families = [":" in address for address in given]
    if not found and len(families) != len(set(families)):
        found.append(invalid("spec.clusterIPs", given, "may specify no more than one IP for each IP family"))
    return found


def _families(spec: Doc) -> list[FieldError]:
    found: list[FieldError] = []
    families = spec.get("ipFamilies") or []
    for at, family in enumerate(families):
        place = index("spec.ipFamilies", at)
        found += scalars.one_of(family, place, {"IPv4", "IPv6"})
        if family in families[:at]:
            found.append(fields.duplicate(place, family))
    policy = spec.get("ipFamilyPolicy")
    if policy is not None:
        allowed = {"PreferDualStack", "RequireDualStack", "SingleStack"}
        found += scalars.one_of(policy, "spec.ipFamilyPolicy", allowed)
    return found


def _repeated(ports: list[Doc], type_: str) -> list[FieldError]:
    """A node port with its protocol, and a port with its protocol, are there once."""
    found: list[FieldError] = []
    held: set[tuple[Any, Any]] = set()
    for at, port in enumerate(ports):
        place = index("spec.ports", at)
        if port.get("nodePort"):
            if type_ == "ClusterIP":
                why = "may not be used when `type` is 'ClusterIP'"
                found.append(fields.forbidden(child(place, "nodePort"), why))
            pair = (port.get("protocol"), port["nodePort"])
            if pair in held:
                found.append(fields.duplicate(child(place, "nodePort"), port["nodePort"]))
            held.add(pair)
    numbers: set[tuple[Any, Any]] = set()
    for at, port in enumerate(ports):
        pair = (port.get("protocol"), port.get("port"))
        if pair in numbers:
            found.append(fields.duplicate(index("spec.ports", at), fields.Raw("…")))
        numbers.add(pair)
    return found


def _balancer(spec: Doc, type_: str) -> list[FieldError]:
    found: list[FieldError] = []
    # Upstream's errors spell this field as Go does.
    path = "spec.LoadBalancerSourceRanges"
    ranges = spec.get("loadBalancerSourceRanges") or []
    if ranges and type_ != "LoadBalancer":
        found.append(fields.forbidden(path, _ONLY_BALANCED))
    for at, found_range in enumerate(ranges):
        found += scalars.network(found_range, index(path, at))
    for field in ("allocateLoadBalancerNodePorts", "loadBalancerClass"):
        if spec.get(field) is not None and type_ != "LoadBalancer":
            found.append(fields.forbidden(child("spec", field), _ONLY_BALANCED))
    if spec.get("loadBalancerClass") is not None and type_ == "LoadBalancer":
        found += scalars.named(spec["loadBalancerClass"], "spec.loadBalancerClass", names.qualified_name)
    return found


def _policies(spec: Doc, type_: str) -> list[FieldError]:
    policy = spec.get("externalTrafficPolicy")
    found: list[FieldError] = []
    if policy:
        outside = type_ in _OUTSIDE or (type_ == "ClusterIP" and bool(spec.get("externalIPs")))
        if not outside:
            why = "may only be set for externally-accessible services"
            found.append(invalid("spec.externalTrafficPolicy", policy, why))
        else:
            found += scalars.one_of(policy, "spec.externalTrafficPolicy", {"Cluster", "Local"})
    inner = spec.get("internalTrafficPolicy")
    if inner is not None:
        found += scalars.one_of(inner, "spec.internalTrafficPolicy", {"Cluster", "Local"})
    return found
