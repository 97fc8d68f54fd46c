"""The browser's session opens the API to whoever is signed in, and to no page of another address."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client

from core.api import sessions
from core.machinery import caller
from core.models import Cluster
from tests.api.client import Api

HERE = {"host": "127.0.0.1:6443", "origin": "https://127.0.0.1:6443"}
ELSEWHERE = {"host": "127.0.0.1:6443", "origin": "https://evil.example"}
CONFIG_MAP = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "made"}}
MAPS = "/api/v1/namespaces/rec/configmaps"


def _sign_in(is_administrator: bool) -> str:
    """The Cookie header of a person in the group `viewers`."""
    person = User.objects.create_user("ann", is_superuser=is_administrator)
    person.groups.add(Group.objects.get_or_create(name="viewers")[0])
    client = Client()
    client.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


async def _ask(api: Api, method: str, path: str, body: Any = None, **headers: str) -> Any:
    return await api.send(method, path, body, authorization="", **headers)


@pytest.fixture
async def administrator(api: Api) -> str:
    return await sync_to_async(_sign_in)(True)


async def test_an_administrator_reads_with_the_session_alone(api: Api, administrator: str) -> None:
    assert (await _ask(api, "GET", MAPS)).status == 403
    assert (await _ask(api, "GET", MAPS, cookie=administrator)).status == 200
    assert (await _ask(api, "GET", MAPS, cookie=administrator[:-1] + "?")).status == 403


async def test_others_come_with_their_groups_and_what_rbac_gives_them(api: Api) -> None:
    cookie = await sync_to_async(_sign_in)(False)
    found = await sync_to_async(sessions.read)({"cookie": cookie}, "GET", api.cluster)
    assert found == caller.User("ann", ("viewers", "system:authenticated"))
    refused = await _ask(api, "GET", MAPS, cookie=cookie)
    assert (refused.status, 'User "ann" cannot list' in refused.doc["message"]) == (403, True)


async def test_a_cluster_of_somebody_else_does_not_know_them(api: Api) -> None:
    cookie = await sync_to_async(_sign_in)(False)
    owner = await sync_to_async(User.objects.create_user)("bob")
    await sync_to_async(Cluster.objects.filter(pk=api.cluster.pk).update)(owner=owner)
    assert await sync_to_async(sessions.read)({"cookie": cookie}, "GET", api.cluster) is None


@pytest.mark.parametrize(
    ("headers", "status"),
    [(HERE, 201), (ELSEWHERE, 403), ({"host": "127.0.0.1:6443"}, 403), ({"origin": "null"}, 403)],
    ids=["a page from here", "a page from elsewhere", "no page that says where it is from", "a page of no origin"],
)
async def test_only_a_page_from_here_writes(api: Api, administrator: str, headers: dict[str, str], status: int) -> None:
    assert (await _ask(api, "POST", MAPS, CONFIG_MAP, cookie=administrator, **headers)).status == status


async def test_a_token_counts_more_than_the_session(api: Api, administrator: str) -> None:
    found = await api.send("GET", MAPS, authorization="Bearer forged", cookie=administrator)
    assert found.status == 401
