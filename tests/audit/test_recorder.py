"""The way from a request to the database: bounded, in batches, and no loss that is not counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.db import OperationalError

from core.audit.recorder import Recorder
from core.models import AuditEntry, AuditTally, Cluster
from core.store import audit
from core.store.audit import Entry, Wish


def entry(cluster: int = 1, **given: Any) -> Entry:
    fields = {"time": 5, "wall": 9, "username": "ann", "verb": "get", "resource": "pods", "namespace": "", "name": ""}
    return Entry(**{"cluster": cluster, "code": 200, "doc": "{}", **fields, **given})


class Database:
    """Takes batches, unless it is told to fail."""

    def __init__(self) -> None:
        self.batches: list[tuple[int, dict[int, int]]] = []
        self.fails: Exception | None = None

    def __call__(self, entries: Sequence[Entry], lost: Mapping[int, int]) -> None:
        if self.fails:
            raise self.fails
        self.batches.append((len(entries), dict(lost)))


def test_what_finds_no_room_is_counted_with_the_next_batch() -> None:
    database = Database()
    recorder = Recorder(database, most=3)
    for _ in range(5):
        recorder.record(entry())
    recorder.flush()
    recorder.record(entry())
    recorder.flush()
    recorder.flush()
    assert database.batches == [(3, {1: 2}), (1, {})]


def test_a_busy_database_loses_nothing() -> None:
    database = Database()
    recorder = Recorder(database)
    recorder.record(entry())
    database.fails = OperationalError("database is locked")
    with pytest.raises(OperationalError):
        recorder.flush()
    database.fails = None
    recorder.flush()
    assert database.batches == [(1, {})]


def test_a_batch_that_cannot_be_written_is_counted_as_lost_and_stands_in_nobodys_way() -> None:
    database = Database()
    recorder = Recorder(database)
    recorder.record(entry())
    database.fails = ValueError("whatever")
    recorder.flush()
    database.fails = None
    recorder.record(entry())
    recorder.flush()
    assert database.batches == [(1, {1: 1})]


def test_a_burst_is_written_in_short_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.audit.recorder.BATCH", 2)
    database = Database()
    recorder = Recorder(database)
    for _ in range(5):
        recorder.record(entry())
    recorder.flush()
    assert [size for size, _ in database.batches] == [2, 2, 1]


@pytest.fixture
def cluster(db: None) -> Cluster:
    return Cluster.objects.create(name="demo")


def test_the_oldest_entries_go_and_are_counted(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "SLACK", 3)
    for number in range(10):
        audit.append([entry(cluster.pk, name=str(number))], {}, most=4)
    names = list(AuditEntry.objects.values_list("name", flat=True))
    tally = AuditTally.objects.get()
    assert names == ["6", "7", "8", "9"]
    assert (tally.written, tally.deleted) == (10, 6)


def test_entries_of_a_deleted_cluster_are_dropped(cluster: Cluster) -> None:
    audit.append([entry(cluster.pk), entry(cluster.pk + 1)], {cluster.pk + 1: 7})
    assert AuditEntry.objects.count() == AuditTally.objects.count() == 1
    cluster.delete()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("wish", "names"),
    [
        pytest.param(Wish(), ["d", "c", "b", "a"], id="all, the newest first"),
        pytest.param(Wish(username="bob"), ["b"], id="a user"),
        pytest.param(Wish(verb="delete"), ["c"], id="a verb"),
        pytest.param(Wish(resource="secrets"), ["d"], id="a resource"),
        pytest.param(Wish(outcome="refused"), ["c"], id="refused"),
        pytest.param(Wish(outcome="failed"), ["d"], id="failed"),
        pytest.param(Wish(text="KUBECTL 50%"), ["a"], id="words, in any case and as they are"),
        pytest.param(Wish(text="_"), [], id="no wildcards"),
        pytest.param(Wish(until=6), ["b", "a"], id="until a moment"),
    ],
)
def test_a_wish_chooses(cluster: Cluster, wish: Wish, names: list[str]) -> None:
    entries = [
        entry(cluster.pk, doc='"a kubectl 50%"', time=5),
        entry(cluster.pk, doc='"b"', username="bob", time=6),
        entry(cluster.pk, doc='"c"', verb="delete", code=403, time=7),
        entry(cluster.pk, doc='"d"', resource="secrets", code=409, time=8),
    ]
    audit.append(entries, {})
    assert [doc[1] for _, _, doc in audit.newest(cluster.pk, wish)] == names
