"""Where a container sees the pod's volumes: as directories, or as block devices.

Source: ValidateVolumeMounts and ValidateVolumeDevices in pkg/apis/core/validation.
"""

from __future__ import annotations

from typing import Final

from core.machinery.validate import scalars
from core.meta import fields
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

_PROPAGATION: Final = {"Bidirectional", "HostToContainer", "None"}
_RECURSIVE: Final = {"Disabled", "Enabled", "IfPossible"}


def check_mounts(container: Doc, path: str, volumes: frozenset[str]) -> list[FieldError]:
    """Judge `volumeMounts`; ``volumes`` are the names that may be mounted."""
    place = child(path, "volumeMounts")
    devices = container.get("volumeDevices") or []
    found: list[FieldError] = []
    seen: set[str] = set()
    for at, mount in enumerate(container.get("volumeMounts") or ()):
        here, target = index(place, at), mount.get("mountPath", "")
        found += _named(mount, here, volumes)
        if not target:
            found.append(fields.required(child(here, "mountPath")))
        if target in seen:
            found.append(invalid(child(here, "mountPath"), target, "must be unique"))
        seen.add(target)
        found += _apart(mount, "mountPath", devices, "devicePath", here)
        # Upstream's errors of what follows name no item.
        found += _sub_paths(mount, here, place)
        found += _propagation(mount, container, place)
    return found


def _named(mount: Doc, path: str, volumes: frozenset[str]) -> list[FieldError]:
    name, place = mount.get("name", ""), child(path, "name")
    found = [] if name else [fields.required(place)]
    return found if name in volumes else [*found, fields.not_found(place, name)]


def _apart(one: Doc, field: str, others: list[Doc], other_field: str, path: str) -> list[FieldError]:
    """A volume is mounted or given as a device, at a path that the other kind does not have."""
    kind = "volumeDevices" if other_field == "devicePath" else "volumeMounts"
    found: list[FieldError] = []
    if one.get("name") in [other.get("name") for other in others]:
        found.append(invalid(child(path, "name"), one.get("name"), f"must not already exist in {kind}"))
    if one.get(field) in [other.get(other_field) for other in others]:
        found.append(invalid(child(path, field), one.get(field), f"must not already exist as a path in {kind}"))
    return found


def _sub_paths(mount: Doc, path: str, place: str) -> list[FieldError]:
    plain, expression = mount.get("subPath") or "", mount.get("subPathExpr") or ""
    found = _inside(plain, child(place, "subPath")) if plain else []
    if plain and expression:
        why = "subPathExpr and subPath are mutually exclusive"
        found.append(invalid(child(path, "subPathExpr"), expression, why))
    return found + _inside(expression, child(place, "subPathExpr")) if expression else found


def _inside(value: str, path: str) -> list[FieldError]:
    found = [invalid(path, value, "must be a relative path")] if value.startswith("/") else []
    return [*found, invalid(path, value, "must not contain '..'")] if ".." in value.split("/") else found


def _propagation(mount: Doc, container: Doc, path: str) -> list[FieldError]:
    way, recursive = mount.get("mountPropagation"), mount.get("recursiveReadOnly")
    found: list[FieldError] = []
    if way is not None:
        place = child(path, "mountPropagation")
        found += scalars.one_of(way, place, _PROPAGATION)
        if way == "Bidirectional" and not (container.get("securityContext") or {}).get("privileged"):
            why = "Bidirectional mount propagation is available only to privileged containers"
            found.append(fields.forbidden(place, why))
    if recursive is None:
        return found
    place = child(path, "recursiveReadOnly")
    found += scalars.one_of(recursive, place, _RECURSIVE)
    if recursive in ("Enabled", "IfPossible"):
        if not mount.get("readOnly"):
            found.append(fields.forbidden(place, "may only be specified when readOnly is true"))
        if way not in (None, "None"):
            why = "may only be specified when mountPropagation is None or not specified"
            found.append(fields.forbidden(place, why))
    return found


def check_devices(container: Doc, path: str, volumes: frozenset[str]) -> list[FieldError]:
    """Judge `volumeDevices`."""
    mounts = container.get("volumeMounts") or []
    found: list[FieldError] = []
    names: set[str] = set()
    paths: set[str] = set()
    for at, device in enumerate(container.get("volumeDevices") or ()):
        here = index(child(path, "volumeDevices"), at)
        name, where = device.get("name", ""), device.get("devicePath", "")
        if not name:
            found.append(fields.required(child(here, "name")))
        if name in names:
            found.append(invalid(child(here, "name"), name, "must be unique"))
        if name not in volumes:
            found.append(fields.not_found(child(here, "name"), name))
        if not where:
            found.append(fields.required(child(here, "devicePath")))
        if where in paths:
            found.append(invalid(child(here, "devicePath"), where, "must be unique"))
        if ".." in where.split("/"):
            found.append(invalid(child(here, "devicePath"), where, "can not contain backsteps ('..')"))
        found += _apart(device, "devicePath", mounts, "mountPath", here)
        names.add(name)
        paths.add(where)
    return found
