"""Ingresses, their classes, and NetworkPolicies.

Source: pkg/apis/networking/validation.
"""

from __future__ import annotations

import re
from typing import Any, Final

from core.machinery.validate import scalars
from core.meta import fields, names
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

_PATH_TYPES: Final = {"Exact", "ImplementationSpecific", "Prefix"}
_PROTOCOLS: Final = ("TCP", "UDP", "SCTP")
_CONTROLLER_LENGTH: Final = 250
_CONTROLLER: Final = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[A-Za-z0-9/\-._~%!$&'()*+,;=:]+", re.ASCII)
_BAD_IN_PATHS: Final = ("//", "/./", "/../", "%2f", "%2F")


def check_ingress(doc: Doc) -> list[FieldError]:
    """Judge an Ingress."""
    spec = doc.get("spec") or {}
    found: list[FieldError] = []
    if not spec.get("rules") and spec.get("defaultBackend") is None:
        why = "either `defaultBackend` or `rules` must be specified"
        found.append(invalid("spec", doc.get("spec") or None, why))
    if spec.get("defaultBackend") is not None:
        found += _backend(spec["defaultBackend"], "spec.defaultBackend")
    for at, rule in enumerate(spec.get("rules") or ()):
        found += _rule(rule, index("spec.rules", at))
    for at, tls in enumerate(spec.get("tls") or ()):
        found += _tls(tls, index("spec.tls", at))
    if spec.get("ingressClassName") is not None:
        found += scalars.named(spec["ingressClassName"], "spec.ingressClassName", names.dns1123_subdomain)
    return found


def _host(host: str, path: str) -> list[FieldError]:
    # A wildcard stands for one label; what follows it is judged as a name.
    plain = host.removeprefix("*.")
    return [invalid(path, host, problem) for problem in names.dns1123_subdomain(plain)]


def _rule(rule: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    host = rule.get("host") or ""
    if host:
        found += _address_or_host(host, child(path, "host"))
    paths = (rule.get("http") or {}).get("paths") or []
    if rule.get("http") is not None and not paths:
        found.append(fields.required(child(path, "http", "paths")))
    for at, one in enumerate(paths):
        found += _path(one, index(child(path, "http", "paths"), at))
    return found


def _address_or_host(host: str, path: str) -> list[FieldError]:
    if not scalars.address(host, path):
        return [invalid(path, host, "must be a DNS name, not an IP address")]
    return _host(host, path)


def _path(one: Doc, path: str) -> list[FieldError]:
    type_, target = one.get("pathType"), one.get("path") or ""
    if type_ is None:
        return [fields.required(child(path, "pathType"), "pathType must be specified")]
    found = scalars.one_of(type_, child(path, "pathType"), _PATH_TYPES)
    if not found and type_ != "ImplementationSpecific":
        if not target.startswith("/"):
            found.append(invalid(child(path, "path"), target, "must be an absolute path"))
        found += [
            invalid(child(path, "path"), target, f"must not contain '{bad}'") for bad in _BAD_IN_PATHS if bad in target
        ]
    return found + _backend(one.get("backend") or {}, child(path, "backend"))


def _backend(backend: Doc, path: str) -> list[FieldError]:
    service, resource = backend.get("service"), backend.get("resource")
    if service is None and resource is None:
        return [fields.required(path, "exactly one of `service` or `resource` is required")]
    if service is None:
        return []
    found: list[FieldError] = []
    if resource is not None:
        found.append(invalid(path, "", "cannot set both resource and service backends"))
    name = service.get("name") or ""
    found += scalars.required_name(name, child(path, "service", "name"), names.dns1123_label)
    return found + _backend_port(service.get("port") or {}, path)


def _backend_port(port: Doc, path: str) -> list[FieldError]:
    name, number = port.get("name") or "", port.get("number") or 0
    place = child(path, "service", "port")
    if name and number:
        return [invalid(path, "", "cannot set both port name & port number")]
    if name:
        return scalars.named(name, child(place, "name"), names.port_name)
    if number:
        return scalars.port(number, child(place, "number"))
    return [fields.required(path, "port name or number is required")]


def _tls(tls: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for at, host in enumerate(tls.get("hosts") or ()):
        found += _host(host, index(child(path, "hosts"), at))
    if tls.get("secretName"):
        found += scalars.named(tls["secretName"], child(path, "secretName"), names.dns1123_subdomain)
    return found


def check_ingress_class(doc: Doc) -> list[FieldError]:
    """Judge an IngressClass."""
    controller = (doc.get("spec") or {}).get("controller") or ""
    path = "spec.controller"
    found: list[FieldError] = []
    if len(controller) > _CONTROLLER_LENGTH:
        found.append(fields.too_long(path, _CONTROLLER_LENGTH))
    if not controller:
        return [*found, fields.required(path)]
    if not _CONTROLLER.fullmatch(controller):
        found.append(invalid(path, controller, 'must be a domain-prefixed path (such as "acme.io/foo")'))
    return found


def check_network_policy(doc: Doc) -> list[FieldError]:
    """Judge a NetworkPolicy."""
    spec = doc.get("spec") or {}
    found = scalars.selector(spec.get("podSelector"), "spec.podSelector")
    for field, peers in (("ingress", "from"), ("egress", "to")):
        for at, rule in enumerate(spec.get(field) or ()):
            place = index(child("spec", field), at)
            for number, port in enumerate(rule.get("ports") or ()):
                found += _policy_port(port, index(child(place, "ports"), number))
            for number, peer in enumerate(rule.get(peers) or ()):
                found += _peer(peer, index(child(place, peers), number))
    types = spec.get("policyTypes") or []
    if len(types) > 2:
        return [*found, invalid("spec.policyTypes", types, "may not specify more than two policyTypes")]
    for at, type_ in enumerate(types):
        found += scalars.one_of(type_, index("spec.policyTypes", at), ("Ingress", "Egress"))
    return found


def _policy_port(port: Doc, path: str) -> list[FieldError]:
    number: Any = port.get("port")
    found: list[FieldError] = []
    if port.get("protocol") is not None:
        found += scalars.one_of(port["protocol"], child(path, "protocol"), _PROTOCOLS)
    if number is not None:
        found += scalars.port_or_name(number, child(path, "port"))
    end = port.get("endPort")
    if end is None:
        return found
    if number is None:
        return [*found, invalid(child(path, "endPort"), end, "may not be specified when `port` is not specified")]
    if isinstance(number, str):
        return [*found, invalid(child(path, "endPort"), end, "may not be specified when `port` is non-numeric")]
    if end < number:
        found.append(invalid(child(path, "endPort"), end, "must be greater than or equal to `port`"))
    return found + scalars.port(end, child(path, "endPort"))


def _peer(peer: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for field in ("podSelector", "namespaceSelector"):
        found += scalars.selector(peer.get(field), child(path, field))
    block = peer.get("ipBlock")
    if block is not None:
        found += _block(block, child(path, "ipBlock"))
        if peer.get("podSelector") is not None or peer.get("namespaceSelector") is not None:
            why = "may not specify both ipBlock and another peer"
            found.append(fields.forbidden(path, why))
    elif peer.get("podSelector") is None and peer.get("namespaceSelector") is None:
        found.append(fields.required(path, "must specify a peer"))
    return found


def _block(block: Doc, path: str) -> list[FieldError]:
    cidr = block.get("cidr") or ""
    if not cidr:
        return [fields.required(child(path, "cidr"))]
    found = scalars.network(cidr, child(path, "cidr"))
    if found:
        return found
    for at, other in enumerate(block.get("except") or ()):
        place = index(child(path, "except"), at)
        problems = scalars.network(other, place)
        if not problems and not scalars.is_inside(other, cidr):
            problems = [invalid(place, other, "must be a strict subset of `cidr`")]
        found += problems
    return found
