"""One browser's WebSocket: who may watch, what is sent within its means, what it answers."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from channels.generic.websocket import AsyncWebsocketConsumer

from core.clients import for_user, in_pool
from core.models import Cluster
from core.projection.frames import PONG, error_frame
from core.stream.flow import Flow
from core.stream.follower import Frame
from core.stream.hub import hub_of, release

NOT_SIGNED_IN, NO_CLUSTER, NOT_UNDERSTOOD = 4401, 4404, 4400
LONGEST_MESSAGE = 4096

_releases: set[asyncio.Task[None]] = set()


class ClusterConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Streams one cluster. Frames wait in a queue of this connection's own, so that they stay in order."""

    async def connect(self) -> None:
        """Send the snapshot, or say why not."""
        await self.accept()
        self.flow = Flow()
        self.queue: asyncio.Queue[bytes] = asyncio.Queue()
        self.cluster_id = 0
        self.writer = asyncio.create_task(self._write())
        user = self.scope.get("user")
        if user is None or not user.is_authenticated:
            await self._refuse("Sign in first.", NOT_SIGNED_IN)
            return
        name = self.scope["url_route"]["kwargs"]["name"]
        try:
            cluster = await in_pool(for_user, user, name)
            self.cluster_id = cluster.pk
            await hub_of(cluster.pk).join(self)
        except Cluster.DoesNotExist:
            await self._refuse(f"There is no cluster {name!r}.", NO_CLUSTER)

    async def disconnect(self, code: int) -> None:
        """Stop watching."""
        self.writer.cancel()
        if self.cluster_id:
            hub_of(self.cluster_id).leave(self)
            task = asyncio.create_task(release(self.cluster_id))
            _releases.add(task)
            task.add_done_callback(_releases.discard)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take an acknowledgement or a ping."""
        message = _read(text_data)
        if message is None:
            await self._refuse("This message is not of the protocol.", NOT_UNDERSTOOD)
        elif message["t"] == "ping":
            self.tell(PONG)
        elif self.flow.acknowledge(message["revision"]) and self.cluster_id:
            await hub_of(self.cluster_id).resume(self)

    # what the hub calls

    def offer(self, frame: Frame) -> None:
        """Send a delta, if the client keeps up."""
        if frame.until > self.flow.revision and self.flow.admit(frame.since, frame.until, len(frame.text)):
            self.tell(frame.text)

    def offer_snapshot(self, frames: list[bytes], revision: int) -> None:
        """Send a snapshot, whatever is under way."""
        self.flow.begin(revision)
        for text in frames:
            self.tell(text)

    def tell(self, text: bytes) -> None:
        """Send a frame that needs no acknowledgement."""
        self.queue.put_nowait(text)

    def resume(self) -> int:
        """Go on after frames were held back."""
        self.flow.resume()
        return self.flow.revision

    async def _write(self) -> None:
        while True:
            await self.send(text_data=(await self.queue.get()).decode())

    async def _refuse(self, why: str, code: int) -> None:
        self.writer.cancel()
        await self.send(text_data=error_frame(why).decode())
        await self.close(code)


def _read(text: str | None) -> dict[str, Any] | None:
    """A message of the protocol; ``None`` for anything else."""
    if not text or len(text) > LONGEST_MESSAGE:
        return None
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(message, dict):
        return None
    is_ack = message.get("t") == "ack" and type(message.get("revision")) is int
    return message if is_ack or message.get("t") == "ping" else None
