"""Watches that clients open and abandon leave nothing behind."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest

from core.api import feed
from core.api.application import application
from tests.api.client import Api, Watch
from tests.api.test_application import MAPS, config

MANY = 100


class Lost(Exception):
    """The client's connection is gone in the middle of an answer."""


async def test_hundreds_of_abandoned_watches_leave_no_task_and_no_memory(api: Api) -> None:
    await api.post(MAPS, config("a"))
    await _abandon(api)
    before, objects = len(asyncio.all_tasks()), _objects()
    for _ in range(3):
        await _abandon(api)
    assert len(asyncio.all_tasks()) == before
    assert not feed.followed()
    assert _objects() < objects * 1.05 + 500


async def _abandon(api: Api) -> None:
    watches = [Watch(api, f"{MAPS}?watch=1&labelSelector=n%3Da") for _ in range(MANY)]
    for watch in watches:
        await watch.__aenter__()
    assert (await watches[-1].event())["type"] == "ADDED"
    for watch in watches:
        await watch.__aexit__()


def _objects() -> int:
    gc.collect()
    return len(gc.get_objects())


@pytest.mark.parametrize("way", ["lost", "cancelled"])
async def test_a_watch_whose_client_is_lost_while_it_is_told_is_freed(api: Api, way: str) -> None:
    await api.post(MAPS, config("a"))
    told = asyncio.Event()

    coming = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        return coming.pop() if coming else await asyncio.Future()

    async def send(message: Any) -> None:
        if b"ADDED" in message.get("body", b""):
            told.set()
            if way == "lost":
                raise Lost
            await asyncio.Future()

    async def served() -> None:
        await application(api.scope("GET", f"{MAPS}?watch=1", {}), receive, send)

    task = asyncio.create_task(served())
    await asyncio.wait_for(told.wait(), 20)
    if way == "cancelled":
        task.cancel()
    with pytest.raises(Lost if way == "lost" else asyncio.CancelledError):
        await task
    assert not feed.followed()


async def test_a_watch_that_falls_behind_is_ended() -> None:
    subscription = feed.Subscription(0)
    stretch = feed.Stretch([])
    for _ in range(feed.BACKLOG + 1):
        subscription.offer(stretch)
    told = [subscription.queue.get_nowait() for _ in range(subscription.queue.qsize())]
    assert told[-1] is None
