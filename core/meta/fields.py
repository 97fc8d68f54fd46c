"""Field errors and field paths, in the words of Kubernetes' field package."""

from __future__ import annotations

import json
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any, Final, NamedTuple


class _Omitted:
    """A bad value that the message leaves out."""

    def __repr__(self) -> str:
        return "OMITTED"


OMITTED: Final = _Omitted()


class Raw(NamedTuple):
    """A bad value whose printed form is given, not computed."""

    text: str


_TITLES: Final = {
    "FieldValueNotFound": "Not found",
    "FieldValueRequired": "Required value",
    "FieldValueDuplicate": "Duplicate value",
    "FieldValueInvalid": "Invalid value",
    "FieldValueNotSupported": "Unsupported value",
    "FieldValueForbidden": "Forbidden",
    "FieldValueTooLong": "Too long",
    "FieldValueTooMany": "Too many",
    "InternalError": "Internal error",
    "FieldValueTypeInvalid": "Invalid value",
}
_WITHOUT_VALUE: Final = frozenset({"FieldValueRequired", "FieldValueForbidden", "FieldValueTooLong", "InternalError"})

_ESCAPES: Final = {
    "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v",
    "\\": "\\\\", '"': '\\"',
}  # fmt: skip


def quote(text: str) -> str:
    """Quote as Go's %q: printable text as it is, the rest escaped."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(_escape(char) for char in text) + '"'


def _escape(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def show(value: Any) -> str:
    """Print a bad value as upstream does: strings quoted, the rest as compact JSON."""
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, str):
        return quote(value)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field; `type` is the reason of the wire cause."""

    type: str
    path: str
    value: Any = OMITTED
    detail: str = ""

    @property
    def message(self) -> str:
        """The error without its path, as a cause carries it."""
        title = _TITLES[self.type]
        if self.type in _WITHOUT_VALUE or self.value is OMITTED:
            return f"{title}: {self.detail}" if self.detail else title
        shown = f"{title}: {show(self.value)}"
        return f"{shown}: {self.detail}" if self.detail else shown

    def cause(self) -> dict[str, str]:
        """Return the wire cause of a Status."""
        return {"reason": self.type, "message": self.message, "field": self.path}

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def required(path: str, detail: str = "") -> FieldError:
    """A field that must be given and is not."""
    return FieldError("FieldValueRequired", path, "", detail)


def invalid(path: str, value: Any, detail: str = "") -> FieldError:
    """A value that breaks a rule; `detail` says which."""
    return FieldError("FieldValueInvalid", path, value, detail)


def duplicate(path: str, value: Any) -> FieldError:
    """A value that must be unique and is there twice."""
    return FieldError("FieldValueDuplicate", path, value)


def not_supported(path: str, value: Any, supported: Iterable[str]) -> FieldError:
    """A value outside an enumeration; a set is told in alphabetical order, a list in its own."""
    names = sorted(supported) if isinstance(supported, Set) else supported
    listed = ", ".join(quote(name) for name in names)
    return FieldError("FieldValueNotSupported", path, value, f"supported values: {listed}" if listed else "")


def forbidden(path: str, detail: str) -> FieldError:
    """A field that may not be given here."""
    return FieldError("FieldValueForbidden", path, "", detail)


def too_long(path: str, limit: int) -> FieldError:
    """Text over `limit` bytes."""
    return FieldError("FieldValueTooLong", path, "", f"may not be more than {limit} bytes")


def too_many(path: str, count: int, limit: int) -> FieldError:
    """A list over `limit` items."""
    items = "item" if limit == 1 else "items"
    return FieldError("FieldValueTooMany", path, count, f"must have at most {limit} {items}")


def not_found(path: str, value: Any) -> FieldError:
    """A reference to something that is not there."""
    return FieldError("FieldValueNotFound", path, value)


def type_invalid(path: str, value: Any, detail: str) -> FieldError:
    """A value of the wrong type."""
    return FieldError("FieldValueTypeInvalid", path, value, detail)


def internal(path: str, detail: str) -> FieldError:
    """A field the server itself could not judge."""
    return FieldError("InternalError", path, "", detail)


def child(path: str, *names: str) -> str:
    """Join field names: `spec`, `replicas` → `spec.replicas`."""
    return ".".join((path, *names)) if path else ".".join(names)


def index(path: str, position: int | str) -> str:
    """Point at a list item or a map key: `spec.ports[0]`, `data[key]`."""
    return f"{path}[{position}]"
