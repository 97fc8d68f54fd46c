"""The suite against a server that runs: over HTTPS, as whoever a kubeconfig names, waiting by the wall clock.

`CONFORMANCE_KUBECONFIG=FILE CONFORMANCE_SPEED=N pytest tests/conformance` does that; N is the cluster's speed.
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
from base64 import b64decode
from pathlib import Path
from typing import Any, Final

import httpx
import yaml

from tests.api.client import Heard, Response
from tests.conformance.suite import Suite

KUBECONFIG: Final = os.environ.get("CONFORMANCE_KUBECONFIG", "")
SPEED: Final = float(os.environ.get("CONFORMANCE_SPEED", "1"))
LEAST_WAIT: Final = 0.02


class OutsideApi:
    """What `tests.api.client.Api` is, over a connection."""

    def __init__(self, kubeconfig: Path) -> None:
        held = yaml.safe_load(kubeconfig.read_text())
        cluster, user = held["clusters"][0]["cluster"], held["users"][0]["user"]
        trusted = ssl.create_default_context(cadata=b64decode(cluster["certificate-authority-data"]).decode())
        self._server: str = cluster["server"]
        self._given = {"authorization": f"Bearer {user['token']}", "accept": "application/json"}
        self._client = httpx.AsyncClient(verify=trusted, timeout=60)

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> Response:
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        given = {**self._given, "content-type": "application/json", **named}
        found = await self._client.request(method, self._server + path, content=data or None, headers=given)
        return Response(found.status_code, [(name.lower(), value) for name, value in found.headers.raw], found.content)

    async def get(self, path: str, **headers: str) -> Response:
        return await self.send("GET", path, **headers)

    async def post(self, path: str, body: Any) -> Response:
        return await self.send("POST", path, body)

    async def stream(self, path: str, headers: dict[str, str], heard: Heard) -> None:
        asked = self._client.stream("GET", self._server + path, headers={**self._given, **headers}, timeout=None)
        async with asked as answer:
            heard.begun.set()
            reading = asyncio.create_task(_read(answer, heard))
            leaving = asyncio.create_task(heard.left.wait())
            done, going = await asyncio.wait({reading, leaving}, return_when=asyncio.FIRST_COMPLETED)
            for task in going:
                task.cancel()
            await asyncio.gather(*done, *going, return_exceptions=True)

    async def close(self) -> None:
        await self._client.aclose()


async def _read(answer: httpx.Response, heard: Heard) -> None:
    async for line in answer.aiter_lines():
        heard.lines.put_nowait(line)


class OutsideSuite(Suite):
    """A suite whose time passes by itself."""

    is_outside = True

    def __init__(self) -> None:
        self.api = OutsideApi(Path(KUBECONFIG))
        self.namespace = ""
        self._namespaces: list[str] = []

    async def new_namespace(self, base: str, level: str = "privileged") -> str:
        name = await super().new_namespace(base, level)
        self._namespaces.append(name)
        return name

    async def end(self) -> None:
        """Delete the namespaces that were made, the first one at last, and wait until they are gone."""
        for name in reversed(self._namespaces):
            await self.api.send("DELETE", f"/api/v1/namespaces/{name}")
            await self.goes(f"/api/v1/namespaces/{name}", 900)
        await self.api.close()

    async def pass_time(self, seconds: float) -> None:
        await asyncio.sleep(max(seconds / SPEED, LEAST_WAIT))
