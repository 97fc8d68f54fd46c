"""PersistentVolumes, storage classes, and what CSI drivers bring.

Source: ValidatePersistentVolume in pkg/apis/core/validation, and pkg/apis/storage/validation.
"""

from __future__ import annotations

from typing import Any, Final

from core.machinery.validate import claims, scalars, scheduling
from core.meta import fields, names, quantity
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

_POLICIES: Final = {"Delete", "Recycle", "Retain"}
_OWN: Final = frozenset(
    {
        "capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName",
        "mountOptions", "volumeMode", "nodeAffinity", "volumeAttributesClassName",
    }
)  # fmt: skip
"""Fields of a volume that are no source of it."""
_DRIVER_LENGTH: Final = 63


def check_volume(doc: Doc) -> list[FieldError]:
    """Judge a PersistentVolume."""
    spec = doc.get("spec") or {}
    modes = spec.get("accessModes") or []
    found = [] if modes else [fields.required("spec.accessModes")]
    for mode in modes:
        found += scalars.one_of(mode, "spec.accessModes", claims.ACCESS_MODES)
    found += _capacity(spec)
    found += scalars.one_of(spec.get("persistentVolumeReclaimPolicy"), "spec.persistentVolumeReclaimPolicy", _POLICIES)
    required = (spec.get("nodeAffinity") or {}).get("required")
    if spec.get("nodeAffinity") is not None:
        path = "spec.nodeAffinity.required"
        found += scheduling.check_node_selector(required, path) if required is not None else [fields.required(path)]
    found += _source(spec)
    if spec.get("storageClassName"):
        found += scalars.named(spec["storageClassName"], "spec.storageClassName", names.dns1123_subdomain)
    if spec.get("volumeMode") is not None:
        found += scalars.one_of(spec["volumeMode"], "spec.volumeMode", claims.VOLUME_MODES)
    return found


def _capacity(spec: Doc) -> list[FieldError]:
    capacity: Any = spec.get("capacity")
    found: list[FieldError] = []
    if not capacity:
        found.append(fields.required("spec.capacity"))
    if not capacity or set(capacity) != {"storage"}:
        return [*found, fields.not_supported("spec.capacity", capacity, ("storage",))]
    if quantity.read(capacity["storage"]).nano <= 0:
        found.append(invalid("spec.capacity[storage]", str(capacity["storage"]), "must be greater than zero"))
    return found


def _source(spec: Doc) -> list[FieldError]:
    given = [name for name in spec if name not in _OWN and spec[name] is not None]
    if not given:
        return [fields.required("spec", "must specify a volume type")]
    why = "may not specify more than 1 volume type"
    found = [fields.forbidden(child("spec", name), why) for name in given[1:]]
    source, path = spec[given[0]], child("spec", given[0])
    if given[0] == "nfs":
        return found + _nfs(source, path)
    if given[0] == "csi":
        return found + _csi(source, path)
    if given[0] in ("hostPath", "local") and not source.get("path"):
        found.append(fields.required(child(path, "path")))
    if given[0] == "local" and spec.get("nodeAffinity") is None:
        found.append(fields.required("spec.nodeAffinity", "Local volume requires node affinity"))
    return found


def _nfs(source: Doc, path: str) -> list[FieldError]:
    found = [fields.required(child(path, field)) for field in ("server", "path") if not source.get(field)]
    where = source.get("path", "")
    return found if where.startswith("/") else [*found, invalid(child(path, "path"), where, "must be an absolute path")]


def _csi(source: Doc, path: str) -> list[FieldError]:
    found = driver(source.get("driver") or "", child(path, "driver"))
    return found if source.get("volumeHandle") else [*found, fields.required(child(path, "volumeHandle"))]


def driver(name: str, path: str) -> list[FieldError]:
    """The name of a CSI driver: at most 63 bytes, a domain in any case."""
    if not name:
        return [fields.required(path)]
    found = [fields.too_long(path, _DRIVER_LENGTH)] if len(name) > _DRIVER_LENGTH else []
    return found + [invalid(path, name, problem) for problem in names.dns1123_subdomain(name.lower())]


def check_class(doc: Doc) -> list[FieldError]:
    """Judge a StorageClass."""
    provisioner = doc.get("provisioner") or ""
    found = _provisioner(provisioner, "provisioner")
    if doc.get("reclaimPolicy"):
        found += scalars.one_of(doc["reclaimPolicy"], "reclaimPolicy", {"Delete", "Retain"})
    allowed = ("Immediate", "WaitForFirstConsumer")
    found += scalars.one_of(doc.get("volumeBindingMode"), "volumeBindingMode", allowed)
    seen: list[Any] = []
    for at, term in enumerate(doc.get("allowedTopologies") or ()):
        found += _topology(term, index("allowedTopologies", at), seen)
    return found


def _provisioner(name: str, path: str) -> list[FieldError]:
    if not name:
        return [fields.required(path)]
    # Upstream judges and prints it in lower case.
    return scalars.named(name.lower(), path, names.qualified_name)


