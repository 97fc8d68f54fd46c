"""How each part of a kind merges: as a whole, field by field, or item by item under keys.

Compiled from the published schema on first use. Source of the rules: kube-openapi's ``schemaconv``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from core.kinds.kind import Kind
from core.machinery.schema import of_kind
from core.machinery.schema.types import Basic, Field, ListOf, MapOf, Scalar, Struct, Type

ABSENT: Final[Any] = object()
"""No value at all, where None is JSON's null."""

_ANYTHING: Final = frozenset({"any", "any-object", "bool-or-schema"})
_ZERO: Final[dict[Basic, Any]] = {"string": "", "int32": 0, "int64": 0, "bool": False, "float64": 0}

_VALUES: Final = frozenset(
    """
    DeploymentSpec.strategy ReplicaSetSpec.template DaemonSetSpec.updateStrategy StatefulSetSpec.updateStrategy
    PodTemplate.template NetworkPolicySpec.podSelector PersistentVolumeClaimSpec.resources Event.source
    Event.deprecatedSource Event.regarding ResourceClaimSpec.devices Container.resources EphemeralContainer.resources
    """.split()
)
"""Optional structs that are no pointers in Go: an object always has them, if empty."""
_TIMES: Final = frozenset(
    """
    Event.eventTime Event.firstTimestamp Event.lastTimestamp Event.deprecatedFirstTimestamp
    Event.deprecatedLastTimestamp
    """.split()
)
"""Optional times that are no pointers: null where nobody set them."""
_POINTERS: Final = frozenset({"selector", "parentRef"})
"""Required structs that are pointers."""
_ALWAYS: Final = frozenset({"metadata", "spec", "status"})

_DEFAULTS: Final = {"ContainerPort.protocol": "TCP", "ServicePort.protocol": "TCP", "LocalObjectReference.name": ""}
"""The defaults that the published schema gives to keys of list items, beside the zero values of required ones."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A plain value: one owner."""

    basic: Basic


@dataclass(frozen=True, slots=True)
class Anything:
    """A value without a schema: mappings merge field by field, all else is a plain value."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list: atomic, or merged under ``keys`` (as a set when there are none)."""

    item: Shape
    is_atomic: bool
    keys: tuple[str, ...] = ()
    defaults: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Members:
    """A struct, or a mapping to ``value``; merged field by field unless it is atomic."""

    struct: Struct | None
    value: Shape | None
    is_atomic: bool

    def named(self, name: str) -> Shape | None:
        """The shape of a declared field."""
        slot = _slots(self.struct).get(name) if self.struct else None
        return slot.shape if slot else None

    def of(self, name: str) -> Shape:
        """The shape of a field or entry; what is not declared may be anything."""
        return self.named(name) or self.value or ANYTHING

    def zero(self, name: str) -> Any:
        """What an object holds where nobody set the field: a zero value of Go's that is always written, or ABSENT."""
        slot = _slots(self.struct).get(name) if self.struct else None
        return slot.zero if slot else ABSENT


Shape = Whole | Anything | Items | Members
ANYTHING: Final = Anything()


@dataclass(frozen=True, slots=True)
class _Slot:
    shape: Shape
    zero: Any


def of(kind: Kind) -> Members:
    """The shape of a kind's documents."""
    return _struct(of_kind(kind), "")


def _slots(struct: Struct) -> dict[str, _Slot]:
    found = _SLOTS.get(struct.definition)
    if found is None:
        found = {name: _Slot(_shape(field.type, field), _zero(struct, field)) for name, field in struct.fields.items()}
        _SLOTS[struct.definition] = found
    return found


_SLOTS: dict[str, dict[str, _Slot]] = {}


def _shape(type_: Type, field: Field | None) -> Shape:
    if isinstance(type_, Scalar):
        return ANYTHING if type_.basic in _ANYTHING else Whole(type_.basic)
    if isinstance(type_, ListOf):
        return _items(type_, field)
    map_type = field.map_type if field else ""
    if isinstance(type_, MapOf):
        return Members(None, _shape(type_.value, None), map_type == "atomic")
    return _struct(type_, map_type)


def _struct(struct: Struct, map_type: str) -> Members:
    return Members(struct, None, (map_type or struct.map_type) == "atomic")


def _items(type_: ListOf, field: Field | None) -> Items:
    item, list_type = _shape(type_.item, None), field.list_type if field else ""
    if field is None or list_type not in ("set", "map"):
        return Items(item, is_atomic=True)
    defaults = [(key, _key_default(type_.item, key)) for key in field.list_keys]
    return Items(item, False, field.list_keys, tuple(pair for pair in defaults if pair[1] is not ABSENT))


def _key_default(item: Type, key: str) -> Any:
    if not isinstance(item, Struct) or key not in item.fields:
        return ABSENT
    field = item.fields[key]
    given = _DEFAULTS.get(f"{item.name}.{key}", ABSENT)
    if given is ABSENT and field.required and isinstance(field.type, Scalar):
        return _ZERO.get(field.type.basic, ABSENT)
    return given


def _zero(struct: Struct, field: Field) -> Any:
    if isinstance(field.type, Struct):
        is_value = field.name in _ALWAYS or f"{struct.name}.{field.name}" in _VALUES
        return {} if is_value or (field.required and field.name not in _POINTERS) else ABSENT
    if f"{struct.name}.{field.name}" in _TIMES:
        return None
    if not field.required:
        return ABSENT
    return _ZERO.get(field.type.basic, ABSENT) if isinstance(field.type, Scalar) else None
