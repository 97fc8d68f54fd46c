"""Environment variables of a container, and where their values come from.

Source: ValidateEnv and ValidateEnvFrom in pkg/apis/core/validation.
"""

from __future__ import annotations

import re
from typing import Final

from core.machinery.validate import scalars
from core.meta import fields, names
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

_SOURCES: Final = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")
_ONE_OF: Final = (
    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
)
_ENV_FIELDS: Final = frozenset(
    {
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    }
)  # fmt: skip
_VOLUME_FIELDS: Final = frozenset(
    {"metadata.name", "metadata.namespace", "metadata.labels", "metadata.annotations", "metadata.uid"}
)
_KNOWN_FIELDS: Final = _ENV_FIELDS | _VOLUME_FIELDS | {"spec.restartPolicy", "spec.schedulerName", "status.phase"}
_SUBSCRIPT: Final = re.compile(r"(metadata\.(?:annotations|labels))\['(.*)'\]")
_RESOURCES: Final = frozenset(
    {
        "limits.cpu", "limits.memory", "limits.ephemeral-storage",
        "requests.cpu", "requests.memory", "requests.ephemeral-storage",
    }
)  # fmt: skip


_UNITS: Final = ("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei")
_DIVISIBLE: Final = {
    "cpu": (("1m", "1"), "cpu"),
    "memory": (_UNITS, "memory"),
    "ephemeral-storage": (_UNITS, "local ephemeral storage"),
}
"""The divisors of a resource, and what errors call it."""


def check(container: Doc, path: str) -> list[FieldError]:
    """Judge `env`, then `envFrom`."""
    found: list[FieldError] = []
    for at, variable in enumerate(container.get("env") or ()):
        found += _variable(variable, index(child(path, "env"), at))
    for at, source in enumerate(container.get("envFrom") or ()):
        found += _from(source, child(path, "envFrom"), at)
    return found


def _variable(variable: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    if not variable.get("name"):
        found.append(fields.required(child(path, "name")))
    elif "=" in variable["name"]:
        found.append(invalid(child(path, "name"), variable["name"], "must not contain '='"))
    source = variable.get("valueFrom")
    return found if source is None else found + _source(variable, source, child(path, "valueFrom"))


def _source(variable: Doc, source: Doc, path: str) -> list[FieldError]:
    given = [name for name in _SOURCES if source.get(name) is not None]
    found: list[FieldError] = []
    for name in given:
        place = child(path, name)
        if name == "fieldRef":
            found += field_reference(source[name], place, _ENV_FIELDS)
        elif name == "resourceFieldRef":
            found += resource_reference(source[name], place)
        elif name in ("configMapKeyRef", "secretKeyRef"):
            found += _key_reference(source[name], place)
    if not given:
        return [*found, invalid(path, "", _ONE_OF)]
    if variable.get("value"):
        found.append(invalid(path, "", "may not be specified when `value` is not empty"))
    elif len(given) > 1:
        found.append(invalid(path, "", "may not have more than one field specified at a time"))
    return found


def _key_reference(reference: Doc, path: str) -> list[FieldError]:
    found = scalars.named(reference.get("name", ""), child(path, "name"), names.dns1123_subdomain)
    key = reference.get("key", "")
    if not key:
        return [*found, fields.required(child(path, "key"))]
    return found + scalars.named(key, child(path, "key"), names.config_key)


def field_reference(reference: Doc, path: str, allowed: frozenset[str]) -> list[FieldError]:
    """Judge a reference to a field of the pod."""
    found: list[FieldError] = []
    field = reference.get("fieldPath") or ""
    place = child(path, "fieldPath")
    if not field:
        return [fields.required(place)]
    version = reference.get("apiVersion") or "v1"
    if version != "v1":
        return [invalid(place, field, f"error converting fieldPath: unsupported pod version: {version}")]
    subscript = _SUBSCRIPT.fullmatch(field)
    if subscript:
        return scalars.named(subscript[2], place, names.qualified_name)
    if field not in _KNOWN_FIELDS:
        found.append(invalid(place, field, f"error converting fieldPath: field label not supported: {field}"))
    elif field not in allowed:
        found.append(fields.not_supported(place, field, allowed))
    return found


def volume_field_reference(reference: Doc, path: str) -> list[FieldError]:
    """Judge a reference to a field that a downward volume can show."""
    return field_reference(reference, path, _VOLUME_FIELDS)


def resource_reference(reference: Doc, path: str) -> list[FieldError]:
    """Judge a reference to a container's request or limit."""
    resource = reference.get("resource") or ""
    if not resource:
        return [fields.required(child(path, "resource")), *_divisor(reference, path)]
    if resource.split(".", 1)[-1].startswith("hugepages-"):
        return _divisor(reference, path)
    return scalars.one_of(resource, child(path, "resource"), _RESOURCES) + _divisor(reference, path)


def _divisor(reference: Doc, path: str) -> list[FieldError]:
    """The unit in which an amount is told, which each resource limits."""
    resource, divisor = reference.get("resource") or "", str(reference.get("divisor") or "0")
    plain = resource.split(".", 1)[-1]
    if divisor == "0" or not (plain in _DIVISIBLE or plain.startswith("hugepages-")):
        return []
    allowed, name = _DIVISIBLE.get(plain, (_UNITS, "hugepages"))
    if divisor in allowed:
        return []
    listed = " and ".join(allowed) if len(allowed) == 2 else ", ".join(allowed)
    why = f"only divisor's values {listed} are supported with the {name} resource"
    return [invalid(child(path, "divisor"), resource, why)]


def _from(source: Doc, path: str, at: int) -> list[FieldError]:
    found: list[FieldError] = []
    given = [name for name in ("configMapRef", "secretRef") if source.get(name) is not None]
    for name in given:
        place = child(path + f"[{at}]", name, "name")
        found += scalars.required_name(source[name].get("name"), place, names.dns1123_subdomain)
    if not given:
        found.append(invalid(path, "", "must specify one of: `configMapRef` or `secretRef`"))
    elif len(given) > 1:
        found.append(invalid(path, "", "may not have more than one field specified at a time"))
    return found
