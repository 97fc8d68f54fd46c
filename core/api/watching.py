"""Watch: what is there, if asked for, then every change, until the client leaves or its time is up.

Source of the rules: the API concepts' "Efficient detection of changes" and k8s.io/apiserver's watch handler.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import aclosing
from typing import Any, Final

from core.api import feed, reading, representation, selection
from core.api.answer import Stream
from core.api.feed import Subscription
from core.api.request import Request
from core.api.route import Target
from core.api.sieve import Sieve
from core.clients import in_pool, open_store
from core.meta import errors
from core.store.protocol import Change, Compacted

Receive = Callable[[], Awaitable[Mapping[str, Any]]]

LEAST_TIMEOUT: Final = 1800
"""Seconds of a watch that names no timeout, at least; up to twice that (``--min-request-timeout``)."""
BOOKMARK_EVERY: Final = 60.0
"""Seconds between bookmarks."""


async def watch(request: Request, target: Target, receive: Receive) -> Stream:
    """The stream of a watch. Raises `StatusError` for a request that is wrong."""
    form = representation.form_of(request)
    since = reading.revision_of(request)
    _check_initial_events(request)
    sieve = Sieve(request, target, form, selection.test_of(request, target))
    content_type = form.content_type if form.style else "application/json;stream=watch"
    return Stream(_pieces(request, target, sieve, since, receive), content_type)


def _check_initial_events(request: Request) -> None:
    match = request.one("resourceVersionMatch")
    if request.is_true("sendInitialEvents") and match != "NotOlderThan":
        why = "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
        value = errors.FieldError("FieldValueForbidden", "resourceVersionMatch", "", why)
        raise errors.invalid("ListOptions", "meta.k8s.io", "", [value])


async def _pieces(request: Request, target: Target, sieve: Sieve, since: int, receive: Receive) -> AsyncIterator[bytes]:
    """Lines of JSON. The subscription begins before the past is read, so nothing falls between."""
    cluster = request.cluster.pk
    gone = asyncio.create_task(_disconnected(receive))
    try:
        async with feed.subscribed(cluster) as subscription:
            if not since or request.is_true("sendInitialEvents"):
                docs, since = await in_pool(
                    reading.at_head, open_store(cluster), target.kind.resource, target.namespace
                )
                yield await in_pool(sieve.initial, docs)
                if request.is_true("sendInitialEvents"):
                    yield sieve.bookmark(since, is_initial=True)
            while past := await in_pool(feed.read, cluster, since, max(since, subscription.revision)):
                since = past[-1].revision
                yield await in_pool(sieve.lines, past)
            async with aclosing(_live(request, sieve, subscription, since, gone)) as pieces:
                async for piece in pieces:
                    yield piece
    except Compacted:
        first = (await in_pool(open_store(cluster).cluster)).first_revision
        yield sieve.error(errors.too_old(since, first))
    finally:
        gone.cancel()


async def _live(
    request: Request, sieve: Sieve, subscription: Subscription, since: int, gone: asyncio.Task[None]
) -> AsyncGenerator[bytes]:
    """Changes as they come, and bookmarks; ends with the client, the timeout or the feed."""
    seconds = request.integer("timeoutSeconds") or LEAST_TIMEOUT * (1 + random.random())
    end, marks = time.monotonic() + seconds, request.is_true("allowWatchBookmarks")
    while not gone.done() and time.monotonic() < end:
        patience = min(BOOKMARK_EVERY, end - time.monotonic())
        news = await _next(subscription, gone, patience)
        if news is None:
            return
        fresh = [change for change in news if change.revision > since]
        if fresh:
            since = fresh[-1].revision
            piece = await _lines(sieve, fresh)
            if piece:
                yield piece
        elif not news and marks:
            yield sieve.bookmark(since)


async def _lines(sieve: Sieve, changes: list[Change]) -> bytes:
    """A look at the log, where a selector needs one, must not hold the event loop up."""
    return await in_pool(sieve.lines, changes) if sieve.reads else sieve.lines(changes)


async def _next(subscription: Subscription, gone: asyncio.Task[None], patience: float) -> Iterable[Change] | None:
    """The next stretch; empty after ``patience`` seconds without one, ``None`` when the watch is over."""
    waiting = asyncio.create_task(subscription.queue.get())
    done, _ = await asyncio.wait({waiting, gone}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
    if waiting in done:
        return waiting.result()
    waiting.cancel()
    return None if gone in done else []


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
