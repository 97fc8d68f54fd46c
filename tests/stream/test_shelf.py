"""Shelved tables are those that would be read, and a cache that is away is not missed."""

from __future__ import annotations

from typing import Any

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from core.models import Cluster
from core.projection.tables import Tables
from core.store.compaction import compact
from core.store.sql import SqlStore
from core.stream import follower as following
from core.stream import shelf
from core.stream.follower import Follower
from tests.store.builders import added, event, pod, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> SqlStore:
    """A cluster whose tables are shelved, with a change since."""
    monkeypatch.setattr(shelf, "WORTH", 2)
    store = SqlStore(Cluster.objects.create(name="big").pk)
    hostile = pod("b", metadata={"annotations": {"text": 'a\n"line\\'}}, spec={"nodeName": 'n"\n'})
    store.commit(added(pod("a"), hostile, event("e", "uid-a")), time=0, actor="me")
    Follower(store.cluster_id)
    store.commit([write("MODIFIED", pod("a", spec={"nodeName": "n2"})), write("DELETED", pod("b"))], time=1, actor="me")
    return store


def read_anew(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> Tables:
    with monkeypatch.context() as patch:
        patch.setattr(shelf, "take", lambda cluster: None)
        return Follower(store.cluster_id)._tables


def refuse(*_: Any) -> Tables:
    raise AssertionError("all objects are read")


def test_a_new_follower_takes_the_shelved_tables_and_what_came_since(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = read_anew(store, monkeypatch)
    monkeypatch.setattr(following, "current_tables", refuse)
    taken = Follower(store.cluster_id)._tables
    assert (taken.rows, taken.revision) == (expected.rows, 5)


def test_what_is_shelved_comes_back_as_it_was(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = read_anew(store, monkeypatch)
    shelf.put(store.cluster(), tables)
    taken = shelf.take(store.cluster())
    assert taken is not None
    assert (taken.rows, taken.revision) == (tables.rows, tables.revision)


def test_what_is_too_old_is_left_on_the_shelf(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "NEAR", 1)
    monkeypatch.setattr(following, "current_tables", refuse)
    with pytest.raises(AssertionError, match="all objects are read"):
        Follower(store.cluster_id)


def test_what_is_behind_the_compaction_is_left_on_the_shelf(store: SqlStore) -> None:
    compact(store.cluster_id, 5)
    assert Follower(store.cluster_id).revision == 5


def test_another_cluster_of_the_same_number_has_another_shelf(store: SqlStore) -> None:
    cluster = store.cluster()
    cluster.created = cluster.created.replace(year=1999)
    assert shelf.take(cluster) is None


def test_small_clusters_are_not_shelved(monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqlStore(Cluster.objects.create(name="small").pk)
    store.commit(added(pod("a")), time=0, actor="me")
    Follower(store.cluster_id)
    assert shelf.take(store.cluster()) is None


def test_a_cache_that_is_away_is_not_missed(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def get(self, key: str) -> None:
            raise RedisConnectionError("gone")

        def set(self, key: str, value: bytes, timeout: int) -> None:
            raise RedisConnectionError("gone")

    monkeypatch.setattr(shelf, "cache", Away())
    assert Follower(store.cluster_id).revision == 5
