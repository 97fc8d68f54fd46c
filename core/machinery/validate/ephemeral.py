"""Ephemeral containers of a pod spec: containers without what a pod could come to rely on.

Source: validateEphemeralContainers in pkg/apis/core/validation.
"""

from __future__ import annotations

from typing import Final

from core.machinery.validate import containers
from core.meta import fields
from core.meta.fields import FieldError, child, index
from core.meta.objects import Doc

_ALLOWED: Final = frozenset(
    {
        "name", "targetContainerName", "image", "command", "args", "workingDir", "envFrom", "env", "volumeMounts",
        "volumeDevices", "terminationMessagePath", "terminationMessagePolicy", "imagePullPolicy", "securityContext",
        "stdin", "stdinOnce", "tty",
    }
)  # fmt: skip
_WHY: Final = "cannot be set for an Ephemeral Container"


def check(spec: Doc, path: str, around: containers.Surroundings) -> list[FieldError]:
    """Judge the ephemeral containers of a pod spec."""
    found: list[FieldError] = []
    others = {one.get("name") for field in ("initContainers", "containers") for one in spec.get(field) or ()}
    seen = set(others)
    for at, container in enumerate(spec.get("ephemeralContainers") or ()):
        place = index(child(path, "ephemeralContainers"), at)
        found += containers.common(container, place, around)
        name, target = container.get("name"), container.get("targetContainerName")
        if name in seen:
            found.append(fields.duplicate(child(place, "name"), name))
        seen.add(name)
        if target and target not in others:
            found.append(fields.not_found(child(place, "targetContainerName"), target))
        found += [
            fields.forbidden(child(place, field), _WHY)
            for field, value in container.items()
            if field not in _ALLOWED and value
        ]
        found += _sub_paths(container, place)
    return found


def _sub_paths(container: Doc, path: str) -> list[FieldError]:
    return [
        fields.forbidden(child(index(child(path, "volumeMounts"), at), field), _WHY)
        for at, mount in enumerate(container.get("volumeMounts") or ())
        for field in ("subPath", "subPathExpr")
        if mount.get(field)
    ]
