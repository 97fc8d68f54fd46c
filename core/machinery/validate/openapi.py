"""The OpenAPI schemas of custom resources: structural, with defaults that they themselves allow.

Source: apiextensions-apiserver pkg/apiserver/schema (validation.go, defaulting) and
pkg/apis/apiextensions/validation, whose order of errors is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from core.machinery.validate import expressions
from core.meta import fields
from core.meta.fields import FieldError, child, index, invalid, quote
from core.meta.objects import Doc

_TYPES: Final = {"array", "boolean", "integer", "number", "object", "string"}
_AT_ROOT: Final = {
    "description", "properties", "required", "title", "type", "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-validations",
}  # fmt: skip
_NO_TYPE: Final = {
    "root": "must not be empty at the root",
    "field": "must not be empty for specified object fields",
    "item": "must not be empty for specified array items",
}
_VARIABLES: Final = ("self", "oldSelf")
_ALWAYS: Final = ("apiVersion", "kind", "metadata")
"""Fields that an object has without declaring them."""
_INT_OR_STRING: Final = "x-kubernetes-int-or-string"
_ANYTHING: Final = "x-kubernetes-preserve-unknown-fields"


def check(schema: Doc, path: str, *, has_status: bool) -> list[FieldError]:
    """Judge the schema of a version; ``has_status`` says whether it has the status subresource."""
    found = _root(schema, path) if has_status else []
    if schema.get("nullable"):
        found.append(fields.forbidden(child(path, "nullable"), "nullable cannot be true at the root"))
    structure = list(_structure(schema, path, "root"))
    found += structure or _defaults(schema, path)
    found += _types(schema, path)
    return found + _rules(schema, path, compiles=not found)


def _root(schema: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    if schema.get("type") and schema["type"] != "object":
        why = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled'
        found.append(invalid(child(path, "type"), schema["type"], why))
    if set(schema) - _AT_ROOT:
        listed = ", ".join(sorted(_AT_ROOT))
        why = f"only {listed} are allowed at the root of the schema if the status subresource is enabled"
        found.append(invalid(path, fields.Raw("…"), why))
    return found


def _children(schema: Doc, path: str) -> Iterator[tuple[Doc, str, str]]:
    """The schemas inside: of items, of properties, of additional properties."""
    if isinstance(schema.get("items"), dict):
        yield schema["items"], child(path, "items"), "item"
    for name in sorted(schema.get("properties") or ()):
        yield schema["properties"][name], index(child(path, "properties"), name), "field"
    if isinstance(schema.get("additionalProperties"), dict):
        yield schema["additionalProperties"], child(path, "additionalProperties"), "field"


def _structure(schema: Doc, path: str, level: str) -> Iterator[FieldError]:
    """What makes a schema structural: a type everywhere."""
    type_ = schema.get("type") or ""
    if type_ == "array" and schema.get("items") is None:
        yield fields.required(child(path, "items"), "must be specified")
    for inner, place, kind in _children(schema, path):
        yield from _structure(inner, place, kind)
    place = child(path, "type")
    if schema.get("x-kubernetes-embedded-resource") and type_ != "object":
        why = "must be object if x-kubernetes-embedded-resource is true"
        yield invalid(place, type_, why) if type_ else fields.required(place, why)
    elif not type_ and not schema.get(_INT_OR_STRING) and not schema.get(_ANYTHING):
        yield fields.required(place, _NO_TYPE[level])
    if level == "root" and type_ and type_ != "object":
        yield invalid(place, type_, "must be object at the root")


def _defaults(schema: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    if schema.get("default") is not None:
        found += _value(schema["default"], schema, child(path, "default"))
    for inner, place, _ in _children(schema, path):
        found += _defaults(inner, place)
    return found


def _value(value: Any, schema: Doc, path: str) -> list[FieldError]:
    """Hold a default against its schema, in the words of go-openapi's validator (the name of the value is empty)."""
    type_, have = schema.get("type") or "", _type_of(value)
    if type_ and have != type_ and not (type_ == "number" and have == "integer"):
        return [fields.type_invalid(path, have, f" in body must be of type {type_}: {quote(have)}")]
    found = _bounds(value, schema, path)
    enum = schema.get("enum")
    if enum and value not in enum:
        found.append(fields.not_supported(path, value, [str(one) for one in enum]))
    if isinstance(value, dict):
        for name, inner in (schema.get("properties") or {}).items():
            found += _value(value[name], inner, child(path, name)) if name in value else []
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        for at, item in enumerate(value):
            found += _value(item, schema["items"], index(path, at))
    return found


def _type_of(value: Any) -> str:
    for type_, name in ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array")):
        if isinstance(value, type_):
            return name
    return "object"


def _bounds(value: Any, schema: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    if isinstance(value, int | float) and not isinstance(value, bool):
        least, most = schema.get("minimum"), schema.get("maximum")
        if least is not None and value < least:
            found.append(invalid(path, value, f" in body should be greater than or equal to {least}"))
        if most is not None and value > most:
            found.append(invalid(path, value, f" in body should be less than or equal to {most}"))
    if isinstance(value, str):
        least, most = schema.get("minLength"), schema.get("maxLength")
        if least is not None and len(value) < least:
            found.append(invalid(path, value, f" in body should be at least {least} chars long"))
        if most is not None and len(value) > most:
            found.append(fields.FieldError("FieldValueTooLong", path, "", f"may not be more than {most} bytes"))
    return found


def _types(schema: Doc, path: str) -> list[FieldError]:
    """Known types everywhere, and nothing that would take too long."""
    found: list[FieldError] = []
    type_ = schema.get("type") or ""
    if type_ and type_ not in _TYPES:
        found.append(fields.not_supported(child(path, "type"), type_, _TYPES))
    if schema.get("uniqueItems"):
        why = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
        found.append(fields.forbidden(child(path, "uniqueItems"), why))
    for inner, place, _ in _children(schema, path):
        found += _types(inner, place)
    return found


def _rules(schema: Doc, path: str, *, compiles: bool) -> list[FieldError]:
    """Validation rules: what they say, and where the schema is sound, that their expressions compile."""
    found: list[FieldError] = []
    for inner, place, _ in _children(schema, path):
        found += _rules(inner, place, compiles=compiles)
    for at, rule in enumerate(schema.get("x-kubernetes-validations") or ()):
        place = index(child(path, "x-kubernetes-validations"), at)
        found += _rule(rule, place)
        problem = _compile(rule.get("rule") or "", schema) if compiles else ""
        if problem:
            found.append(invalid(child(place, "rule"), fields.Raw("…"), problem))
    return found


def _compile(rule: str, schema: Doc) -> str:
    """What is wrong with an expression about a value of the schema; fields of `self` must be declared."""
    is_open = schema.get(_ANYTHING) or schema.get("additionalProperties") is not None
    known = None if is_open or schema.get("type") != "object" else {*(schema.get("properties") or ()), *_ALWAYS}
    return expressions.problem(rule, _VARIABLES, known) if rule.strip() else ""


def _rule(rule: Doc, path: str) -> list[FieldError]:
    text = (rule.get("rule") or "").strip()
    found: list[FieldError] = []
    if not text:
        found.append(fields.required(child(path, "rule"), "rule is not specified"))
    message = rule.get("message") or ""
    if message and not message.strip():
        found.append(invalid(child(path, "message"), message, "message must be non-empty if specified"))
    elif "\n" in message.strip():
        found.append(invalid(child(path, "message"), message, "message must not contain line breaks"))
    return found
