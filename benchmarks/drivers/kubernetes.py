"""A small client of a cluster's API over HTTPS: connections that stay open, and watches; nothing is hidden."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

from core import authority
from core.api import tokens
from core.models import Cluster


class Server:
    """Where a cluster's API is, and as whom one comes: its administrator."""

    def __init__(self, port: int, cluster: Cluster, var: Path) -> None:
        self.port = port
        self.root = f"/clusters/{cluster.name}"
        self.tls = ssl.create_default_context(cafile=str(var / authority.CERTIFICATE_FILE))
        self.headers = {"Authorization": f"Bearer {tokens.issue(cluster, 'admin', [tokens.MASTERS])}"}


class Connection:
    """One open connection."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._http = http.client.HTTPSConnection("127.0.0.1", server.port, context=server.tls)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> bytes:
        """The body of the answer, unpacked. Raises ``RuntimeError`` for an answer that is no success."""
        own = {name.replace("_", "-"): value for name, value in headers.items()}
        data = None if body is None else json.dumps(body).encode()
        given = {"Content-Type": "application/json", **self._server.headers, **own}
        self._http.request(method, self._server.root + path, data, given)
        answer = self._http.getresponse()
        read = answer.read()
        if answer.headers["Content-Encoding"] == "gzip":
            read = gzip.decompress(read)
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {read[:500]!r}")
        return read


async def lines(server: Server, path: str) -> AsyncIterator[bytes]:
    """The lines of a watch, until the server or the caller ends it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=server.tls, limit=1 << 24)
    try:
        headers = {"Host": "127.0.0.1", "Connection": "close", **server.headers}
        told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"GET {server.root}{path} HTTP/1.1\r\n{told}\r\n".encode())
        status = await reader.readline()
        if b" 200 " not in status:
            raise RuntimeError(f"{path}: {status!r}")
        while (await reader.readline()).strip():
            pass
        async with aclosing(_chunks(reader)) as chunks:
            held = b""
            async for chunk in chunks:
                *whole, held = (held + chunk).split(b"\n")
                for line in whole:
                    yield line
    finally:
        writer.transport.abort()


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int(await reader.readline() or b"0", 16):
        yield (await reader.readexactly(size + 2))[:-2]
