"""Lists in pages: `limit`, and the `continue` token that names the revision and where the next page begins. Pure.

Source of the rules: k8s.io/apiserver/pkg/storage/continue.go.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import orjson

from core.meta import errors
from core.meta.fields import quote
from core.meta.objects import Doc
from core.store.listing import Item

VERSION = "meta.k8s.io/v1"
AT_HEAD = -1
"""A token's revision that says: go on with what is there now."""


def cut(items: Sequence[Item], revision: int, start: str, limit: int) -> tuple[Sequence[Item], Doc]:
    """The page after ``start`` with at most ``limit`` items (0: all), and the list's metadata."""
    first = bisect_right(items, start, key=place) if start else 0
    last = first + limit if limit > 0 else len(items)
    metadata: Doc = {"resourceVersion": str(revision)}
    if last < len(items):
        metadata["continue"] = token(revision, place(items[last - 1]))
        metadata["remainingItemCount"] = len(items) - last
    return items[first:last], metadata


def place(item: Item) -> str:
    """Where an object stands in its list. Lists are sorted by namespace, then name; a zero byte keeps that order."""
    return f"{item.namespace}\0{item.name}"


def token(revision: int, start: str) -> str:
    """The token of the page after ``start``."""
    return urlsafe_b64encode(orjson.dumps({"v": VERSION, "rv": revision, "start": start})).decode().rstrip("=")


def read(text: str) -> tuple[int, str]:
    """The revision (or `AT_HEAD`) and the start that a token names. Raises `StatusError` (400)."""
    held = _decoded(text)
    version, revision, start = (held.get(name) for name in ("v", "rv", "start"))
    if version != VERSION:
        raise _unreadable(f"server does not recognize this encoded version {quote(str(version or ''))}")
    if type(revision) is not int or not AT_HEAD <= revision < 1 << 63 or not revision:
        raise _unreadable(f"incorrect encoded start resourceVersion (version {VERSION})")
    if not isinstance(start, str) or not start:
        raise _unreadable(f"encoded start key empty (version {VERSION})")
    return revision, start


def _decoded(text: str) -> dict[str, Any]:
    try:
        held = urlsafe_b64decode(text.encode("ascii", "replace") + b"=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise _unreadable(f"illegal base64 data at input byte {len(text)}") from None
    try:
        found = orjson.loads(held)
    except orjson.JSONDecodeError:
        raise _unreadable(_why(held)) from None
    if not isinstance(found, dict):
        raise _unreadable("json: cannot unmarshal into Go value of type storage.continueToken")
    return found


def _unreadable(why: str) -> errors.StatusError:
    return errors.bad_request(f"invalid continue token: continue key is not valid: {why}")


def _why(held: bytes) -> str:
    """What Go's parser says of a token that is none."""
    first = held[:1].decode("latin-1")
    if first and first != "{":
        return f"invalid character '{first}' looking for beginning of value"
    return "unexpected end of JSON input"
