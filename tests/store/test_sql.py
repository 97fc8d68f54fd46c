"""What the SQL store adds: transactions, history and events of an object, moments by time, isolation of clusters."""

from __future__ import annotations

import pytest

from core.meta.objects import Key
from core.meta.time import HOUR
from core.models import Change, Cluster, Keyframe, Object
from core.store import keyframes, upkeep
from core.store.compaction import Retention, compact
from core.store.protocol import Compacted
from core.store.sql import SqlStore
from tests.store.builders import SECOND, added, event, pod, write


def names(store: SqlStore) -> list[str]:
    return [doc["metadata"]["name"] for doc in store.list("pods")]


def test_commits_of_a_transaction_are_stored_together(sql: SqlStore) -> None:
    with sql.transaction():
        sql.commit(added(pod("a")), time=0, actor="me")
        assert (sql.head(), names(sql)) == (1, ["a"])
        sql.commit(added(pod("b")), time=0, actor="me")
    assert (sql.head(), names(sql)) == (2, ["a", "b"])


def test_a_transaction_that_fails_stores_nothing(sql: SqlStore) -> None:
    with pytest.raises(ZeroDivisionError), sql.transaction():  # noqa: PT012  # both lines are the point
        sql.commit(added(pod("a")), time=0, actor="me")
        raise ZeroDivisionError
    assert (sql.head(), names(sql), list(sql.changes(0))) == (0, [], [])


def test_each_commit_is_announced_once_and_a_failed_one_never(
    cluster: Cluster, django_capture_on_commit_callbacks: type
) -> None:
    heard: list[tuple[int, int]] = []
    store = SqlStore(cluster.pk, lambda *hint: heard.append(hint))
    with django_capture_on_commit_callbacks(execute=True):
        with store.transaction():
            store.commit(added(pod("a")), time=0, actor="me")
            store.commit(added(pod("b")), time=0, actor="me")
        with pytest.raises(ZeroDivisionError), store.transaction():  # noqa: PT012  # the write before the error counts
            store.commit(added(pod("c")), time=0, actor="me")
            raise ZeroDivisionError
    assert heard == [(cluster.pk, 2)]


def test_clusters_do_not_see_each_other(sql: SqlStore) -> None:
    other = SqlStore(Cluster.objects.create(name="other").pk)
    sql.commit(added(pod("a")), time=0, actor="me")
    other.commit(added(pod("b"), pod("c")), time=0, actor="me")
    assert (names(sql), names(other)) == (["a"], ["b", "c"])
    assert (len(list(sql.changes(0))), len(list(other.changes(0)))) == (1, 2)
    assert [change.doc["metadata"]["name"] for change in other.history("uid-b")] == ["b"]
    assert sql.history("uid-b") == []


def test_a_deleted_cluster_leaves_no_row(sql: SqlStore) -> None:
    other = SqlStore(Cluster.objects.create(name="other").pk)
    other.commit(added(pod("kept")), time=0, actor="me")
    sql.commit(added(pod("a"), event("e", "uid-a")), time=0, actor="me")
    keyframes.save(sql.cluster_id, 2, [1])
    Cluster.objects.get(pk=sql.cluster_id).delete()
    assert [row.name for row in Object.objects.all()] == ["kept"]
    assert [row.cluster_id for row in Change.objects.all()] == [other.cluster_id]
    assert not Keyframe.objects.exists()


def test_history_and_events_of_one_object(sql: SqlStore) -> None:
    sql.commit(added(pod("a"), pod("b"), event("e1", "uid-a"), event("e2", "uid-b")), time=0, actor="me")
    sql.commit([write("MODIFIED", event("e1", "uid-a", count=2)), write("DELETED", pod("a"))], time=SECOND, actor="me")
    assert [(change.revision, change.verb) for change in sql.history("uid-a")] == [(1, "ADDED"), (6, "DELETED")]
    assert [(change.revision, change.doc["count"]) for change in sql.events_about("uid-a")] == [(5, 2)]
    assert [change.doc["count"] for change in sql.events_about("uid-a", until=4)] == [1]


