"""A cluster with a namespace `rec`, and its administrator's client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from core import clients
from core.founding import found
from core.models import Cluster
from tests.api.client import Api

BEGINNING = 1_700_000_000_000_000


def namespace(name: str) -> dict[str, object]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


@pytest.fixture
async def cluster(transactional_db: None) -> AsyncIterator[Cluster]:
    documents = [namespace("default"), namespace("rec"), namespace("rec3"), namespace("kube-system")]
    yield await sync_to_async(found)("demo", documents, beginning=BEGINNING, paused=True)
    await asyncio.to_thread(clients.close_pool)
    await sync_to_async(connections.close_all)()


@pytest.fixture
async def api(cluster: Cluster) -> Api:
    return Api(cluster)
