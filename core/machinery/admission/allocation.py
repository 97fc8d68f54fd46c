"""Addresses and ports that services are given: drawn from the seed and the key, and from what is free.

Source: pkg/registry/core/service/storage/alloc.go.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from hashlib import blake2b
from ipaddress import IPv4Address, IPv4Network, ip_address
from typing import Any, Final

from core.kinds.filling import without
from core.kinds.services import OUTSIDE_TYPES
from core.machinery.admission.request import Request
from core.meta import errors, fields
from core.meta.fields import FieldError
from core.meta.objects import Doc

SERVICE_NETWORK: Final = IPv4Network("10.96.0.0/12")
RESERVED_ADDRESSES: Final = 256
"""The first addresses are left to those who ask for one by name, until the others are used up."""
NODE_PORTS: Final = range(30000, 32768)
HEADLESS: Final = "None"


def allocate(request: Request) -> Doc:
    """Give a new service its cluster IPs and node ports. Raises StatusError (422)."""
    spec = request.doc["spec"]
    if spec.get("type") != "ExternalName":
        spec = _with_address(request, _with_families(spec))
    if spec.get("type") in OUTSIDE_TYPES:
        spec = _with_ports(request, spec)
    return request.doc if spec is request.doc["spec"] else {**request.doc, "spec": spec}


def reallocate(request: Request) -> Doc:
    """Keep what the service already has where its new form still needs it, and give what is missing."""
    old = (request.old or {})["spec"]
    spec = request.doc["spec"]
    if spec.get("type") != "ExternalName" and old.get("type") != "ExternalName":
        if spec.get("clusterIP") and spec["clusterIP"] != old.get("clusterIP"):
            spec = _with_first_address(spec, old)
        spec = _keep(spec, old, ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"))
    elif spec.get("type") == "ExternalName":
        spec = _drop(spec, old, "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy")
    if spec.get("type") in OUTSIDE_TYPES and old.get("type") in OUTSIDE_TYPES:
        spec = _keep_ports(spec, old)
    elif spec.get("type") not in OUTSIDE_TYPES:
        spec = _drop_ports(_drop(spec, old, "healthCheckNodePort", "externalTrafficPolicy"), old)
    if spec.get("type") != "LoadBalancer":
        spec = _drop(spec, old, "allocateLoadBalancerNodePorts", "loadBalancerClass")
    return allocate(request.with_doc({**request.doc, "spec": spec}))


def _with_first_address(spec: Doc, old: Doc) -> Doc:
    """Who changes the one address means the list too, unless that was changed as well."""
    same = spec.get("clusterIPs") == old.get("clusterIPs")
    return {**spec, "clusterIPs": [spec["clusterIP"]]} if same else spec


def _keep(spec: Doc, old: Doc, wanted: tuple[str, ...]) -> Doc:
    kept = {field: old[field] for field in wanted if _is_unsaid(spec, field) and old.get(field)}
    return {**spec, **kept} if kept else spec


def _is_unsaid(spec: Doc, field: str) -> bool:
    """An empty policy is a wrong one, not none."""
    return spec.get(field) is None if field == "ipFamilyPolicy" else not spec.get(field)


def _keep_ports(spec: Doc, old: Doc) -> Doc:
    known = {_port_place(port): port.get("nodePort") for port in old.get("ports") or ()}
    ports = [
        port
        if port.get("nodePort") or not known.get(_port_place(port))
        else {**port, "nodePort": known[_port_place(port)]}
        for port in spec.get("ports") or ()
    ]
    return _keep({**spec, "ports": ports} if ports else spec, old, ("healthCheckNodePort",))


def _drop(spec: Doc, old: Doc, *wanted: str) -> Doc:
    """Take out what only the old type may have, where the writer did not touch it."""
    return without(spec, *(field for field in wanted if field in spec and spec[field] == old.get(field)))


def _drop_ports(spec: Doc, old: Doc) -> Doc:
    """A service nobody reaches from outside holds no node ports, unless they were asked for anew."""
    if not spec.get("ports") or list(_node_ports(spec)) != list(_node_ports(old)):
        return spec
    return {**spec, "ports": [without(port, "nodePort") for port in spec.get("ports") or ()]}


def _port_place(port: Doc) -> tuple[Any, Any]:
    return port.get("protocol"), port.get("port")


def _with_families(spec: Doc) -> Doc:
    """One family, as the simulated network has; a headless service without selector may have both."""
    if spec.get("ipFamilyPolicy") is not None and spec.get("ipFamilies"):
        return spec
    loose = spec.get("clusterIP") == HEADLESS and not spec.get("selector")
    policy = spec.get("ipFamilyPolicy")
    if policy is None:
        policy = "RequireDualStack" if loose else "SingleStack"
    families = spec.get("ipFamilies") or (["IPv4", "IPv6"] if loose else ["IPv4"])
    return {**spec, "ipFamilyPolicy": policy, "ipFamilies": families}


def _with_address(request: Request, spec: Doc) -> Doc:
    given = spec.get("clusterIP") or next(iter(spec.get("clusterIPs") or ()), "")
    if given == HEADLESS:
        return {**spec, "clusterIP": HEADLESS, "clusterIPs": spec.get("clusterIPs") or [HEADLESS]}
    if given and _holds_address(request.old, given):
        return {**spec, "clusterIP": given, "clusterIPs": spec.get("clusterIPs") or [given]}
    taken = _taken_addresses(request)
    if given:
        _check_address(request, given, taken)
    else:
        given = _draw_address(request, taken)
    return {**spec, "clusterIP": given, "clusterIPs": spec.get("clusterIPs") or [given]}


def _holds_address(old: Doc | None, address: str) -> bool:
    return old is not None and address in (old["spec"].get("clusterIPs") or ())


def _taken_addresses(request: Request) -> set[str]:
    return {
        address for service in request.reader.list("services") for address in service["spec"].get("clusterIPs") or ()
    }


def _check_address(request: Request, address: str, taken: Container[str]) -> None:
    try:
        parsed = ip_address(address)
    except ValueError:
        return  # the field's own rule says it better
    if parsed not in SERVICE_NETWORK:
        why = f"the provided network does not match the current range: {SERVICE_NETWORK}"
        problem = f"failed to allocate IP {address}: {why}"
    elif address in taken:
        problem = f"failed to allocate IP {address}: provided IP is already allocated"
    else:
        return
    raise _invalid(request, fields.invalid("spec.clusterIPs", [address], problem))


def _draw_address(request: Request, taken: Container[str]) -> str:
    size = SERVICE_NETWORK.num_addresses
    first = int(SERVICE_NETWORK.network_address)
    found = _draw(request, "clusterIP", range(RESERVED_ADDRESSES, size - 1), lambda at: _spell(first + at) not in taken)
    if found is None:
        found = next((at for at in range(1, RESERVED_ADDRESSES) if _spell(first + at) not in taken), None)
    if found is None:
        raise errors.internal("failed to allocate a serviceIP: range is full")
    return _spell(first + found)


def _spell(number: int) -> str:
    return str(IPv4Address(number))


def _draw(request: Request, purpose: str, choices: range, is_free: Callable[[int], bool]) -> int | None:
    """The first free choice from a starting point that seed and key decide."""
    text = f"{request.seed}\0{purpose}\0{request.namespace}/{request.name}".encode()
    start = int.from_bytes(blake2b(text, digest_size=8).digest(), "big") % len(choices)
    for step in range(len(choices)):
        choice = choices[(start + step) % len(choices)]
        if is_free(choice):
            return choice
    return None


def _with_ports(request: Request, spec: Doc) -> Doc:
    own = set(_node_ports((request.old or {}).get("spec") or {}))
    taken = {port for service in request.reader.list("services") for port in _node_ports(service["spec"])} - own
    wants = spec.get("type") == "NodePort" or spec.get("allocateLoadBalancerNodePorts", True)
    ports: list[Doc] = []
    for index, port in enumerate(spec.get("ports") or ()):
        if port.get("nodePort"):
            _check_port(request, f"spec.ports[{index}].nodePort", port["nodePort"], taken)
        elif wants:
            same = _same_number(ports, port)
            port = {**port, "nodePort": same or _draw_port(request, f"port {index}", taken)}
            taken.add(port["nodePort"])
        ports.append(port)
    spec = {**spec, "ports": ports}
    if _needs_health_port(spec) and not spec.get("healthCheckNodePort"):
        spec["healthCheckNodePort"] = _draw_port(request, "health check", taken)
    return spec


def _same_number(ports: list[Doc], port: Doc) -> int | None:
    """Ports of one number share a node port, as TCP and UDP may; a field rule refuses any others."""
    for other in ports:
        if other.get("port") == port.get("port"):
            number: int | None = other.get("nodePort")
            return number
    return None


def _node_ports(spec: Doc) -> Iterator[int]:
    for port in spec.get("ports") or ():
        if port.get("nodePort"):
            yield port["nodePort"]
    if spec.get("healthCheckNodePort"):
        yield spec["healthCheckNodePort"]


def _needs_health_port(spec: Doc) -> bool:
    return spec.get("type") == "LoadBalancer" and spec.get("externalTrafficPolicy") == "Local"


def _check_port(request: Request, path: str, port: Any, taken: Container[int]) -> None:
    if not isinstance(port, int):
        return
    if port in taken:
        raise _invalid(request, fields.invalid(path, port, "provided port is already allocated"))
    if port not in NODE_PORTS:
        allowed = f"{NODE_PORTS.start}-{NODE_PORTS.stop - 1}"
        why = f"provided port is not in the valid range. The range of valid ports is {allowed}"
        raise _invalid(request, fields.invalid(path, port, why))


def _draw_port(request: Request, purpose: str, taken: Container[int]) -> int:
    found = _draw(request, f"nodePort {purpose}", NODE_PORTS, lambda port: port not in taken)
    if found is None:
        raise errors.internal("failed to allocate a nodePort: range is full")
    return found


def _invalid(request: Request, error: FieldError) -> errors.StatusError:
    return errors.invalid(request.kind.kind, request.kind.group, request.name, [error])
