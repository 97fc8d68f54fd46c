"""The health page says what the process reaches."""

import pytest
from django.core.cache import cache
from django.test import AsyncClient
from redis.exceptions import ConnectionError as BrokerGone

pytestmark = pytest.mark.django_db(transaction=True)


async def test_everything_answers(async_client: AsyncClient) -> None:
    response = await async_client.get("/health")
    assert (response.status_code, response.json()) == (200, {"database": True, "broker": True})


async def test_a_lost_broker_is_named(async_client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise BrokerGone

    monkeypatch.setattr(cache, "aset", refuse)
    response = await async_client.get("/health")
    assert (response.status_code, response.json()) == (503, {"database": True, "broker": False})
