"""Stores to test: one of each implementation, and the SQL store alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.models import Cluster
from core.store.memory import MemoryStore
from core.store.protocol import Store
from core.store.sql import SqlStore


@pytest.fixture
def cluster(db: None) -> Cluster:
    return Cluster.objects.create(name="test", paused=True)


@pytest.fixture
def sql(cluster: Cluster) -> SqlStore:
    return SqlStore(cluster.pk)


@pytest.fixture(params=["memory", "sql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Each implementation in its turn; the SQL one on the database of the settings."""
    if request.param == "memory":
        yield MemoryStore()
    else:
        yield request.getfixturevalue("sql")
