"""Holding a document against its kind's type: what a Go API server's strict decoder would say, and its result."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass
from typing import Any, Final

from core.kinds.kind import Kind
from core.machinery.schema import suggest, types
from core.machinery.schema.types import Field, ListOf, MapOf, Scalar, Struct, Type
from core.meta import errors, quantity
from core.meta.fields import quote
from core.meta.objects import Doc

_LIMITS: Final = {"int32": 2**31, "int64": 2**63}
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[T]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_ZERO: Final[dict[str, Any]] = {
    "string": "", "int32": 0, "int64": 0, "bool": False, "float64": 0, "bytes": "", "quantity": "0", "int-or-string": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a document that its kind's type does not allow."""

    path: str
    message: str
    """The decoder's words, as the API server prints them."""
    is_fatal: bool
    """Whether decoding stops here: a wrong type, not a mere unknown field."""
    expected: str = ""
    """What would be right, for people: `a whole number`, `a list`."""
    suggestion: str = ""
    """The known field whose name is nearest, if one is near."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The document as decoded (nulls and plain zero values gone, quantities canonical), and its problems."""

    doc: Doc
    problems: list[Problem]


def check(kind: Kind, doc: Doc) -> Checked:
    """Hold a document against its kind. All problems are found, in the document's order."""
    walk = _Walk()
    decoded = walk.struct(types.of_kind(kind), doc, "", "")
    return Checked(decoded, walk.problems)


def accept(kind: Kind, doc: Doc) -> Doc:
    """Return the decoded document. Raises StatusError (400) as a strict API server words it."""
    checked = check(kind, doc)
    problem = explain(checked.problems)
    if problem:
        raise errors.undecodable(kind.kind, kind.version, problem)
    return checked.doc


def explain(problems: list[Problem]) -> str:
    """Word problems as one decoding error: the first wrong type alone, else all unknown fields."""
    for problem in problems:
        if problem.is_fatal:
            return problem.message
    if not problems:
        return ""
    return f"strict decoding error: {', '.join(problem.message for problem in problems)}"


def without_empties(kind: Kind, doc: Doc) -> Doc:
    """Return a checked document as it is stored: without the empty lists and maps that only field rules see."""
    found: Doc = _filled(types.of_kind(kind), doc)
    return found


def _filled(type_: Type, value: Any) -> Any:
    if isinstance(type_, Struct) and isinstance(value, dict):
        fields = type_.fields
        return {
            name: _filled(fields[name].type, inner) if name in fields else inner
            for name, inner in value.items()
            if not (inner in ({}, []) and name in fields and fields[name].is_seen_empty)
        }
    if isinstance(type_, ListOf) and isinstance(value, list) and isinstance(type_.item, Struct):
        return [_filled(type_.item, item) for item in value]
    return value


