"""Watch: what is there, if asked for, then every change, until the client leaves or its time is up.

Source of the rules: the API concepts' "Efficient detection of changes" and k8s.io/apiserver's storage/cacher.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any, Final

from core.api import feed, options, representation, selection
from core.api.answer import Stream
from core.api.feed import Stretch, Subscription
from core.api.options import ListOptions
from core.api.reading import wanted_by
from core.api.request import Request
from core.api.route import Target
from core.api.sieve import Sieve
from core.clients import in_pool, open_store
from core.meta import errors
from core.store.listing import Wanted
from core.store.protocol import Compacted

Receive = Callable[[], Awaitable[Mapping[str, Any]]]

LEAST_TIMEOUT: Final = 1800
"""Seconds of a watch that names no timeout, at least; up to twice that (``--min-request-timeout``)."""
BOOKMARK_EVERY: Final = 60.0
"""Seconds between bookmarks."""
BOOKMARK_BEFORE_END: Final = 2.0
"""Seconds before its end at which a watch gets a last one."""
NOTHING: Final = "nothing"


async def watch(request: Request, target: Target, receive: Receive) -> Stream:
    """The stream of a watch. Raises `StatusError` for a request that is wrong."""
    form, asked = representation.form_of(request), options.of(request, watch=True)
    chosen = selection.selection_of(request, target)
    watching = _Watching(request.cluster.pk, target, asked, Sieve(request, target, form, chosen))
    content_type = form.content_type if form.style else "application/json;stream=watch"
    return Stream(watching.pieces(wanted_by(target, chosen), receive), content_type)


class _Watching:
    """One watch from its beginning to its end."""

    def __init__(self, cluster: int, target: Target, asked: ListOptions, sieve: Sieve) -> None:
        self._cluster = cluster
        self._target = target
        self._asked = asked
        self._sieve = sieve
        self._since = asked.version
        """Up to which revision the client has been told."""

    async def pieces(self, wanted: Wanted, receive: Receive) -> AsyncGenerator[bytes]:
        """Lines of JSON. The subscription begins before the past is read, so nothing falls between."""
        gone = asyncio.create_task(_disconnected(receive))
        try:
            async with feed.subscribed(self._cluster) as subscription:
                async with aclosing(self._past(wanted, subscription)) as past:
                    async for piece in past:
                        yield piece
                async with aclosing(self._live(subscription, gone)) as live:
                    async for piece in live:
                        yield piece
        except Compacted:
            first = (await in_pool(open_store(self._cluster).cluster)).first_revision
            yield self._sieve.error(errors.too_old(self._since, first))
        finally:
            gone.cancel()

    async def _past(self, wanted: Wanted, subscription: Subscription) -> AsyncGenerator[bytes]:
        """What is there, where the client wants that, and what was written between then and the subscription."""
        asked = self._asked
        if asked.initial_events or (asked.initial_events is None and not asked.version):
            items, self._since = await in_pool(open_store(self._cluster).items, wanted)
            yield await in_pool(self._sieve.initial, items)
            if asked.initial_events and asked.bookmarks:
                yield self._sieve.bookmark(self._since, is_initial=True)
        elif not asked.version:
            self._since = await in_pool(open_store(self._cluster).head)
        while past := await in_pool(feed.read, self._cluster, self._since, max(self._since, subscription.revision)):
            self._since = past.revision
            yield await in_pool(self._sieve.lines, past)

    async def _live(self, subscription: Subscription, gone: asyncio.Task[None]) -> AsyncGenerator[bytes]:
        """Changes as they come, and bookmarks; ends with the client, the timeout or the feed."""
        end = time.monotonic() + (self._asked.timeout or LEAST_TIMEOUT * (1 + random.random()))
        mark = _next_mark(end)
        while not gone.done() and time.monotonic() < end:
            due = min(mark, end) if self._asked.bookmarks else end
            news = await _next(subscription, gone, max(0.0, due - time.monotonic()))
            if news is None:
                return
            fresh = news.after(self._since) if isinstance(news, Stretch) else None
            if fresh:
                self._since = fresh.revision
                piece = await self._lines(fresh)
                if piece:
                    yield piece
            if self._asked.bookmarks and time.monotonic() >= mark:
                mark = _next_mark(end)
                yield self._sieve.bookmark(self._since)

    async def _lines(self, stretch: Stretch) -> bytes:
        """A look at the log, where a selector needs one, must not hold the event loop up."""
        return await in_pool(self._sieve.lines, stretch) if self._sieve.reads else self._sieve.lines(stretch)


def _next_mark(end: float) -> float:
    """When the next bookmark is due: in a minute, and shortly before the end."""
    now = time.monotonic()
    last = end - BOOKMARK_BEFORE_END
    return min(now + BOOKMARK_EVERY, last) if now < last else end + BOOKMARK_EVERY


async def _next(subscription: Subscription, gone: asyncio.Task[None], patience: float) -> Stretch | str | None:
    """The next stretch; `NOTHING` after ``patience`` seconds without one, ``None`` when the watch is over."""
    waiting = asyncio.create_task(subscription.queue.get())
    done, _ = await asyncio.wait({waiting, gone}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
    if waiting in done:
        return waiting.result()
    waiting.cancel()
    return None if gone in done else NOTHING


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
