"""An ASGI layer that ends a request whose body is longer than is ever useful, before anything reads or stores it."""

import json
from collections.abc import Mapping
from typing import Any

from clusterviz.assets import Application, Receive, Scope, Send

MESSAGE = "The request is larger than {mib} MiB, the most that ClusterViz reads at once."


class BodyTooLarge(Exception):
    """The body went on beyond the limit although no Content-Length had said so."""


class RequestLimit:
    """Answers 413 to an HTTP request of more than `limit` bytes."""

    def __init__(self, application: Application, limit: int) -> None:
        self.application = application
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        if _declared_length(scope) > self.limit:
            await self._refuse(send)
            return
        try:
            await self.application(scope, _Counted(receive, self.limit), send)
        except BodyTooLarge:
            await self._refuse(send)

    async def _refuse(self, send: Send) -> None:
        message = MESSAGE.format(mib=self.limit // (1024 * 1024))
        body = json.dumps({"error": {"message": message, "status": None}}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class _Counted:
    """A `receive` that counts the bytes that passed."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.receive = receive
        self.left = limit

    async def __call__(self) -> Mapping[str, Any]:
        message = await self.receive()
        self.left -= len(message.get("body", b""))
        if self.left < 0:
            raise BodyTooLarge
        return message


def _declared_length(scope: Scope) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"")
    return int(value) if value.isdigit() else 0