class _Walk:
    """One pass over a document; `go` is the dotted path that Go prints, without indexes and keys."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def value(self, type_: Type, value: Any, path: str, go: str, struct: str) -> Any:
        if isinstance(type_, Struct):
            if isinstance(value, dict):
                return self.struct(type_, value, path, go)
        elif isinstance(type_, ListOf):
            if isinstance(value, list):
                return self.items(type_, value, path, go, struct)
        elif isinstance(type_, MapOf):
            if isinstance(value, dict):
                return self.entries(type_, value, path, go, struct)
        else:
            return self.scalar(type_, value, path, go, struct)
        return self.mismatch(type_, value, path, go, struct)

    def struct(self, struct: Struct, doc: Doc, path: str, go: str) -> Doc:
        decoded: Doc = {}
        fields = struct.fields
        for name, value in doc.items():
            here = f"{path}.{name}" if path else name
            field = fields.get(name)
            if field is None:
                self.unknown(name, here, struct)
            elif value is not None:
                place = f"{go}.{field.go_path}" if go else field.go_path
                found = self.value(field.type, value, here, place, struct.name)
                if _is_kept(field, found):
                    decoded[name] = found
            elif field.required and isinstance(field.type, ListOf | MapOf):
                decoded[name] = None  # Go writes a list or map that is none as null; other nulls are as good as absent
        return decoded

    def items(self, type_: ListOf, found: list[Any], path: str, go: str, struct: str) -> list[Any]:
        item = type_.item
        return [
            _zero(item) if value is None else self.value(item, value, f"{path}[{at}]", go, struct)
            for at, value in enumerate(found)
        ]

    def entries(self, type_: MapOf, found: Doc, path: str, go: str, struct: str) -> Doc:
        inner = type_.value
        return {
            key: _zero(inner) if value is None else self.value(inner, value, f"{path}.{key}", go, struct)
            for key, value in found.items()
        }

    def scalar(self, type_: Scalar, value: Any, path: str, go: str, struct: str) -> Any:
        basic = type_.basic
        if basic == "string":
            if isinstance(value, str):
                return value
        elif basic in _LIMITS:
            if isinstance(value, int) and not isinstance(value, bool) and -_LIMITS[basic] <= value < _LIMITS[basic]:
                return value
        elif basic == "bool":
            if isinstance(value, bool):
                return value
        else:
            return self.special(type_, value, path, go, struct)
        return self.mismatch(type_, value, path, go, struct)

    def special(self, type_: Scalar, value: Any, path: str, go: str, struct: str) -> Any:
        basic = type_.basic
        if basic == "quantity":
            return self.quantity(value, path)
        if basic in ("any", "bool-or-schema") or (basic == "any-object" and isinstance(value, dict)):
            return value
        if basic == "float64" and isinstance(value, int | float) and not isinstance(value, bool):
            return value
        if basic == "int-or-string" and _is_int_or_string(value):
            return value
        if basic in ("bytes", "time", "micro-time", "duration") and isinstance(value, str):
            return self.encoded(basic, value, path)
        return self.mismatch(type_, value, path, go, struct)

    def quantity(self, value: Any, path: str) -> Any:
        try:
            return str(quantity.read(value))
        except quantity.QuantityError as refused:
            self.problems.append(Problem(path, str(refused), True, "a quantity, such as 500m, 2 or 1Gi"))
            return value

    def encoded(self, basic: str, value: str, path: str) -> str:
        if basic == "bytes":
            problem, expected = _base64_problem(value), "base64 text"
        elif basic == "duration":
            problem, expected = "", "a duration, such as 30s"
        else:
            problem, expected = _time_problem(value), "a time, such as 2026-01-31T12:00:00Z"
        if problem:
            self.problems.append(Problem(path, problem, True, expected))
        return value

    def unknown(self, name: str, path: str, struct: Struct) -> None:
        near = suggest.nearest(name, struct.fields)
        self.problems.append(Problem(path, f"unknown field {quote(path)}", False, "a known field", near))

    def mismatch(self, type_: Type, value: Any, path: str, go: str, struct: str) -> Any:
        found = _describe(value, type_)
        message = f"json: cannot unmarshal {found} into Go struct field {struct}.{go} of type {type_.go}"
        self.problems.append(Problem(path, message, True, expected_of(type_)))
        return value


def _is_kept(field: Field, value: Any) -> bool:
    if field.is_seen_empty and value in ({}, []):
        return True
    return field.keeps_zero or not (value == "" or value is False or value == 0 or value == [] or value == {})


def _zero(type_: Type) -> Any:
    if isinstance(type_, Scalar):
        return _ZERO.get(type_.basic)
    return None if isinstance(type_, ListOf | MapOf) else {}


def _is_int_or_string(value: Any) -> bool:
    if isinstance(value, str):
        return True
    return isinstance(value, int) and not isinstance(value, bool) and -(2**31) <= value < 2**31


def _describe(value: Any, type_: Type) -> str:
    """Name a JSON value as Go's decoder does; a number that does not fit is printed."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        wants_number = isinstance(type_, Scalar) and type_.basic in ("int32", "int64", "int-or-string", "float64")
        return f"number {value}" if wants_number else "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


_EXPECTED: Final[dict[str, str]] = {
    "string": "text",
    "int32": "a whole number",
    "int64": "a whole number",
    "bool": "true or false",
    "float64": "a number",
    "int-or-string": "a whole number or text",
    "bytes": "base64 text",
    "any-object": "a mapping",
}


def expected_of(type_: Type) -> str:
    """Say what a type wants, for people."""
    if isinstance(type_, ListOf):
        return "a list"
    if isinstance(type_, MapOf | Struct):
        return "a mapping"
    return _EXPECTED.get(type_.basic, "text")


def _base64_problem(text: str) -> str:
    """Go's decoder names the first bad byte; line breaks are skipped."""
    plain = text.replace("\n", "").replace("\r", "")
    try:
        b64decode(plain, validate=True)
    except (binascii.Error, ValueError):
        return f"illegal base64 data at input byte {_first_bad_byte(plain)}"
    return ""


def _first_bad_byte(text: str) -> int:
    bad = re.search(r"[^A-Za-z0-9+/]", text)
    if bad is None:
        return len(text) - len(text) % 4
    at = bad.start()
    return at if text[at] != "=" else min(at + 1, len(text) - 1) if len(text) % 4 else at


def _time_problem(text: str) -> str:
    if _TIME.fullmatch(text):
        return ""
    layout = "2006-01-02T15:04:05Z07:00"
    return f'parsing time {quote(text)} as "{layout}": cannot parse {quote(text)} as "2006"'
