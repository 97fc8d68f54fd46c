"""Messages as the JSON documents that they stand for.

Source of the rules: the envelope of k8s.io/apimachinery/pkg/runtime/serializer/protobuf, and the marshallers of the
types that have a form of their own in JSON.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any, Final

import orjson

from core.api.protobuf import messages, wire
from core.api.protobuf.messages import Member
from core.api.protobuf.wire import Malformed, Raw
from core.meta.objects import Doc
from core.meta.time import rfc3339, rfc3339_micro

MAGIC: Final = b"k8s\0"
DEEPEST: Final = 100
_PACKAGES: Final = {
    "": "core",
    "rbac.authorization.k8s.io": "rbac",
    "flowcontrol.apiserver.k8s.io": "flowcontrol",
}
_META: Final = frozenset({"DeleteOptions", "Status", "CreateOptions", "UpdateOptions", "PatchOptions"})


def document(body: bytes) -> Doc:
    """The object in an envelope, with its apiVersion and kind. Raises `Malformed` for bytes that hold none."""
    if not body.startswith(MAGIC):
        raise Malformed("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]")
    envelope = dict(wire.fields(body[len(MAGIC) :]))
    named = {number: _text(value) for number, value in wire.fields(_bytes(envelope.get(1, b"")))}
    version, kind = named.get(1, ""), named.get(2, "")
    try:
        found = _message(_name(version, kind), _bytes(envelope.get(2, b"")), 0)
    except KeyError:
        raise Malformed(f'no kind "{kind}" in version "{version}" is known in this form') from None
    return {"apiVersion": version, "kind": kind, **found}


def _name(version: str, kind: str) -> str:
    if kind in _META:
        return f"meta.v1.{kind}"
    group, _, short = version.rpartition("/")
    return f"{_PACKAGES.get(group) or group.partition('.')[0]}.{short}.{kind}"


def _message(name: str, data: bytes, depth: int) -> Doc:
    if depth > DEEPEST:
        raise Malformed("nested too deeply")
    members, found = messages.of(name), dict[str, Any]()
    for number, raw in wire.fields(data):
        member = members.get(number)
        if member is None:
            continue  # a field of a later release
        if member.is_inline:
            found.update(_message(member.type, _bytes(raw), depth + 1))
        elif member.is_map:
            key, value = _entry(member, _bytes(raw), depth)
            found.setdefault(member.name, {})[key] = value
        elif member.is_list:
            found.setdefault(member.name, []).append(_value(member.type, raw, depth))
        else:
            found[member.name] = _value(member.type, raw, depth)
    return found


def _entry(member: Member, data: bytes, depth: int) -> tuple[str, Any]:
    held = dict(wire.fields(data))
    return _text(held.get(1, b"")), _value(member.type, held.get(2, b""), depth)


def _value(type_: str, raw: Raw, depth: int) -> Any:
    plain = _PLAIN.get(type_)
    if plain is not None:
        return plain(raw)
    special = _SPECIAL.get(type_)
    if special is not None:
        return special(dict(wire.fields(_bytes(raw))))
    if type_.endswith(".ExtraValue"):
        return _message(type_, _bytes(raw), depth + 1).get("items", [])
    return _message(type_, _bytes(raw), depth + 1)


def _text(raw: Raw) -> str:
    try:
        return _bytes(raw).decode()
    except UnicodeDecodeError:
        raise Malformed("text that is not UTF-8") from None


def _bytes(raw: Raw) -> bytes:
    if not isinstance(raw, bytes):
        raise Malformed("a number where a message or text is expected")
    return raw


_PLAIN: Final[dict[str, Callable[[Raw], Any]]] = {
    "s": _text,
    "i": wire.signed,
    "b": bool,
    "d": lambda raw: raw,
    "y": lambda raw: b64encode(_bytes(raw)).decode(),
}

Held = dict[int, Raw]


def _moment(held: Held) -> int:
    return wire.signed(held.get(1, 0)) * 1_000_000 + wire.signed(held.get(2, 0)) // 1000


def _embedded(held: Held) -> Any:
    try:
        return orjson.loads(_bytes(held.get(1, b"null")))
    except orjson.JSONDecodeError:
        raise Malformed("embedded JSON that cannot be read") from None


_SPECIAL: Final[dict[str, Callable[[Held], Any]]] = {
    "resource.Quantity": lambda held: _text(held.get(1, b"")),
    "intstr.IntOrString": lambda held: _text(held.get(3, b"")) if held.get(1) else wire.signed(held.get(2, 0)),
    "meta.v1.Time": lambda held: rfc3339(_moment(held)) if held else None,
    "meta.v1.MicroTime": lambda held: rfc3339_micro(_moment(held)) if held else None,
    "meta.v1.Duration": lambda held: f"{wire.signed(held.get(1, 0)) / 1e9:g}s",
    "meta.v1.FieldsV1": _embedded,
    "runtime.RawExtension": _embedded,
}
