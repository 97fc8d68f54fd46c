"""Volumes of a pod spec: one source each, and what that source needs.

Source: ValidateVolumes and validateVolumeSource in pkg/apis/core/validation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.machinery.validate import claims, environment, scalars
from core.meta import fields, names
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

_HOST_PATHS: Final = {
    "", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice",
}  # fmt: skip
_SHORTEST_TOKEN: Final = 10 * 60
_LONGEST_TOKEN: Final = 2**32


def check(spec: Doc, path: str, pod: str = "") -> tuple[list[FieldError], frozenset[str]]:
    """Judge all volumes; return the errors and the names that mounts may use.

    `pod` is the pod's name, from which the claims of ephemeral volumes get theirs; empty in a template.
    """
    found: list[FieldError] = []
    sound: set[str] = set()
    for at, volume in enumerate(spec.get("volumes") or ()):
        place = index(child(path, "volumes"), at)
        errors = _source(volume, place) + _ephemeral_name(volume, place, pod)
        errors += _name(volume, place, sound)
        if not errors:
            sound.add(volume["name"])
        found += errors
    return found, frozenset(sound)


def _name(volume: Doc, path: str, sound: set[str]) -> list[FieldError]:
    name = volume.get("name", "")
    found = scalars.required_name(name, child(path, "name"), names.dns1123_label)
    return found or ([fields.duplicate(child(path, "name"), name)] if name in sound else [])


def _ephemeral_name(volume: Doc, path: str, pod: str) -> list[FieldError]:
    if volume.get("ephemeral") is None or not pod or not volume.get("name"):
        return []
    claim = f"{pod}-{volume.get('name', '')}"
    problems = names.dns1123_subdomain(claim)
    name = volume.get("name", "")
    return [invalid(child(path, "name"), name, f'PVC name "{claim}": {problem}') for problem in problems]


def _source(volume: Doc, path: str) -> list[FieldError]:
    given = [name for name in volume if name != "name" and volume[name] is not None]
    if not given:
        return [fields.required(path, "must specify a volume type")]
    found = [fields.forbidden(child(path, name), "may not specify more than 1 volume type") for name in given[1:]]
    rule = _RULES.get(given[0])
    return found + rule(volume[given[0]], child(path, given[0])) if rule else found


def _mode(source: Doc, path: str, field: str = "defaultMode") -> list[FieldError]:
    mode = source.get(field)
    if mode is None or 0 <= mode <= 0o777:
        return []
    return [invalid(child(path, field), mode, "must be a number between 0 and 0777 (octal), both inclusive")]


def _items(source: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for at, item in enumerate(source.get("items") or ()):
        place = index(child(path, "items"), at)
        if not item.get("key"):
            found.append(fields.required(child(place, "key")))
        found += _local_path(item.get("path", ""), child(place, "path"))
        found += _mode(item, place, "mode")
    return found


def _local_path(path: str, place: str) -> list[FieldError]:
    if not path:
        return [fields.required(place)]
    if path.startswith("/"):
        return [invalid(place, path, "must be a relative path")]
    if ".." in path.split("/"):
        return [invalid(place, path, "must not contain '..'")]
    return [invalid(place, path, "must not start with '..'")] if path.startswith("..") else []


def _named(field: str) -> Callable[[Doc, str], list[FieldError]]:
    """The rule of sources that name another object and may pick items of it."""

    def rule(source: Doc, path: str) -> list[FieldError]:
        found = [] if source.get(field) else [fields.required(child(path, field))]
        return found + _mode(source, path) + _items(source, path)

    return rule


def _claim(source: Doc, path: str) -> list[FieldError]:
    return [] if source.get("claimName") else [fields.required(child(path, "claimName"))]


def _host_path(source: Doc, path: str) -> list[FieldError]:
    if not source.get("path"):
        return [fields.required(child(path, "path"))]
    if ".." in source["path"].split("/"):
        return [invalid(child(path, "path"), source["path"], "must not contain '..'")]
    return scalars.one_of(source.get("type") or "", child(path, "type"), _HOST_PATHS)


def _nfs(source: Doc, path: str) -> list[FieldError]:
    found = [fields.required(child(path, field)) for field in ("server", "path") if not source.get(field)]
    where = source.get("path", "")
    return found if where.startswith("/") else [*found, invalid(child(path, "path"), where, "must be an absolute path")]


def _downward(source: Doc, path: str) -> list[FieldError]:
    found = _mode(source, path)
    for item in source.get("items") or ():
        found += _downward_item(item, path)
    return found


def _downward_item(item: Doc, path: str) -> list[FieldError]:
    """The path that errors name is the volume's: upstream leaves the item out."""
    found = _local_path(item.get("path", ""), child(path, "path"))
    reference, resource = item.get("fieldRef"), item.get("resourceFieldRef")
    if reference is not None:
        found += environment.volume_field_reference(reference, child(path, "fieldRef"))
        if resource is not None:
            found.append(invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously"))
    elif resource is not None:
        found += environment.resource_reference(resource, child(path, "resourceFieldRef"))
    else:
        found.append(fields.required(path, "one of fieldRef and resourceFieldRef is required"))
    return found + _mode(item, path, "mode")


def _projected(source: Doc, path: str) -> list[FieldError]:
    found = _mode(source, path)
    taken: set[str] = set()
    for at, part in enumerate(source.get("sources") or ()):
        place = index(child(path, "sources"), at)
        for field in ("secret", "configMap"):
            if part.get(field) is not None:
                found += _named("name")(part[field], child(place, field))
                found += _conflicts(part[field], path, taken, part[field].get("name") or "")
        if part.get("downwardAPI") is not None:
            found += _downward(part["downwardAPI"], child(place, "downwardAPI"))
            found += _conflicts(part["downwardAPI"], path, taken)
        if part.get("serviceAccountToken") is not None:
            found += _token(part["serviceAccountToken"], child(place, "serviceAccountToken"), path)
        if sum(1 for held in part.values() if held is not None) > 1:
            found.append(fields.forbidden(place, "may not specify more than 1 volume type per source"))
    return found


def _conflicts(source: Doc, path: str, taken: set[str], name: str | None = None) -> list[FieldError]:
    """Items whose path another item of the volume has; the error names the source, or the path where it has no name."""
    found: list[FieldError] = []
    for item in source.get("items") or ():
        where = item.get("path") or ""
        if where and where in taken:
            found.append(invalid(path, where if name is None else name, "conflicting duplicate paths"))
        taken.add(where)
    return found


def _token(source: Doc, path: str, whole: str) -> list[FieldError]:
    seconds: Any = source.get("expirationSeconds", 3600)
    found: list[FieldError] = []
    if seconds < _SHORTEST_TOKEN:
        why = "may not specify a duration less than 10 minutes"
        found.append(invalid(child(path, "expirationSeconds"), seconds, why))
    elif seconds > _LONGEST_TOKEN:
        why = "may not specify a duration larger than 2^32 seconds"
        found.append(invalid(child(path, "expirationSeconds"), seconds, why))
    return found if source.get("path") else [*found, fields.required(child(whole, "path"))]


def _ephemeral(source: Doc, path: str) -> list[FieldError]:
    template = source.get("volumeClaimTemplate")
    if template is None:
        return [fields.required(child(path, "volumeClaimTemplate"))]
    return claims.check_spec(template.get("spec") or {}, child(path, "volumeClaimTemplate", "spec"))


_RULES: Final[dict[str, Callable[[Doc, str], list[FieldError]]]] = {
    "configMap": _named("name"),
    "secret": _named("secretName"),
    "persistentVolumeClaim": _claim,
    "hostPath": _host_path,
    "nfs": _nfs,
    "downwardAPI": _downward,
    "projected": _projected,
    "ephemeral": _ephemeral,
}