def test_events_end_an_hour_after_their_latest_change(sql: SqlStore) -> None:
    sql.commit(added(event("old", "uid-a"), event("renewed", "uid-a")), time=0, actor="me")
    sql.commit([write("MODIFIED", event("renewed", "uid-a", count=2))], time=HOUR - SECOND, actor="me")
    Cluster.objects.update(time=HOUR - 1)
    assert [change.key.name for change in sql.events()] == ["renewed", "old"]
    Cluster.objects.update(time=HOUR)
    assert [change.key.name for change in sql.events()] == ["renewed"]
    assert [change.key.name for change in sql.events_about("uid-a")] == ["renewed"]
    assert sql.get(Key("events", "default", "old")) is None
    assert [doc["count"] for doc in sql.list("events", "default")] == [2]


@pytest.mark.parametrize(("time", "revision"), [(0, 0), (9, 0), (10, 2), (15, 2), (20, 3), (99, 3)])
def test_a_moment_is_found_by_its_time(sql: SqlStore, time: int, revision: int) -> None:
    sql.commit(added(pod("a"), pod("b")), time=10, actor="me")
    sql.commit(added(pod("c")), time=20, actor="me")
    assert sql.revision_at(time) == revision


def test_a_keyframe_shortens_the_way_to_a_past_moment(sql: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyframes, "SCAN_LEAST", 3)
    for name in "abcdef":
        sql.commit(added(pod(name)), time=0, actor="me")
        sql.commit([write("DELETED", pod(name))], time=0, actor="me")
    assert keyframes.save_head(sql.cluster_id)
    assert not keyframes.save_head(sql.cluster_id)
    assert sql.at(7).count("pods") == 1
    assert sorted(Keyframe.objects.values_list("revision", flat=True)) == [7, 12]
    assert sql.at(8).count("pods") == 0


def test_upkeep_leaves_keyframes_and_ends_what_is_too_old(sql: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyframes, "SCAN_LEAST", 3)
    for name in "abcdefgh":
        sql.commit(added(pod(name)), time=0, actor="me")
    upkeep.keep(sql.cluster_id)
    assert (Keyframe.objects.count(), sql.cluster().first_revision) == (0, 0)
    for name in "abcdefgh":
        sql.commit([write("DELETED", pod(name))], time=0, actor="me")
    upkeep.keep(sql.cluster_id, Retention(changes=6))
    assert sorted(Keyframe.objects.values_list("revision", flat=True)) == [10, 16]
    assert (sql.cluster().first_revision, sql.at(10).count("pods")) == (10, 6)


def test_differences_of_revisions_pack_and_unpack() -> None:
    revisions = [1, 2, 7, 1 << 39]
    assert keyframes.unpack(keyframes.pack(reversed(revisions))) == revisions
    assert keyframes.unpack(keyframes.pack([])) == []


def test_compaction_deletes_what_was_replaced_and_events_that_ended(sql: SqlStore) -> None:
    sql.commit(added(pod("a"), pod("gone"), event("old", "uid-a")), time=0, actor="me")
    sql.commit([write("MODIFIED", pod("a")), write("DELETED", pod("gone"))], time=HOUR, actor="me")
    sql.commit(added(event("new", "uid-a"), pod("b")), time=HOUR, actor="me")
    assert compact(sql.cluster_id, 6) == 4
    assert [change.revision for change in sql.history("uid-a")] == [4]
    assert sql.cluster().first_time == HOUR
    with pytest.raises(Compacted):
        sql.changes(5)
    assert [change.revision for change in sql.changes(6)] == [7]


@pytest.mark.parametrize(
    ("retention", "first"),
    [
        pytest.param(Retention(changes=4), 6, id="by number"),
        pytest.param(Retention(age=3 * SECOND), 7, id="by age"),
        pytest.param(Retention(changes=9), 0, id="not when there is too little to be worth it"),
        pytest.param(Retention(), 0, id="by default nothing of a short log"),
    ],
)
def test_retention(sql: SqlStore, monkeypatch: pytest.MonkeyPatch, retention: Retention, first: int) -> None:
    monkeypatch.setattr(keyframes, "SCAN_LEAST", 2)
    for number in range(1, 11):
        sql.commit(added(pod(f"p{number}")), time=number * SECOND, actor="me")
    Cluster.objects.update(time=10 * SECOND)
    assert retention.first(sql.cluster()) == first
