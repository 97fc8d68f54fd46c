"""Requests to the API's application in this process, without a server in between."""

from __future__ import annotations

from typing import Any, NamedTuple

from core.api.application import application
from core.models import Cluster


class Asked(NamedTuple):
    """One request; the path begins after `/clusters/NAME` and is not quoted, the query is."""

    method: str
    path: str
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""


class Answered(NamedTuple):
    """What came back. A stream is what it told before the client left, which is at once."""

    status: int
    content_type: str
    body: bytes


async def ask(cluster: Cluster, token: str, asked: Asked) -> Answered:
    """Send a request and read its answer."""
    messages: list[Any] = []
    coming = [{"type": "http.request", "body": asked.body, "more_body": False}]
    scope = {
        "type": "http",
        "method": asked.method,
        "path": f"/clusters/{cluster.name}{asked.path}",
        "query_string": asked.query,
        "headers": [(b"authorization", f"Bearer {token}".encode()), *asked.headers],
        "client": ("127.0.0.1", 1),
    }

    async def receive() -> dict[str, Any]:
        return coming.pop() if coming else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        messages.append(message)

    await application(scope, receive, send)
    headers = dict(messages[0]["headers"])
    body = b"".join(message.get("body", b"") for message in messages[1:])
    return Answered(messages[0]["status"], headers.get(b"content-type", b"").decode("latin-1"), body)
