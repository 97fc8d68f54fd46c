"""ServiceCIDRs, IPAddresses, and the APIServices by which a server answers for others.

Source: pkg/apis/networking/validation and kube-aggregator pkg/apis/apiregistration/validation.
"""

from __future__ import annotations

from core.machinery.validate import scalars
from core.meta import fields, names
from core.meta.fields import FieldError, invalid, quote
from core.meta.objects import Doc


def check_range(doc: Doc) -> list[FieldError]:
    """Judge a ServiceCIDR: one range of each family."""
    ranges, path = (doc.get("spec") or {}).get("cidrs") or [], "spec.cidrs"
    if not ranges:
        return [fields.required(path, "at least one CIDR required")]
    if len(ranges) > 2:
        return [invalid(path, fields.Raw("…"), "may only hold up to 2 values")]
    if len(ranges) == 2 and (":" in ranges[0]) == (":" in ranges[1]):
        why = "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"
        return [invalid(path, fields.Raw("…"), why)]
    return [error for at, one in enumerate(ranges) for error in scalars.network(one, f"{path}[{at}]")]


def check_address(doc: Doc) -> list[FieldError]:
    """Judge an IPAddress: it says whose it is."""
    parent = (doc.get("spec") or {}).get("parentRef")
    if parent is None:
        return [fields.required("spec.parentRef")]
    found: list[FieldError] = []
    if parent.get("group"):
        found += scalars.named(parent["group"], "spec.parentRef.group", names.dns1123_subdomain)
    for field in ("resource", "name"):
        found += scalars.required_name(parent.get(field), f"spec.parentRef.{field}", names.path_segment)
    if parent.get("namespace"):
        found += scalars.named(parent["namespace"], "spec.parentRef.namespace", names.path_segment)
    return found


def check_service(doc: Doc) -> list[FieldError]:
    """Judge an APIService, whose name is that of its version."""
    spec, name = doc.get("spec") or {}, doc["metadata"].get("name", "")
    group, version = spec.get("group") or "", spec.get("version") or ""
    found: list[FieldError] = []
    if name and name != f"{version}.{group}":
        wanted = quote(f"{version}.{group}")
        found.append(invalid("metadata.name", name, f'must be `spec.version+"."+spec.group`: {wanted}'))
    if not group and version != "v1":
        why = "only v1 may have an empty group and it better be legacy kube"
        found.append(fields.required("spec.group", why))
    found += scalars.named(group, "spec.group", names.dns1123_subdomain) if group else []
    found += scalars.named(version, "spec.version", names.dns1035_label)
    for field, most in (("groupPriorityMinimum", 20000), ("versionPriority", 1000)):
        value = spec.get(field, 0)
        if not 0 < value <= most:
            found.append(invalid(f"spec.{field}", value, f"must be positive and less than {most}"))
    return found + _remote(spec)


def _remote(spec: Doc) -> list[FieldError]:
    """What only a remote service has: an address, and how far it is trusted."""
    service, insecure, bundle = spec.get("service"), spec.get("insecureSkipTLSVerify"), spec.get("caBundle") or ""
    found: list[FieldError] = []
    if service is not None:
        found += [fields.required(f"spec.service.{field}") for field in ("namespace", "name") if not service.get(field)]
        if insecure and bundle:
            found.append(invalid("spec.insecureSkipTLSVerify", insecure, "may not be true if caBundle is present"))
        return found
    if bundle:
        size = f"{len(bundle) * 3 // 4 - bundle.count('=')} bytes"
        found.append(invalid("spec.caBundle", size, "local APIServices may not have a caBundle"))
    if insecure:
        why = "local APIServices may not have insecureSkipTLSVerify"
        found.append(invalid("spec.insecureSkipTLSVerify", insecure, why))
    return found
