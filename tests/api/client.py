"""A client that speaks to the API's application in process."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from core.api import tokens
from core.api.application import application
from core.models import Cluster

ADMINISTRATORS = (tokens.MASTERS,)


@dataclass
class Response:
    """A whole answer."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    @property
    def doc(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> list[str]:
        return [value.decode() for key, value in self.headers if key.decode() == name]


@dataclass
class Heard:
    """What is heard of an answer that goes on: whether it has begun, its lines, and whether the client has left."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    lines: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    left: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Api:
    """One user's requests to one cluster; paths begin after ``prefix``, `/clusters/NAME`."""

    cluster: Cluster
    token: str = ""
    prefix: str = field(init=False)
    sent: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.token = self.token or tokens.issue(self.cluster, "admin", ADMINISTRATORS)
        self.prefix = f"/clusters/{self.cluster.name}"

    def scope(self, method: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
        path, _, query = path.partition("?")
        given = {"authorization": f"Bearer {self.token}", "accept": "application/json", **headers}
        return {
            "type": "http",
            "method": method,
            "path": f"{self.prefix}{path}",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        }

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> Response:
        """The answer to one request; a body that is no text goes as JSON."""
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        messages: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": data, "more_body": False}

        async def collect(message: Any) -> None:
            messages.append(message)

        await application(self.scope(method, path, given), receive, collect)
        return Response(
            messages[0]["status"], messages[0]["headers"], b"".join(one.get("body", b"") for one in messages[1:])
        )

    async def get(self, path: str, **headers: str) -> Response:
        return await self.send("GET", path, **headers)

    async def post(self, path: str, body: Any) -> Response:
        return await self.send("POST", path, body)

    async def stream(self, path: str, headers: dict[str, str], heard: Heard) -> None:
        """Hear the lines of an answer as they come, until it ends or the client has left."""
        coming = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> dict[str, Any]:
            if coming:
                return coming.pop()
            await heard.left.wait()
            return {"type": "http.disconnect"}

        async def collect(message: Any) -> None:
            heard.begun.set()
            for line in message.get("body", b"").decode().splitlines():
                heard.lines.put_nowait(line)

        await application(self.scope("GET", path, headers), receive, collect)


class Watch:
    """A watch that runs while the block lasts; `event` waits for the next line."""

    def __init__(self, api: Api, path: str, **headers: str) -> None:
        self._api, self._path, self._headers = api, path, headers
        self._heard = Heard()

    async def __aenter__(self) -> Watch:
        self._task = asyncio.create_task(self._api.stream(self._path, self._headers, self._heard))
        begun = asyncio.create_task(self._heard.begun.wait())
        await asyncio.wait({self._task, begun}, return_when=asyncio.FIRST_COMPLETED)
        begun.cancel()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._heard.left.set()
        await asyncio.wait_for(self._task, 20)

    async def event(self) -> Any:
        return json.loads(await asyncio.wait_for(self._heard.lines.get(), 20))

    async def ended(self) -> None:
        await asyncio.wait_for(self._task, 20)

    def rest(self) -> list[Any]:
        """The events that came and that nobody waited for."""
        return [json.loads(self._heard.lines.get_nowait()) for _ in range(self._heard.lines.qsize())]
