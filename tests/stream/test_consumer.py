"""The WebSocket end to end: sign-in, snapshot, live frames, slow clients, lost hints, nonsense."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser, User
from django.db import connections

from core import clients
from core.models import Cluster
from core.store.sql import SqlStore
from core.stream import flow, hub
from core.stream.routing import websocket_urlpatterns
from tests.store.builders import added, pod, write
from tests.stream.browser import Browser

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


@pytest.fixture(autouse=True)
async def no_hub_left_behind(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setattr(hub.release, "__defaults__", (0.0,))
    yield
    for left in hub._hubs.values():
        await left.stop()
    hub._hubs.clear()
    await asyncio.to_thread(clients.close_pool)
    await sync_to_async(connections.close_all)()


@pytest.fixture
async def cluster() -> Cluster:
    return await Cluster.objects.acreate(name="demo")


@pytest.fixture
async def user() -> User:
    return await User.objects.acreate(username="ada")


class Link:
    """A connection of a browser."""

    def __init__(self, user: Any, name: str = "demo") -> None:
        self.socket = WebsocketCommunicator(URLRouter(websocket_urlpatterns), f"/ws/clusters/{name}/")
        self.socket.scope["user"] = user
        self.browser = Browser()

    async def __aenter__(self) -> Link:
        assert (await self.socket.connect(timeout=60))[0]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.disconnect(timeout=60)

    async def until(self, revision: int) -> None:
        """Receive until the browser has seen ``revision``."""
        while self.browser.revision < revision:
            self.browser.receive(await self.socket.receive_from(timeout=60))

    async def send(self, message: str) -> None:
        await self.socket.send_to(text_data=message)


@sync_to_async
def commit(cluster: Cluster, *writes: Any, hinted: bool = True) -> int:
    store = clients.open_store(cluster) if hinted else SqlStore(cluster.pk)
    return store.commit(writes, time=0, actor="me")[-1].revision


async def test_a_client_gets_the_snapshot_and_then_every_change(cluster: Cluster, user: User) -> None:
    await commit(cluster, *added(pod("a")))
    async with Link(user) as link:
        await link.until(1)
        assert [row[2] for row in link.browser.tables["pods"].values()] == ["a"]
        await commit(cluster, *added(pod("b")), write("DELETED", pod("a")))
        await link.until(3)
        assert [row[2] for row in link.browser.tables["pods"].values()] == ["b"]
        assert link.browser.revisions == [2, 3]
        assert link.browser.clock["speed"] == 1.0


async def test_a_change_whose_hint_was_lost_is_seen_within_a_second(
    cluster: Cluster, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "POLL", 0.05)
    async with Link(user) as link:
        await link.until(0)
        await commit(cluster, *added(pod("a")), hinted=False)
        await link.until(1)


async def test_a_client_that_does_not_acknowledge_is_held_back_and_resumes(
    cluster: Cluster, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "POLL", 0.02)
    monkeypatch.setattr(flow, "BUDGET", 700)
    async with Link(user) as link:
        await link.until(0)
        await commit(cluster, *added(pod("a")))
        await link.until(1)
        for name in "bcdef":
            await commit(cluster, *added(pod(name)))
            await asyncio.sleep(0.06)
        while not await link.socket.receive_nothing(timeout=0.1):
            link.browser.receive(await link.socket.receive_from(timeout=60))
        held_at = link.browser.revision
        assert held_at < 6
        await link.send(f'{{"t":"ack","revision":{held_at}}}')
        await link.until(6)
        assert link.browser.revisions == [1, 2, 3, 4, 5, 6]
        assert link.browser.snapshots == 1


async def test_a_client_of_a_cluster_that_is_deleted_is_told(
    cluster: Cluster, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "POLL", 0.05)
    async with Link(user) as link:
        await link.until(0)
        await sync_to_async(cluster.delete)()
        while not link.browser.errors:
            link.browser.receive(await link.socket.receive_from(timeout=60))
        assert link.browser.errors == ["This cluster was deleted."]


async def test_two_clients_share_one_reader(cluster: Cluster, user: User) -> None:
    async with Link(user) as one, Link(user) as other:
        await commit(cluster, *added(pod("a")))
        await one.until(1)
        await other.until(1)
        assert len(hub._hubs) == 1
        assert one.browser.tables == other.browser.tables


@pytest.mark.parametrize(
    ("who", "name", "message", "code"),
    [
        pytest.param(AnonymousUser(), "demo", "Sign in first.", 4401, id="nobody in particular"),
        pytest.param(None, "nowhere", "There is no cluster 'nowhere'.", 4404, id="a cluster that does not exist"),
        pytest.param(None, "private", "There is no cluster 'private'.", 4404, id="a cluster of somebody else"),
    ],
)
async def test_who_may_not_watch_is_told_why(
    cluster: Cluster, user: User, who: Any, name: str, message: str, code: int
) -> None:
    await Cluster.objects.acreate(name="private", owner=await User.objects.acreate(username="eve"))
    link = Link(who or user, name)
    await link.socket.connect(timeout=60)
    link.browser.receive(await link.socket.receive_from(timeout=60))
    assert link.browser.errors == [message]
    assert await link.socket.receive_output(timeout=60) == {"type": "websocket.close", "code": code}


@pytest.mark.parametrize(
    "message", ["x", "[]", "{}", '{"t":"ack"}', '{"t":"ack","revision":"1"}', '{"t":"ack","revision":true}', "[" * 5000]
)
async def test_nonsense_ends_the_connection(cluster: Cluster, user: User, message: str) -> None:
    async with Link(user) as link:
        await link.until(0)
        await link.send(message)
        output = await link.socket.receive_output(timeout=60)
        while output["type"] != "websocket.close":
            output = await link.socket.receive_output(timeout=60)
        assert output["code"] == 4400


async def test_a_ping_is_answered(cluster: Cluster, user: User) -> None:
    async with Link(user) as link:
        await link.until(0)
        await link.send('{"t":"ping"}')
        texts = [await link.socket.receive_from(timeout=60)]
        while '"clock"' in texts[-1]:
            texts.append(await link.socket.receive_from(timeout=60))
        assert texts[-1] == '{"t":"pong"}'
