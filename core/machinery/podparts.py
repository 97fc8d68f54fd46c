"""Writes to a part of a pod through a subresource: its ephemeral containers, or its containers' resources in place.

Source: the ephemeral-containers and resize strategies of pkg/registry/core/pod/strategy.go, and
ValidatePodEphemeralContainersUpdate and ValidatePodResize in pkg/apis/core/validation.
"""

from __future__ import annotations

from typing import Final

from core.kinds import qos
from core.machinery.validate import podspec
from core.meta import fields, objects
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

EPHEMERAL: Final = "ephemeralcontainers"
RESIZE: Final = "resize"
PARTS: Final = (EPHEMERAL, RESIZE)

_MIRROR: Final = "kubernetes.io/config.mirror"
_RESIZED: Final = ("containers", "initContainers")
_IN_PLACE: Final = frozenset({"cpu", "memory"})


def narrowed(part: str, new: Doc, old: Doc) -> Doc:
    """The old pod with that part of the new one; whatever else was sent is left out."""
    spec, before = new.get("spec") or {}, old["spec"]
    if part == EPHEMERAL:
        return {**old, "spec": {**before, "ephemeralContainers": spec.get("ephemeralContainers") or []}}
    resized = {field: _resized(spec, before, field) for field in _RESIZED if field in before}
    return {**old, "spec": {**before, **resized}}


def check(part: str, new: Doc, old: Doc) -> list[FieldError]:
    """Judge the pod as it would be, then whether this part may change so."""
    found = podspec.check_pod(new)
    return found + (_ephemeral(new, old) if part == EPHEMERAL else _resize(new, old))


def _resized(spec: Doc, before: Doc, field: str) -> list[Doc]:
    wanted = {one.get("name"): one for one in spec.get(field) or ()}
    return [_with_resources(held, wanted.get(held["name"], held)) for held in before[field]]


def _with_resources(held: Doc, wanted: Doc) -> Doc:
    kept = {field: value for field, value in held.items() if field not in ("resources", "resizePolicy")}
    return {**kept, **{field: wanted[field] for field in ("resources", "resizePolicy") if field in wanted}}


def _ephemeral(new: Doc, old: Doc) -> list[FieldError]:
    """Containers may be added; what is there stays as it is."""
    if _MIRROR in objects.annotations(old):
        return [fields.forbidden("", "static pods do not support ephemeral containers")]
    path, found = "spec.ephemeralContainers", []
    now = {one.get("name"): one for one in new["spec"].get("ephemeralContainers") or ()}
    for held in old["spec"].get("ephemeralContainers") or ():
        name = held["name"]
        if name not in now:
            why = f"existing ephemeral containers {fields.quote(name)} may not be removed\n"
            found.append(fields.forbidden(path, why))
        elif now[name] != held:
            why = f"existing ephemeral containers {fields.quote(name)} may not be changed\n"
            found.append(fields.forbidden(path, why))
    return found


def _resize(new: Doc, old: Doc) -> list[FieldError]:
    """CPU and memory may change, within the pod's quality of service."""
    if _MIRROR in objects.annotations(old):
        return [fields.forbidden("", "static pods cannot be resized")]
    found = []
    if qos.class_of(new["spec"]) != qos.class_of(old["spec"]):
        held = (old.get("status") or {}).get("qosClass") or qos.class_of(old["spec"])
        found.append(invalid("spec", held, "Pod QOS Class may not change as a result of resizing"))
    for field in _RESIZED:
        pairs = zip(new["spec"].get(field) or (), old["spec"].get(field) or (), strict=True)
        for at, (container, before) in enumerate(pairs):
            found += _amounts(container, before, child(index(f"spec.{field}", at), "resources"))
    return found


def _amounts(container: Doc, before: Doc, path: str) -> list[FieldError]:
    found = []
    for field in ("requests", "limits"):
        now = (container.get("resources") or {}).get(field) or {}
        had = (before.get("resources") or {}).get(field) or {}
        if any(now.get(name) != had.get(name) for name in (now.keys() | had.keys()) - _IN_PLACE):
            found.append(fields.forbidden("spec", "only cpu and memory resources are mutable"))
        elif had.keys() - now.keys():
            found.append(fields.forbidden(child(path, field), f"resource {field} cannot be removed"))
    return found
