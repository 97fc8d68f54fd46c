"""One reader per process and cluster: waits for hints, lets its follower catch up, hands frames to connections."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any, Protocol

from channels.layers import get_channel_layer

from core import notify
from core.clients import in_pool
from core.models import Cluster
from core.projection.frames import clock_frame, error_frame
from core.store.protocol import Compacted
from core.stream.follower import Follower, Frame
from core.stream.pace import is_news

log = logging.getLogger(__name__)

POLL = 1.0
"""Seconds after which the log is looked at though no hint has come."""
LEAST_WAIT = 0.01
"""Seconds between two looks, and half of what the last one took: hints that come closer are answered together."""
LINGER = 30.0
"""Seconds for which the tables are kept when nobody watches."""


class Connection(Protocol):
    """One browser."""

    def offer(self, frame: Frame) -> None: ...

    def offer_snapshot(self, frames: list[bytes], revision: int) -> None: ...

    def tell(self, text: bytes) -> None: ...

    def resume(self) -> int:
        """The revision after which frames were held back; they may be sent again."""
        ...


class Hub:
    """Reads for all connections of this process to one cluster."""

    def __init__(self, cluster_id: int) -> None:
        self._cluster_id = cluster_id
        self._connections: set[Connection] = set()
        self._follower: Follower | None = None
        self._loading: asyncio.Future[Follower] | None = None
        self._lock = asyncio.Lock()
        self._woken = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._clock: dict[str, Any] = {}

    async def join(self, connection: Connection) -> None:
        """Send a snapshot, and from then on every frame. Raises ``Cluster.DoesNotExist``."""
        self._connections.add(connection)  # at once, so that the hub is not stopped meanwhile
        async with self._lock:
            follower = await self._loaded()
            connection.offer_snapshot(await in_pool(follower.snapshot), follower.revision)
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._follow())]

    def leave(self, connection: Connection) -> None:
        self._connections.discard(connection)

    async def resume(self, connection: Connection) -> None:
        """Bring a connection that was held back to where the others are."""
        async with self._lock:
            follower = await self._loaded()
            frame = await in_pool(follower.bridge, connection.resume())
            if frame:
                connection.offer(frame)
            else:
                connection.offer_snapshot(await in_pool(follower.snapshot), follower.revision)

    def is_idle(self) -> bool:
        return not self._connections

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def _loaded(self) -> Follower:
        """The follower. When who asked for it goes while it loads, the load goes on, for the next to ask."""
        if self._follower is None:
            if self._loading is None or self._loading.done():
                self._loading = asyncio.ensure_future(in_pool(Follower, self._cluster_id))
            self._follower = await asyncio.shield(self._loading)
        return self._follower

    async def _listen(self) -> None:
        """Be woken by hints; while there is no channel layer the polling goes on."""
        while True:
            try:
                layer = get_channel_layer()
                channel = await layer.new_channel()
                await layer.group_add(notify.group(self._cluster_id), channel)
                while True:
                    await layer.receive(channel)
                    self._woken.set()
            except Exception:  # whatever the layer's client raises when its server is gone
                log.warning("no hints for cluster %s; asking each second", self._cluster_id, exc_info=True)
                await asyncio.sleep(POLL)

    async def _follow(self) -> None:
        while True:
            await self._wait()
            started = time.monotonic()
            try:
                await self._catch_up()
            except Cluster.DoesNotExist:
                self._tell_all(lambda connection: connection.tell(error_frame("This cluster was deleted.")))
                return
            except Exception:  # a database that is away for a moment must not end the live updates
                log.exception("cluster %s could not be read; trying again", self._cluster_id)
                await asyncio.sleep(POLL)
            await asyncio.sleep(max(LEAST_WAIT, (time.monotonic() - started) / 2))

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), POLL)
        except TimeoutError:
            return
        finally:
            self._woken.clear()

    async def _catch_up(self) -> None:
        async with self._lock:
            follower = await self._loaded()
            try:
                for frame in await in_pool(follower.catch_up):
                    self._tell_all(lambda connection, frame=frame: connection.offer(frame))  # type: ignore[misc]  # mypy infers no lambda with a default
            except Compacted:
                await in_pool(follower.load)
                frames, revision = await in_pool(follower.snapshot), follower.revision
                self._tell_all(lambda connection: connection.offer_snapshot(frames, revision))
            clock = follower.clock()
        if is_news(self._clock, clock):
            self._clock, text = clock, clock_frame(clock)
            self._tell_all(lambda connection: connection.tell(text))

    def _tell_all(self, tell: Callable[[Connection], None]) -> None:
        for connection in list(self._connections):
            tell(connection)


_hubs: dict[int, Hub] = {}


def hub_of(cluster_id: int) -> Hub:
    """This process's hub of a cluster."""
    return _hubs.setdefault(cluster_id, Hub(cluster_id))


async def release(cluster_id: int, linger: float = LINGER) -> None:
    """Stop a cluster's hub when nobody has watched for ``linger`` seconds."""
    await asyncio.sleep(linger)
    hub = _hubs.get(cluster_id)
    if hub is not None and hub.is_idle():
        del _hubs[cluster_id]
        await hub.stop()
