"""Lists in pages: `limit`, and the `continue` token that names the revision and where the next page begins. Pure."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Sequence

import orjson

from core.meta import errors
from core.meta.objects import Doc

VERSION = "meta.k8s.io/v1"
_UNREADABLE = "invalid continue token: continue key is not valid: "


def cut(docs: Sequence[Doc], revision: int, start: str, limit: int) -> tuple[Sequence[Doc], Doc]:
    """The page after ``start`` with at most ``limit`` documents (0: all), and the list's metadata."""
    first = bisect_right(docs, start, key=place) if start else 0
    last = first + limit if limit > 0 else len(docs)
    metadata: Doc = {"resourceVersion": str(revision)}
    if last < len(docs):
        metadata["continue"] = token(revision, place(docs[last - 1]))
        metadata["remainingItemCount"] = len(docs) - last
    return docs[first:last], metadata


def place(doc: Doc) -> str:
    """Where a document stands in its list. Stores sort by namespace, then name; a zero byte keeps that order."""
    return f"{doc['metadata'].get('namespace', '')}\0{doc['metadata']['name']}"


def token(revision: int, start: str) -> str:
    """The token of the page after ``start``."""
    return urlsafe_b64encode(orjson.dumps({"v": VERSION, "rv": revision, "start": start})).decode().rstrip("=")


def read(text: str) -> tuple[int, str]:
    """The revision and the start that a token names. Raises `StatusError` (400)."""
    held = b""
    try:
        held = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        found = orjson.loads(held)
        return int(found["rv"]), str(found["start"])
    except (ValueError, KeyError, TypeError):
        raise errors.bad_request(_UNREADABLE + _why(held)) from None


def _why(held: bytes) -> str:
    """What Go's parser says of a token that is none."""
    first = held[:1].decode("latin-1")
    if first and first != "{":
        return f"invalid character '{first}' looking for beginning of value"
    return "unexpected end of JSON input"