def _topology(term: Doc, path: str, seen: list[Any]) -> list[FieldError]:
    expressions = term.get("matchLabelExpressions") or []
    place = child(path, "matchLabelExpressions")
    found: list[FieldError] = []
    keys: set[str] = set()
    for at, item in enumerate(expressions):
        here, key, values = index(place, at), item.get("key") or "", item.get("values") or []
        if not values:
            found.append(fields.required(child(here, "values")))
        found += [
            fields.duplicate(index(child(here, "values"), number), value)
            for number, value in enumerate(values)
            if value in values[:number]
        ]
        found += scalars.named(key, child(here, "key"), names.qualified_name)
        if key in keys:
            found.append(fields.duplicate(child(here, "key"), key))
        keys.add(key)
    if not expressions or expressions in seen:
        found.append(fields.duplicate(place, ""))
    seen.append(expressions)
    return found


def check_attributes_class(doc: Doc) -> list[FieldError]:
    """Judge a VolumeAttributesClass."""
    found = _provisioner(doc.get("driverName") or "", "driverName")
    if not doc.get("parameters"):
        found.append(fields.required("parameters", "must contain at least one key/value pair"))
    return found


def check_csi_node(doc: Doc) -> list[FieldError]:
    """Judge a CSINode: each driver once, by name and the node's id there."""
    found: list[FieldError] = []
    seen: set[str] = set()
    for at, one in enumerate((doc.get("spec") or {}).get("drivers") or ()):
        path = index("spec.drivers", at)
        name = one.get("name") or ""
        found += driver(name, child(path, "name"))
        if not one.get("nodeID"):
            found.append(fields.required(child(path, "nodeID")))
        found += scalars.not_negative(one.get("allocatable") or {}, child(path, "allocatable"), "count")
        if name in seen:
            found.append(fields.duplicate(child(path, "name"), name))
        seen.add(name)
        found += _topology_keys(one.get("topologyKeys") or [], path)
    return found


def _topology_keys(keys: list[str], path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for at, key in enumerate(keys):
        if key in keys[:at]:
            found.append(fields.duplicate(path, key))
        if not key:
            found.append(fields.required(path))
        found += scalars.named(key, path, names.qualified_name)
    return found


_GROUP_POLICIES: Final = {"File", "None", "ReadWriteOnceWithFSType"}
_LIFECYCLES: Final = ("Persistent", "Ephemeral")
_SHORTEST_TOKEN, _LONGEST_TOKEN, _SHORTEST_PERIOD = 600, 2**32, 10


def check_driver(doc: Doc) -> list[FieldError]:
    """Judge a CSIDriver."""
    spec = doc.get("spec") or {}
    found: list[FieldError] = []
    if spec.get("fsGroupPolicy") is not None:
        found += scalars.one_of(spec["fsGroupPolicy"], "spec.fsGroupPolicy", _GROUP_POLICIES)
    audiences: set[str] = set()
    for at, request in enumerate(spec.get("tokenRequests") or ()):
        found += _token_request(request, index("spec.tokenRequests", at), audiences)
    for mode in spec.get("volumeLifecycleModes") or ():
        found += scalars.one_of(mode, "spec.volumeLifecycleModes", _LIFECYCLES)
    period = spec.get("nodeAllocatableUpdatePeriodSeconds")
    if period is not None and period < _SHORTEST_PERIOD:
        why = f"must be greater than or equal to {_SHORTEST_PERIOD} seconds"
        found.append(invalid("spec.nodeAllocatableUpdatePeriodSeconds", period, why))
    return found


def _token_request(request: Doc, path: str, audiences: set[str]) -> list[FieldError]:
    audience, seconds = request.get("audience") or "", request.get("expirationSeconds")
    if audience in audiences:
        return [fields.duplicate(child(path, "audience"), audience)]
    audiences.add(audience)
    place = child(path, "expirationSeconds")
    if seconds is not None and seconds < _SHORTEST_TOKEN:
        return [invalid(place, seconds, "may not specify a duration less than 10 minutes")]
    if seconds is not None and seconds > _LONGEST_TOKEN:
        return [invalid(place, seconds, "may not specify a duration larger than 2^32 seconds")]
    return []


def check_attachment(doc: Doc) -> list[FieldError]:
    """Judge a VolumeAttachment."""
    spec = doc.get("spec") or {}
    found = driver(spec.get("attacher") or "", "spec.attacher")
    source = spec.get("source") or {}
    name, inline = source.get("persistentVolumeName"), source.get("inlineVolumeSpec")
    if (name is None) == (inline is None):
        why = "must specify exactly one of inlineVolumeSpec and persistentVolumeName"
        found.append(fields.required("spec.source", why))
    elif name is not None:
        place = "spec.source.persistentVolumeName"
        found += scalars.named(name, place, names.dns1123_subdomain)
    return found + scalars.named(spec.get("nodeName") or "", "spec.nodeName", names.dns1123_subdomain)


def check_capacity(doc: Doc) -> list[FieldError]:
    """Judge a CSIStorageCapacity."""
    found = scalars.selector(doc.get("nodeTopology"), "nodeTopology")
    found += scalars.named(doc.get("storageClassName") or "", "storageClassName", names.dns1123_subdomain)
    capacity = doc.get("capacity")
    if capacity is not None and quantity.read(capacity) < quantity.ZERO:
        found.append(invalid("capacity", str(capacity), scalars.NOT_NEGATIVE))
    return found
