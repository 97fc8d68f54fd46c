"""Definitions as upstream's API server publishes them, made from those of `kubernetes-validate`.

That package publishes JSON schema: every type may be null, `apiVersion` and `kind` are enumerations, references lead
to `$defs`. Here that is taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from core.machinery.schema.types import definitions

Schema = dict[str, Any]

V2, V3 = "#/definitions/", "#/components/schemas/"

_ENUMS: Final = Path(__file__).with_name("enums.txt")

_INT_OR_STRING: Final = "io.k8s.apimachinery.pkg.util.intstr.IntOrString"
_QUANTITY: Final = "io.k8s.apimachinery.pkg.api.resource.Quantity"
_SPECIAL: Final[dict[str, dict[str, Schema]]] = {
    V2: {
        _INT_OR_STRING: {"type": "string", "format": "int-or-string"},
        _QUANTITY: {"type": "string"},
    },
    V3: {
        _INT_OR_STRING: {"format": "int-or-string", "oneOf": [{"type": "integer"}, {"type": "string"}]},
        _QUANTITY: {"oneOf": [{"type": "string"}, {"type": "number"}]},
    },
}


def convert(name: str, base: str) -> Schema:
    """The definition ``name`` with references below ``base`` (`V2` or `V3`)."""
    found = definitions()[name]
    special = _SPECIAL[base].get(name)
    if special is not None:
        return {"description": found.get("description", ""), **special} if found.get("description") else special
    schema = _schema(found, base)
    if "x-kubernetes-group-version-kind" in found:
        for field in ("apiVersion", "kind"):
            schema.get("properties", {}).get(field, {}).pop("enum", None)
    if base == V3:
        for field, values in enumerations().get(name, {}).items():
            schema["properties"][field]["enum"] = values
    return schema


@lru_cache(maxsize=1)
def enumerations() -> dict[str, dict[str, list[str]]]:
    """Definition → field → the values that it may have; version 2 has none of these."""
    found: dict[str, dict[str, list[str]]] = {}
    for line in _ENUMS.read_text().splitlines():
        values, _, fields = line.partition(":")
        for field in fields.split() if not line.startswith("#") else ():
            definition, _, name = field.rpartition(".")
            found.setdefault(f"io.k8s.api.{definition}", {})[name] = values.split()
    return found


def reachable(names: Iterable[str]) -> list[str]:
    """``names`` and every definition that they refer to, sorted."""
    found: set[str] = set()
    waiting = [name for name in names if name in definitions()]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _references(definitions()[name])
    return sorted(found)


def _schema(schema: Schema, base: str) -> Schema:
    if "$ref" in schema:
        return _reference(schema, base)
    return {key: _value(key, value, base) for key, value in schema.items()}


def _reference(schema: Schema, base: str) -> Schema:
    """Version 3 allows nothing beside a reference, so it is wrapped where there is a description."""
    target = {"$ref": base + schema["$ref"].rpartition("/")[2]}
    beside = {key: value for key, value in schema.items() if key != "$ref"}
    if base == V2 or not beside:
        return {**beside, **target}
    return {"allOf": [target], **beside}


def _value(key: str, value: Any, base: str) -> Any:
    if key == "type" and isinstance(value, list):
        return next(name for name in value if name != "null")
    if key == "properties":
        return {name: _schema(inner, base) for name, inner in value.items()}
    if key in ("items", "additionalProperties") and isinstance(value, dict):
        return _schema(value, base)
    if key in ("oneOf", "allOf", "anyOf"):
        return [_schema(inner, base) for inner in value]
    if key == "enum":
        return [one for one in value if one is not None]
    return value


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for inner in schema:
            yield from _references(inner)
    elif isinstance(schema, dict):
        target = schema.get("$ref")
        if isinstance(target, str):
            yield target.rpartition("/")[2]
        for inner in schema.values():
            yield from _references(inner)
