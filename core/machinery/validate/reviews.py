"""Questions about access: what they must say.

Source: pkg/apis/authorization/validation/validation.go.
"""

from __future__ import annotations

from core.kinds.kind import Kind
from core.meta import fields
from core.meta.fields import FieldError
from core.meta.objects import Doc


def check(kind: Kind, doc: Doc) -> list[FieldError]:
    """Judge an access review; other questions have no rules."""
    if not kind.plural.endswith("accessreviews"):
        return []
    spec = doc.get("spec") or {}
    found = _attributes(spec)
    if not kind.plural.startswith("self") and not spec.get("user") and not spec.get("groups"):
        why = "at least one of user or group must be specified"
        found.append(fields.invalid("spec.user", spec.get("user", ""), why))
    return found + (_local(doc, spec) if kind.namespaced else [])


def _attributes(spec: Doc) -> list[FieldError]:
    resource, other = spec.get("resourceAttributes"), spec.get("nonResourceAttributes")
    if resource is not None and other is not None:
        why = "cannot be specified in combination with resourceAttributes"
        return [fields.invalid("spec.nonResourceAttributes", other, why)]
    if resource is None and other is None:
        why = "exactly one of nonResourceAttributes or resourceAttributes must be specified"
        return [fields.invalid("spec.resourceAttributes", None, why)]
    return []


def _local(doc: Doc, spec: Doc) -> list[FieldError]:
    resource, other = spec.get("resourceAttributes"), spec.get("nonResourceAttributes")
    namespace = doc["metadata"].get("namespace", "")
    if resource is not None and resource.get("namespace", "") != namespace:
        where, why = "spec.resourceAttributes.namespace", "must match metadata.namespace"
        return [fields.invalid(where, resource.get("namespace", ""), why)]
    if other is not None:
        return [fields.invalid("spec.nonResourceAttributes", other, "disallowed on this kind of request")]
    return []
