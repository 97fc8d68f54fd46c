"""A signed-in browser's part: the session's cookie, and a WebSocket that follows one cluster."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import websockets


def sign_in(link: str) -> str:
    """Use the one-time link; the value of the Cookie header from then on."""
    address = urlsplit(link)
    connection = http.client.HTTPConnection(address.hostname or "", address.port)
    connection.request("GET", f"{address.path}?{address.query}")
    answer = connection.getresponse()
    answer.read()
    cookies = [header.split(";")[0] for name, header in answer.getheaders() if name.lower() == "set-cookie"]
    if not any("clusterviz" in cookie or "session" in cookie for cookie in cookies):
        raise RuntimeError(f"the link did not sign in: {answer.status}")
    return "; ".join(cookies)


@dataclass
class Followed:
    """What a client has seen: when (wall ms) each revision came, and which came before their time."""

    seen: dict[int, float] = field(default_factory=dict)
    out_of_order: int = 0
    snapshots: int = 0
    revision: int = 0

    def take(self, frame: dict[str, Any]) -> None:
        """Note one frame of the protocol."""
        if frame["t"] in ("snapshot", "snapshot-begin"):
            self.snapshots += 1
            self.revision = frame["revision"]
        elif frame["t"] == "delta":
            self._note(frame["revisions"])

    def _note(self, revisions: Iterable[int]) -> None:
        now = time.time() * 1000
        for revision in revisions:
            if revision <= self.revision:
                self.out_of_order += 1
            self.revision = max(self.revision, revision)
            self.seen.setdefault(revision, now)


async def frames(port: int, cluster: str, cookie: str) -> AsyncIterator[dict[str, Any]]:
    """Connect and give every frame, acknowledged, until the server or the caller closes."""
    address = f"ws://127.0.0.1:{port}/ws/clusters/{cluster}/"
    headers = {"Cookie": cookie}
    async with websockets.connect(
        address, additional_headers=headers, origin=f"http://127.0.0.1:{port}", max_size=None
    ) as socket:
        async for message in socket:
            frame = json.loads(message)
            yield frame
            if "revision" in frame or "to" in frame:
                await socket.send(json.dumps({"t": "ack", "revision": frame.get("to", frame.get("revision"))}))
