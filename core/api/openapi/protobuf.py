"""The version 2 document in protocol buffers: the only form of it that kubectl up to 1.32 asks for.

Field numbers are those of gnostic's `openapiv2/OpenAPIv2.proto`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import orjson

from core.api.openapi import documents

_METHODS = {"get": 2, "put": 3, "post": 4, "delete": 5, "patch": 8}
_TEXTS = {"$ref": 1, "format": 2, "title": 3, "description": 4}


@lru_cache(maxsize=1)
def swagger() -> bytes:
    """The whole document; made once, about a second."""
    found = documents.swagger()
    info = _text(1, found["info"]["title"]) + _text(2, found["info"]["version"])
    paths = b"".join(_message(2, _named(path, _path(item))) for path, item in found["paths"].items())
    definitions = _schemas(found["definitions"])
    return _text(1, found["swagger"]) + _message(2, info) + _message(8, paths) + _message(9, definitions)


def _path(item: Mapping[str, Any]) -> bytes:
    return b"".join(_message(_METHODS[method], _operation(found)) for method, found in item.items())


def _operation(found: Mapping[str, Any]) -> bytes:
    return b"".join(
        [
            _text(5, found["operationId"]),
            *(_text(6, one) for one in found["produces"]),
            *(_text(7, one) for one in found["consumes"]),
            *(_message(8, _message(1, _parameter(one))) for one in found["parameters"]),
            _message(9, b"".join(_message(1, _response(*one)) for one in found["responses"].items())),
            _extensions(13, found),
        ]
    )


def _parameter(found: Mapping[str, Any]) -> bytes:
    if found["in"] == "body":
        body = _text(2, found["name"]) + _text(3, "body") + _flag(4, found["required"])
        return _message(1, body + _message(5, _schema(found["schema"])))
    plain = _flag(1, found.get("required", False)) + _text(2, found["in"]) + _text(4, found["name"])
    if found["in"] == "path":
        return _message(2, _message(4, plain + _text(5, found["type"])))
    return _message(2, _message(3, plain + _text(6, found["type"])))


def _response(code: str, found: Mapping[str, Any]) -> bytes:
    schema = _message(2, _message(1, _schema(found["schema"])))
    return _named(code, _message(1, _text(1, found["description"]) + schema))


def _schemas(found: Mapping[str, Any]) -> bytes:
    """Named schemas, as definitions and properties hold them."""
    return b"".join(_message(1, _named(name, _schema(schema))) for name, schema in found.items())


def _schema(found: Mapping[str, Any]) -> bytes:
    parts = [_text(number, found[name]) for name, number in _TEXTS.items() if found.get(name)]
    if "default" in found:
        parts.append(_message(5, _any(found["default"])))
    parts += [_text(19, name) for name in found.get("required", ())]
    parts += [_message(20, _any(one)) for one in found.get("enum", ())]
    if isinstance(found.get("additionalProperties"), dict):
        parts.append(_message(21, _message(1, _schema(found["additionalProperties"]))))
    if "type" in found:
        parts.append(_message(22, _text(1, found["type"])))
    if "items" in found:
        parts.append(_message(23, _message(1, _schema(found["items"]))))
    if "properties" in found:
        parts.append(_message(25, _schemas(found["properties"])))
    return b"".join([*parts, _extensions(31, found)])


def _extensions(number: int, found: Mapping[str, Any]) -> bytes:
    held: Iterable[tuple[str, Any]] = ((name, value) for name, value in found.items() if name.startswith("x-"))
    return b"".join(_message(number, _named(name, _any(value))) for name, value in held)


def _named(name: str, value: bytes) -> bytes:
    return _text(1, name) + _message(2, value)


def _any(value: Any) -> bytes:
    """A value of any type, as YAML; JSON is YAML."""
    return _text(2, orjson.dumps(value).decode() + "\n")


def _text(number: int, text: str) -> bytes:
    return _message(number, text.encode())


def _message(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _flag(number: int, value: bool) -> bytes:
    return _varint(number << 3) + b"\x01" if value else b""


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])
