"""The wire format of protocol buffers: numbered fields one after another. Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterator

Raw = int | float | bytes


class Malformed(Exception):
    """Bytes that are no message."""


def fields(data: bytes) -> Iterator[tuple[int, Raw]]:
    """The number and the raw value of each field: a whole number, a double, or bytes. Raises `Malformed`."""
    at = 0
    while at < len(data):
        head, at = _varint(data, at)
        number, form = head >> 3, head & 7
        if form == 0:
            value, at = _varint(data, at)
            yield number, value
        elif form == 1:
            yield number, struct.unpack("<d", _piece(data, at, 8))[0]
            at += 8
        elif form == 2:
            size, at = _varint(data, at)
            yield number, _piece(data, at, size)
            at += size
        else:
            raise Malformed(f"wire type {form} is not used")


def signed(value: Raw) -> int:
    """A whole number as two's complement of 64 bits, as int32 and int64 are sent."""
    number = int(value) if not isinstance(value, bytes) else 0
    return number - (1 << 64) if number >> 63 else number


def _piece(data: bytes, at: int, size: int) -> bytes:
    if at + size > len(data):
        raise Malformed("unexpected EOF")
    return data[at : at + size]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 70:
        byte = data[at]
        at, value, shift = at + 1, value | (byte & 127) << shift, shift + 7
        if byte < 128:
            return value, at
    raise Malformed("unexpected EOF")
