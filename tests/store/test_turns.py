"""An engine's turn is saved whole, by the holder of the lease alone, and only on the head that it began from."""

from __future__ import annotations

from typing import Any

import pytest

from core.meta.objects import Key
from core.models import Cluster, EngineTurn
from core.store import turns
from core.store.codec import dump
from core.store.memory import MemoryStore
from core.store.protocol import Change, HeadMoved, Write
from core.store.sql import SqlStore
from core.store.turns import Fenced, Turn, TurnWriter
from tests.store.builders import added, pod, write


def changes_of(*writes: Write, head: int = 0) -> list[Change]:
    """The changes that a turn of an engine whose cache is at ``head`` has made."""
    return MemoryStore(head=head).commit(writes, time=5, actor="scheduler")


def test_a_turn_saves_changes_clock_and_ledger(sql: SqlStore) -> None:
    changes = changes_of(*added(pod("a"), pod("b")))
    key = Key("pods", "default", "a")
    sql.flush(Turn(0, 0, changes, delta=dump([1, 2, [["kubelet", key, 9, 1]], []]), clock={"time": 5, "next_due": 9}))
    row = sql.cluster()
    assert (row.revision, row.time, row.next_due) == (2, 5, 9)
    assert list(sql.changes(0)) == changes
    saved = sql.load_turn()
    assert (dict(saved.objects), saved.revision) == ({change.key: change.doc for change in changes}, 2)
    assert saved.deltas == [[1, 2, [["kubelet", list(key), 9, 1]], []]]


def test_a_turn_on_a_head_that_moved_writes_nothing(sql: SqlStore) -> None:
    sql.commit(added(pod("mine")), time=0, actor="me")
    with pytest.raises(HeadMoved):
        sql.flush(Turn(0, 0, changes_of(*added(pod("a"))), delta=dump([1]), clock={"time": 5}))
    assert [doc["metadata"]["name"] for doc in sql.list("pods")] == ["mine"]
    assert sql.cluster().time == 0
    assert not EngineTurn.objects.exists()


def test_an_engine_whose_lease_was_taken_over_writes_nothing(sql: SqlStore) -> None:
    Cluster.objects.update(lease_epoch=2)
    with pytest.raises(Fenced):
        sql.flush(Turn(0, 1, changes_of(*added(pod("a")))))
    assert sql.head() == 0


def test_what_a_person_wrote_after_the_last_turn_is_left_for_the_engine_to_take_in(sql: SqlStore) -> None:
    sql.flush(Turn(0, 0, changes_of(*added(pod("kept"), pod("changed"), pod("deleted"))), delta=dump([1])))
    before = dict(sql.load_turn().objects)
    person: list[Write] = [
        write("MODIFIED", pod("changed", spec={"nodeName": "n"})),
        write("DELETED", pod("deleted")),
        *added(pod("new"), pod("deleted", uid="again")),
    ]
    sql.commit(person, time=9, actor="me")
    saved = sql.load_turn()
    assert (dict(saved.objects), saved.revision) == (before, 3)
    assert [change.revision for change in sql.changes(saved.revision)] == [4, 5, 6, 7]


def test_a_persons_write_carries_the_step_that_it_came_after(sql: SqlStore) -> None:
    sql.flush(Turn(0, 0, changes_of(*added(pod("a"))), clock={"step": 42}))
    sql.commit(added(pod("b")), time=1, actor="me")
    assert [entry.step for entry in sql.logged(0)] == [None, 42]


def test_two_writers_that_write_in_turn_keep_the_order(sql: SqlStore) -> None:
    writers = [TurnWriter(sql.cluster_id), TurnWriter(sql.cluster_id)]
    for step in range(5):
        writers[step % 2].write(Turn(0, 0, delta=dump([step])))
    assert sql.load_turn().deltas == [[step] for step in range(5)]


def test_deltas_that_outgrow_the_whole_are_folded_into_it(sql: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "FOLD_LEAST", 200)
    ledger: list[Any] = []
    writer = TurnWriter(sql.cluster_id)
    for step in range(30):
        ledger.append(step)
        whole = writer.wants_whole
        writer.write(Turn(0, 0, delta=dump(["whole", *ledger] if whole else ["delta", step]), is_whole=whole))
    saved = sql.load_turn().deltas
    assert len(saved) < 12
    assert saved[0][0] == "whole"
    assert saved[0][1:] + [step for _, step in saved[1:]] == ledger


def test_of_scheduling_verdicts_the_latest_is_kept_and_of_others_all(sql: SqlStore) -> None:
    for revision, nodes in ((1, 0), (2, 3)):
        verdict = (revision, 5, "uid-a", "kube-scheduler", "FailedScheduling", dump({"feasible": nodes}))
        sql.flush(Turn(0, 0, decisions=[verdict, (revision, 5, "uid-a", "hpa", "scale", dump({"to": nodes}))]))
    assert [(one[0], one[4], one[5]) for one in sql.decisions("uid-a")] == [
        (1, "scale", {"to": 0}),
        (2, "FailedScheduling", {"feasible": 3}),
        (2, "scale", {"to": 3}),
    ]
    assert sql.decisions("uid-b") == []
