"""PersistentVolumeClaims: access modes, the size asked for, the class.

Source: ValidatePersistentVolumeClaimSpec in pkg/apis/core/validation.
"""

from __future__ import annotations

from typing import Final

from core.machinery.validate import scalars
from core.meta import fields, names, quantity
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

ACCESS_MODES: Final = {"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"}
VOLUME_MODES: Final = {"Block", "Filesystem"}


def check(doc: Doc) -> list[FieldError]:
    """Judge a claim."""
    return check_spec(doc.get("spec") or {}, "spec")


def check_spec(spec: Doc, path: str) -> list[FieldError]:
    """Judge the spec of a claim, or of a template for claims."""
    modes = spec.get("accessModes") or []
    found: list[FieldError] = []
    if not modes:
        found.append(fields.required(child(path, "accessModes"), "at least 1 access mode is required"))
    found += scalars.selector(spec.get("selector"), child(path, "selector"))
    for mode in modes:
        found += scalars.one_of(mode, child(path, "accessModes"), ACCESS_MODES)
    if "ReadWriteOncePod" in modes and len(modes) > 1:
        why = "may not use ReadWriteOncePod with other access modes"
        found.append(fields.forbidden(child(path, "accessModes"), why))
    found += _size(spec, index(child(path, "resources"), "storage"))
    name = spec.get("storageClassName")
    if name:
        found += scalars.named(name, child(path, "storageClassName"), names.dns1123_subdomain)
    mode = spec.get("volumeMode")
    return found if mode is None else found + scalars.one_of(mode, child(path, "volumeMode"), VOLUME_MODES)


def _size(spec: Doc, path: str) -> list[FieldError]:
    size = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
    if size is None:
        return [fields.required(path)]
    return [] if quantity.read(size).nano > 0 else [invalid(path, str(size), "must be greater than zero")]
