"""Compiled types: what a document of a kind may hold, with the names that Go's errors print."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, Literal

from core.kinds.kind import Kind
from core.machinery.schema import gonames

RELEASE: Final = "v1.36.0"

Basic = Literal[
    "string", "int32", "int64", "bool", "float64", "bytes", "quantity", "int-or-string",
    "time", "micro-time", "duration", "any", "any-object", "bool-or-schema",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value without fields; `go` is its type as Go's errors print it."""

    basic: Basic
    go: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; `go` is `[]` and the item's type unless it has a name of its own."""

    item: Type
    go: str


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping from text to one type."""

    value: Type
    go: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a struct: its type, and how patches merge it."""

    name: str
    type: Type
    required: bool
    go_path: str
    keeps_zero: bool
    """Whether a zero value given by the writer is stored (a pointer, or not `omitempty`)."""
    is_seen_empty: bool = False
    """Whether field rules see an empty list or map that the writer gave."""
    list_type: str = ""
    list_keys: tuple[str, ...] = ()
    merge_key: str = ""
    strategies: tuple[str, ...] = ()
    map_type: str = ""


@dataclass(slots=True)
class Struct:
    """A Go struct; fields are compiled when they are first asked for, since types refer to themselves."""

    definition: str
    name: str
    go: str
    map_type: str = ""
    _fields: dict[str, Field] | None = field(default=None, repr=False)

    @property
    def fields(self) -> dict[str, Field]:
        """The fields by name."""
        if self._fields is None:
            self._fields = _compile_fields(self)
        return self._fields


Type = Scalar | ListOf | MapOf | Struct


@lru_cache(maxsize=1)
def definitions() -> dict[str, Any]:
    """The published definitions by name, with those of add-on groups beside them; read once, about 20 ms."""
    package = files("kubernetes_validate") / "kubernetes-json-schema" / f"{RELEASE}-local"
    found: dict[str, Any] = json.loads((package / "_definitions.json").read_bytes())["$defs"]
    addons: dict[str, Any] = json.loads((files(__package__) / "addons.json").read_bytes())
    return {**found, **addons}


@lru_cache(maxsize=1)
def _by_kind() -> dict[tuple[str, str, str], str]:
    return {
        (found["group"], found["version"], found["kind"]): name
        for name, definition in definitions().items()
        for found in definition.get("x-kubernetes-group-version-kind", ())
    }


def of_kind(kind: Kind) -> Struct:
    """The compiled type of a kind."""
    return _struct(_by_kind()[kind.group, kind.version, kind.kind])


@lru_cache(maxsize=2048)
def _struct(definition: str) -> Struct:
    parts = definition.split(".")
    found = definitions()[definition]
    return Struct(definition, parts[-1], f"{parts[-2]}.{parts[-1]}", found.get("x-kubernetes-map-type", ""))


_SPECIAL: Final[dict[str, Scalar]] = {
    "Quantity": Scalar("quantity", "resource.Quantity"),
    "IntOrString": Scalar("int-or-string", "int32"),
    "Time": Scalar("time", "v1.Time"),
    "MicroTime": Scalar("micro-time", "v1.MicroTime"),
    "Duration": Scalar("duration", "v1.Duration"),
    "FieldsV1": Scalar("any-object", "v1.FieldsV1"),
    "RawExtension": Scalar("any", "runtime.RawExtension"),
    "JSON": Scalar("any", "v1.JSON"),
    "JSONSchemaPropsOrBool": Scalar("bool-or-schema", "v1.JSONSchemaPropsOrBool"),
    "JSONSchemaPropsOrArray": Scalar("bool-or-schema", "v1.JSONSchemaPropsOrArray"),
    "JSONSchemaPropsOrStringArray": Scalar("any", "v1.JSONSchemaPropsOrStringArray"),
}
_INTEGERS: Final[dict[str, Basic]] = {"int32": "int32", "int64": "int64"}


def _compile_fields(struct: Struct) -> dict[str, Field]:
    definition = definitions()[struct.definition]
    required = frozenset(definition.get("required", ()))
    return {
        name: _field(struct, name, schema, name in required)
        for name, schema in definition.get("properties", {}).items()
    }


def _field(struct: Struct, name: str, schema: dict[str, Any], required: bool) -> Field:
    place = f"{struct.name}.{name}"
    type_ = _type(schema, _go_name(struct, place))
    return Field(
        name=name,
        type=type_,
        required=required,
        go_path=gonames.spell(struct.name, name),
        keeps_zero=required or _keeps_zero(place, type_),
        is_seen_empty=place in gonames.SEEN_EMPTY,
        list_type=schema.get("x-kubernetes-list-type", ""),
        list_keys=tuple(schema.get("x-kubernetes-list-map-keys", ())),
        merge_key=schema.get("x-kubernetes-patch-merge-key", ""),
        strategies=tuple(filter(None, schema.get("x-kubernetes-patch-strategy", "").split(","))),
        map_type=schema.get("x-kubernetes-map-type", ""),
    )


def _go_name(struct: Struct, place: str) -> str:
    name = gonames.NAMES.get(place, "")
    return name if not name or "." in name else f"{struct.go.split('.')[0]}.{name}"


def _keeps_zero(place: str, type_: Type) -> bool:
    if isinstance(type_, Struct):
        return True
    if isinstance(type_, ListOf | MapOf):
        return False
    if type_.basic in ("string", "bytes"):
        return place in gonames.POINTERS
    if type_.basic in ("int32", "int64", "bool", "float64"):
        return place not in gonames.PLAIN
    return True


def _type(schema: dict[str, Any], named: str) -> Type:
    if "$ref" in schema:
        return _reference(schema["$ref"])
    kinds = schema.get("type", "object")
    plain = kinds if isinstance(kinds, str) else kinds[0]
    if plain == "array":
        item = _type(schema.get("items", {}), named)
        return ListOf(item, f"[]{item.go}")
    if plain == "object":
        return _mapping(schema, named)
    return _scalar(plain, schema.get("format", ""), named)


def _reference(target: str) -> Type:
    definition = target.rpartition("/")[2]
    return _SPECIAL.get(definition.rpartition(".")[2]) or _struct(definition)


def _mapping(schema: dict[str, Any], named: str) -> Type:
    if "additionalProperties" not in schema:
        return Scalar("any-object", named or "map[string]interface {}")
    value = _type(schema["additionalProperties"], "")
    return MapOf(value, named or f"map[string]{value.go}")


def _scalar(plain: str, format_: str, named: str) -> Scalar:
    if plain == "string":
        return Scalar("bytes", "[]uint8") if format_ == "byte" else Scalar("string", named or "string")
    if plain == "integer":
        basic = _INTEGERS.get(format_, "int64")
        return Scalar(basic, named or basic)
    if plain == "boolean":
        return Scalar("bool", named or "bool")
    return Scalar("float64", named or "float64")
