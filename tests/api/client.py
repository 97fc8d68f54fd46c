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


class Watch:
    """A watch that runs while the block lasts; `event` waits for the next line."""

    def __init__(self, api: Api, path: str, **headers: str) -> None:
        self._api = api
        self._scope = api.scope("GET", path, headers)
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        self._left = asyncio.Event()
        self._asked = False

    async def __aenter__(self) -> Watch:
        self._task = asyncio.create_task(application(self._scope, self._receive, self._collect))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._left.set()
        await asyncio.wait_for(self._task, 20)

    async def event(self) -> Any:
        return json.loads(await asyncio.wait_for(self._lines.get(), 20))

    async def ended(self) -> None:
        await asyncio.wait_for(self._task, 20)

    def rest(self) -> list[Any]:
        """The events that came and that nobody waited for."""
        return [json.loads(self._lines.get_nowait()) for _ in range(self._lines.qsize())]

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _collect(self, message: Any) -> None:
        for line in message.get("body", b"").decode().splitlines():
            self._lines.put_nowait(line)
