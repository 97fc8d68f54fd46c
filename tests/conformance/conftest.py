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
from tests.conformance.suite import Suite

BEGINNING = parse("2026-01-01T00:00:00Z")


@pytest.fixture
async def suite(transactional_db: None, request: pytest.FixtureRequest) -> AsyncIterator[Suite]:
    documents = clusters.documents(getattr(request, "param", "nodes-3"), "7")
    cluster = await sync_to_async(found)("e2e", documents, beginning=BEGINNING, seed="7", paused=True)
    made = Suite(cluster, "")
    await made.pass_time(60)
    made.namespace = await made.new_namespace("e2e-tests")
    yield made
    await asyncio.to_thread(clients.close_pool)
    await sync_to_async(connections.close_all)()
