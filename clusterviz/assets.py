"""Serves the static files from memory, in front of Django."""

import asyncio
import gzip
import hashlib
import mimetypes
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

PREFIX = "/static/"
FOR_EVER = b"public, max-age=31536000, immutable"
ASK_AGAIN = b"no-cache"
COMPRESSED = ("text/", "application/json", "image/svg+xml")


@dataclass(frozen=True)
class Asset:
    """One file as it goes over the wire."""

    content_type: bytes
    etag: bytes
    plain: bytes
    packed: bytes | None

    @classmethod
    def read(cls, path: Path) -> "Asset":
        """Read and compress `path`; text is UTF-8."""
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        plain = path.read_bytes()
        text = kind.startswith(COMPRESSED)
        return cls(
            content_type=(kind + ("; charset=utf-8" if text else "")).encode(),
            etag=b'"' + hashlib.sha256(plain).hexdigest()[:20].encode() + b'"',
            plain=plain,
            packed=gzip.compress(plain, 6, mtime=0) if text and len(plain) > 1000 else None,
        )


class StaticFiles:
    """Answers `/static/<version>/<path>` and passes everything else on.

    A page that was opened before an upgrade still asks for the old version: it gets today's file, uncached.
    """

    def __init__(self, application: Application, version: str) -> None:
        self.application = application
        self.version = version
        self.assets: dict[str, Asset] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self.application(scope, receive, send)
            return
        version, _, path = scope["path"].removeprefix(PREFIX).partition("/")
        asset = await self._find(path)
        if asset is None:
            await _send(send, 404, [(b"content-type", b"text/plain")], b"Not found\n")
            return
        fixed = version == self.version and version != "dev"
        await _send(send, *_answer(asset, dict(scope["headers"]), FOR_EVER if fixed else ASK_AGAIN))

    async def _find(self, path: str) -> Asset | None:
        if self.version != "dev" and path in self.assets:
            return self.assets[path]
        found = _locate(path)
        if found is None:
            return None
        self.assets[path] = asset = await asyncio.to_thread(Asset.read, found)  # packing takes its time
        return asset


def _locate(path: str) -> Path | None:
    try:
        found = finders.find(path)
    except (SuspiciousFileOperation, ValueError):
        return None
    return Path(found) if isinstance(found, str) and Path(found).is_file() else None


def _answer(asset: Asset, asked: dict[bytes, bytes], cache: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    headers = [
        (b"content-type", asset.content_type),
        (b"cache-control", cache),
        (b"etag", asset.etag),
        (b"x-content-type-options", b"nosniff"),
        (b"vary", b"accept-encoding"),
    ]
    if asked.get(b"if-none-match") == asset.etag:
        return 304, headers, b""
    if asset.packed and b"gzip" in asked.get(b"accept-encoding", b""):
        return 200, [*headers, (b"content-encoding", b"gzip")], asset.packed
    return 200, headers, asset.plain


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
