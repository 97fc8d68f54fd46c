"""Kinds with few rules: budgets, priorities, ConfigMaps, nodes, endpoints, runtime classes."""

from __future__ import annotations

from typing import Final

from core.machinery.validate import resources, scalars, scheduling
from core.meta import fields, names
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

MAX_DATA: Final = 2**20
_HIGHEST_PRIORITY: Final = 1_000_000_000
_PROTOCOLS: Final = {"SCTP", "TCP", "UDP"}


def check_budget(doc: Doc) -> list[FieldError]:
    """Judge a PodDisruptionBudget."""
    spec = doc.get("spec") or {}
    found: list[FieldError] = []
    if spec.get("minAvailable") is not None and spec.get("maxUnavailable") is not None:
        why = "minAvailable and maxUnavailable cannot be both set"
        found.append(invalid("spec", fields.OMITTED, why))
    for field in ("minAvailable", "maxUnavailable"):
        if spec.get(field) is not None:
            found += scalars.count_or_percent(spec[field], child("spec", field))
            if scalars.is_percent_over(spec[field], 100):
                found.append(invalid(child("spec", field), spec[field], "must not be greater than 100%"))
    found += scalars.selector(spec.get("selector"), "spec.selector")
    policy = spec.get("unhealthyPodEvictionPolicy")
    if policy is not None:
        allowed = {"AlwaysAllow", "IfHealthyBudget"}
        found += scalars.one_of(policy, "spec.unhealthyPodEvictionPolicy", allowed)
    return found


def check_priority_class(doc: Doc) -> list[FieldError]:
    """Judge a PriorityClass; the greatest values and `system-` names are the system's own."""
    found: list[FieldError] = []
    name, value = doc["metadata"].get("name", ""), doc.get("value", 0)
    if name.startswith("system-"):
        if name not in ("system-cluster-critical", "system-node-critical"):
            why = "priority class names with 'system-' prefix are reserved for system use only"
            found.append(fields.forbidden("metadata.name", why))
    elif value > _HIGHEST_PRIORITY:
        why = f"maximum allowed value of a user defined priority is {_HIGHEST_PRIORITY}"
        found.append(fields.forbidden("value", why))
    policy = doc.get("preemptionPolicy")
    if policy == "":
        return [*found, fields.required("preemptionPolicy")]
    return found + scalars.one_of(policy, "preemptionPolicy", ("PreemptLowerPriority", "Never"))


def check_config_map(doc: Doc) -> list[FieldError]:
    """Judge a ConfigMap: keys of both maps, each once, and a MiB at most together."""
    data, binary = doc.get("data") or {}, doc.get("binaryData") or {}
    found: list[FieldError] = []
    for key in sorted(data):
        found += scalars.named(key, index("data", key), names.config_key)
        if key in binary:
            found.append(invalid(index("data", key), key, "duplicate of key present in binaryData"))
    for key in sorted(binary):
        found += scalars.named(key, index("binaryData", key), names.config_key)
    size = sum(len(value.encode()) for value in data.values()) + sum(len(value) * 3 // 4 for value in binary.values())
    return [*found, fields.too_long("", MAX_DATA)] if size > MAX_DATA else found


def check_node(doc: Doc) -> list[FieldError]:
    """Judge a Node: taints and pod ranges (upstream's errors place taints under metadata)."""
    spec = doc.get("spec") or {}
    found = scheduling.check_taints(spec.get("taints"), "metadata.taints")
    ranges = spec.get("podCIDRs") or []
    for at, found_range in enumerate(ranges):
        found += scalars.network(found_range, index("spec.podCIDRs", at))
    families = [":" in found_range for found_range in ranges]
    if len(families) != len(set(families)):
        found.append(invalid("spec.podCIDRs", ranges, "may specify no more than one CIDR for each IP family"))
    return found


def check_slice(doc: Doc) -> list[FieldError]:
    """Judge an EndpointSlice."""
    type_ = doc.get("addressType") or ""
    if not type_:
        return [fields.required("addressType")]
    found = scalars.one_of(type_, "addressType", {"FQDN", "IPv4", "IPv6"})
    for at, endpoint in enumerate(doc.get("endpoints") or ()):
        place = child(index("endpoints", at), "addresses")
        addresses = endpoint.get("addresses") or []
        if not addresses:
            found.append(fields.required(place, "must contain at least 1 address"))
        for number, address in enumerate(addresses):
            if type_ in ("IPv4", "IPv6"):
                found += scalars.address(address, index(place, number))
    seen: set[str] = set()
    for at, port in enumerate(doc.get("ports") or ()):
        found += _slice_port(port, index("ports", at), seen)
    return found


def _slice_port(port: Doc, path: str, seen: set[str]) -> list[FieldError]:
    name = port.get("name") or ""
    found = scalars.named(name, child(path, "name"), names.dns1123_label) if name else []
    if name in seen:
        found.append(fields.duplicate(child(path, "name"), name))
    seen.add(name)
    return found + scalars.one_of(port.get("protocol"), child(path, "protocol"), _PROTOCOLS)


def check_endpoints(doc: Doc) -> list[FieldError]:
    """Judge Endpoints: every subset has addresses, and sound ones."""
    found: list[FieldError] = []
    for at, subset in enumerate(doc.get("subsets") or ()):
        path = index("subsets", at)
        listed = [("addresses", subset.get("addresses")), ("notReadyAddresses", subset.get("notReadyAddresses"))]
        if not any(addresses for _, addresses in listed):
            found.append(fields.required(path, "must specify `addresses` or `notReadyAddresses`"))
        for field, addresses in listed:
            for number, address in enumerate(addresses or ()):
                found += _endpoint_address(address.get("ip") or "", child(index(child(path, field), number), "ip"))
        ports = subset.get("ports") or []
        for number, port in enumerate(ports):
            place, name = index(child(path, "ports"), number), port.get("name") or ""
            if name:
                found += scalars.named(name, child(place, "name"), names.dns1123_label)
            elif len(ports) > 1:
                found.append(fields.required(child(place, "name")))
            found += scalars.port(port.get("port"), child(place, "port"))
            found += scalars.one_of(port.get("protocol"), child(place, "protocol"), _PROTOCOLS)
    return found


def _endpoint_address(ip: str, path: str) -> list[FieldError]:
    found = scalars.address(ip, path)
    return [*found, invalid(path, ip, "must be a valid IP address")] if found else []


def check_revision(doc: Doc) -> list[FieldError]:
    """Judge a ControllerRevision."""
    found = [] if doc.get("data") is not None else [fields.required("data", "data is mandatory")]
    return found + scalars.not_negative(doc, "", "revision")


def check_runtime_class(doc: Doc) -> list[FieldError]:
    """Judge a RuntimeClass: its handler, what it costs, and where it runs."""
    handler = doc.get("handler") or ""
    found = scalars.required_name(handler, "handler", names.dns1123_label)
    if doc.get("overhead") is not None:
        found += resources.check({"limits": doc["overhead"].get("podFixed")}, "overhead")
    scheduling_part = doc.get("scheduling") or {}
    found += names.check_labels(scheduling_part.get("nodeSelector"), "scheduling.nodeSelector")
    return found + scheduling.check_tolerations(scheduling_part.get("tolerations"), "scheduling.tolerations")
