"""Fields that the published schema requires, found missing or empty anywhere in a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from core.kinds.kind import Kind
from core.machinery.schema import of_kind
from core.machinery.schema.types import Field, ListOf, MapOf, Scalar, Struct, Type
from core.meta import fields
from core.meta.fields import FieldError, child, index
from core.meta.objects import Doc

MAY_BE_EMPTY: Final = frozenset(
    """
    Role.rules ClusterRole.rules EndpointSlice.endpoints CSINodeSpec.drivers LimitRangeSpec.limits
    NodeSelector.nodeSelectorTerms EnvVar.value ControllerRevision.revision ConfigMapKeySelector.name
    SecretKeySelector.name LocalObjectReference.name SelfSubjectRulesReviewSpec.namespace
    """.split()
)
"""Fields that the schema requires and the API server takes empty, or judges by rules of its own."""
_OWN: Final = frozenset({"apiVersion", "kind", "metadata", "status"})


def check(kind: Kind, doc: Doc) -> list[FieldError]:
    """Return `Required value` for every such field, in the schema's order within each struct."""
    struct = of_kind(kind)
    inner = {name: value for name, value in doc.items() if name not in _OWN}
    return list(_struct(struct, inner, "", _OWN))


def _struct(struct: Struct, doc: Doc, path: str, left_out: frozenset[str] = frozenset()) -> Iterator[FieldError]:
    for name, field in struct.fields.items():
        value = doc.get(name)
        if name not in left_out and field.required and _is_missing(field, value):
            if f"{struct.name}.{name}" not in MAY_BE_EMPTY:
                yield fields.required(child(path, name))
        elif value is not None:
            yield from _value(field.type, value, child(path, name))


def _is_missing(field: Field, value: Any) -> bool:
    if isinstance(field.type, Scalar):
        return value is None or value == ""
    return value is None or (isinstance(field.type, ListOf) and value == [])


def _value(type_: Type, value: Any, path: str) -> Iterator[FieldError]:
    if isinstance(type_, Struct) and isinstance(value, dict):
        yield from _struct(type_, value, path)
    elif isinstance(type_, ListOf) and isinstance(value, list):
        for at, item in enumerate(value):
            yield from _value(type_.item, item, index(path, at))
    elif isinstance(type_, MapOf) and isinstance(value, dict):
        for key, item in value.items():
            yield from _value(type_.value, item, index(path, key))
