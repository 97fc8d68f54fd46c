"""A cluster of three nodes in which everything acts, with a namespace of the spec's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from core import clients
from core.founding import found
from core.meta.time import parse
from simulator import clusters
from tests.conformance import outside
from tests.conformance.suite import Suite

BEGINNING = parse("2026-01-01T00:00:00Z")


if outside.KUBECONFIG:

    @pytest.fixture
    def database() -> None:
        """None: a running server has its own."""

else:

    @pytest.fixture
    def database(transactional_db: None) -> None:
        """A database of the spec's own."""


@pytest.fixture
async def suite(database: None, request: pytest.FixtureRequest) -> AsyncIterator[Suite]:
    """A spec's cluster and namespace; a running server's where one is named (`outside.py`)."""
    if outside.KUBECONFIG:
        async for made in _outside(request):
            yield made
        return
    documents = clusters.documents(getattr(request, "param", "nodes-3"), "7")
    cluster = await sync_to_async(found)("e2e", documents, beginning=BEGINNING, seed="7", paused=True)
    made = Suite(cluster, "")
    await made.pass_time(60)
    made.namespace = await made.new_namespace("e2e-tests")
    yield made
    await asyncio.to_thread(clients.close_pool)
    await sync_to_async(connections.close_all)()


async def _outside(request: pytest.FixtureRequest) -> AsyncIterator[Suite]:
    if hasattr(request, "param"):
        pytest.skip("asks for another cluster than the server's")
    made = outside.OutsideSuite()
    made.namespace = await made.new_namespace("e2e-tests")
    yield made
    await made.end()
