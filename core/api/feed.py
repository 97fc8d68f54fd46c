"""One reader of a cluster's log per process for all watches of it: woken by hints, or after a second without one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from channels.layers import get_channel_layer

from core import notify
from core.api.representation import Form
from core.clients import in_pool, open_store
from core.models import Cluster
from core.store.protocol import Change, Compacted

log = logging.getLogger(__name__)

POLL = 1.0
"""Seconds after which the log is looked at though no hint has come."""
STRETCH = 2_000
"""Changes that are read at once."""
BACKLOG = 50
"""Unread stretches after which a watch is ended; its client resumes from the last revision that it saw."""


class Stretch:
    """Changes in their order, with what watches have encoded of them so far."""

    def __init__(self, changes: list[Change]) -> None:
        self.changes = changes
        self.encoded: dict[tuple[int, str, Form], bytes] = {}
        """By revision, API version and form: the JSON of a change's object."""

    @property
    def revision(self) -> int:
        """The last change's."""
        return self.changes[-1].revision

    def after(self, revision: int) -> Stretch | None:
        """The later part; ``None`` when there is none."""
        if self.changes[0].revision > revision:
            return self
        later = [change for change in self.changes if change.revision > revision]
        return Stretch(later) if later else None


class Subscription:
    """What one watch has not yet seen; ``None`` in the queue says that the feed ends here."""

    def __init__(self, revision: int) -> None:
        self.revision = revision
        """Changes up to here are not in the queue."""
        self.queue: asyncio.Queue[Stretch | None] = asyncio.Queue(BACKLOG)

    def offer(self, stretch: Stretch | None) -> None:
        """Queue a stretch; one too many ends the subscription."""
        try:
            self.queue.put_nowait(stretch)
        except asyncio.QueueFull:
            self.queue.get_nowait()
            self.queue.put_nowait(None)


class Feed:
    """Reads for all watches of one cluster."""

    def __init__(self, cluster_id: int, revision: int) -> None:
        self._cluster_id = cluster_id
        self._revision = revision
        self._subscriptions: set[Subscription] = set()
        self._woken = asyncio.Event()
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._follow())]

    def join(self) -> Subscription:
        """A subscription to all changes after where the feed now is."""
        found = Subscription(self._revision)
        self._subscriptions.add(found)
        return found

    def leave(self, subscription: Subscription) -> bool:
        """End a subscription; whether it was the last."""
        self._subscriptions.discard(subscription)
        return not self._subscriptions

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def _listen(self) -> None:
        while True:
            try:
                layer = get_channel_layer()
                channel = await layer.new_channel()
                await layer.group_add(notify.group(self._cluster_id), channel)
                while True:
                    await layer.receive(channel)
                    self._woken.set()
            except Exception:  # whatever the layer's client raises when its server is gone
                log.warning("no hints for cluster %s; asking each second", self._cluster_id)
                await asyncio.sleep(POLL)

    async def _follow(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), POLL)
            self._woken.clear()
            try:
                await self._catch_up()
            except (Cluster.DoesNotExist, Compacted):
                self._tell(None)
            except Exception:  # a database that is away for a moment must not end the watches
                log.exception("cluster %s could not be read; trying again", self._cluster_id)

    async def _catch_up(self) -> None:
        while stretch := await in_pool(read, self._cluster_id, self._revision):
            self._revision = stretch.revision
            self._tell(stretch)

    def _tell(self, stretch: Stretch | None) -> None:
        for subscription in self._subscriptions:
            subscription.offer(stretch)


def read(cluster_id: int, since: int, until: int | None = None) -> Stretch | None:
    """The next changes after ``since``, at most `STRETCH`; ``None`` when there is none. Raises `Compacted`."""
    store = open_store(cluster_id)
    head = store.head() if until is None else until
    changes = list(store.changes(since, min(head, since + STRETCH))) if head > since else []
    return Stretch(changes) if changes else None


_feeds: dict[int, Feed] = {}


def followed() -> frozenset[int]:
    """The clusters whose logs are read for somebody."""
    return frozenset(_feeds)


@asynccontextmanager
async def subscribed(cluster_id: int) -> AsyncIterator[Subscription]:
    """A subscription for as long as the block lasts. Raises ``Cluster.DoesNotExist``."""
    if cluster_id not in _feeds:
        head = await in_pool(open_store(cluster_id).head)
        if cluster_id not in _feeds:  # another watch may have been quicker
            _feeds[cluster_id] = Feed(cluster_id, head)
    feed = _feeds[cluster_id]
    subscription = feed.join()
    try:
        yield subscription
    finally:
        if feed.leave(subscription) and _feeds.get(cluster_id) is feed:
            feed.stop()
            del _feeds[cluster_id]
