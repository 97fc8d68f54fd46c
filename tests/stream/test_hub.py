"""A hub reads a cluster once, however many come and go while it does."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from core import clients
from core.models import Cluster
from core.stream import hub

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


class Newcomer:
    """A connection that notes what it is offered."""

    def __init__(self) -> None:
        self.snapshots: list[tuple[list[bytes], int]] = []

    def offer_snapshot(self, frames: list[bytes], revision: int) -> None:
        self.snapshots.append((frames, revision))


async def test_a_load_goes_on_for_the_next_when_who_asked_for_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[int] = []
    begun, finish = threading.Event(), threading.Event()

    class Slow:
        revision = 7

        def __init__(self, cluster_id: int) -> None:
            loads.append(cluster_id)
            begun.set()
            assert finish.wait(60)

        def snapshot(self) -> list[bytes]:
            return [b"rows"]

    monkeypatch.setattr(hub, "Follower", Slow)
    one, first, second = hub.Hub(1), Newcomer(), Newcomer()
    joining = asyncio.create_task(one.join(first))
    await asyncio.to_thread(begun.wait, 60)
    joining.cancel()
    await asyncio.gather(joining, return_exceptions=True)
    again = asyncio.create_task(one.join(second))
    await asyncio.sleep(0)
    finish.set()
    await again
    await one.stop()
    await asyncio.to_thread(clients.close_pool)
    assert (loads, first.snapshots, second.snapshots) == ([1], [], [([b"rows"], 7)])


async def test_a_load_that_failed_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Any] = [Cluster.DoesNotExist(), Cluster.DoesNotExist()]

    def fail(cluster_id: int) -> None:
        raise answers.pop()

    monkeypatch.setattr(hub, "Follower", fail)
    one = hub.Hub(1)
    for _ in range(2):
        with pytest.raises(Cluster.DoesNotExist):
            await one.join(Newcomer())
    await asyncio.to_thread(clients.close_pool)
    assert answers == []
