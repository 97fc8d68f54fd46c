"""What goes back over the wire: a whole body, or a stream of pieces."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import orjson

from core.machinery import decode
from core.meta.objects import Doc

Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

JSON = "application/json"
PACK_FROM = 128 * 1024
"""Bytes from which on a body is gzipped for a client that reads it (upstream's threshold)."""
PACK_LEVEL = 1
"""Upstream's: responsewriters/writers.go."""
PIECE = 1 << 18
"""Bytes of a body that are sent at once: others have their turn in between."""


@dataclass(slots=True)
class Answer:
    """A whole answer."""

    body: bytes
    status: int = 200
    content_type: str = JSON
    headers: Headers = field(default_factory=list)


@dataclass(slots=True)
class Stream:
    """An answer that goes on: each piece is sent as it comes."""

    pieces: AsyncGenerator[bytes]
    content_type: str = JSON
    headers: Headers = field(default_factory=list)


def of_doc(doc: Doc, status: int = 200, content_type: str = JSON) -> Answer:
    """A document as JSON."""
    return Answer(orjson.dumps(doc, option=orjson.OPT_APPEND_NEWLINE), status, content_type)


def in_yaml(found: Answer) -> Answer:
    """A JSON answer as YAML."""
    media, mark, parameters = found.content_type.partition(";")
    if media != JSON or not found.body:
        return found
    body = decode.encode(orjson.loads(found.body)).encode()
    return Answer(body, found.status, f"application/yaml{mark}{parameters}", found.headers)


def of_text(text: str, status: int = 200) -> Answer:
    """Plain text."""
    return Answer(text.encode(), status, "text/plain; charset=utf-8")


def warning_headers(texts: Iterable[str]) -> Headers:
    """RFC 7234 warnings with code 299, as kubectl prints them."""
    return [(b"warning", f"299 - {_quoted(text)}".encode()) for text in texts]


async def send_answer(answer: Answer, send: Send, accept_encoding: str, warnings: Iterable[str] = ()) -> None:
    """Send a whole answer, gzipped when it is large and the client reads that."""
    headers, body = [*answer.headers, *warning_headers(warnings)], answer.body
    if len(body) > PACK_FROM and "gzip" in accept_encoding:
        body = await asyncio.to_thread(gzip.compress, body, PACK_LEVEL, mtime=0)
        headers += [(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")]
    headers.append((b"content-length", str(len(body)).encode()))
    await _start(send, answer.status, answer.content_type, headers)
    for start in range(0, len(body) - PIECE, PIECE):
        await send({"type": "http.response.body", "body": body[start : start + PIECE], "more_body": True})
        await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": body[(len(body) - 1) // PIECE * PIECE :] if body else b""})


async def send_stream(stream: Stream, send: Send) -> None:
    """Send the pieces of a stream until it ends."""
    await _start(send, 200, stream.content_type, stream.headers)
    await send({"type": "http.response.body", "body": b"", "more_body": True})
    async with aclosing(stream.pieces) as pieces:  # so that a client that is lost frees what it held at once
        async for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _start(send: Send, status: int, content_type: str, headers: Headers) -> None:
    usual = {b"content-type": content_type.encode(), b"cache-control": b"no-cache, private"}
    fixed = [header for header in usual.items() if header[0] not in dict(headers)]
    await send({"type": "http.response.start", "status": status, "headers": [*fixed, *headers]})


def _quoted(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
