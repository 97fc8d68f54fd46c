"""Turns saved beside the computing: nothing is lost when a person writes, a lease goes, or the process dies."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from core import clock
from core.meta.objects import Key
from core.models import Cluster
from core.store.memory import MemoryStore
from core.store.protocol import Change, Write
from core.store.sql import SqlStore
from core.store.turns import Fenced, Turn
from simulator import lease
from simulator import session as sessions
from simulator.engine.event import Said, Telling, reference
from simulator.lease import wall_now
from simulator.saving import SavingBeside, SavingHere, SavingProcess
from simulator.session import Session
from tests.session.conftest import apply, deployment, log_of, replayed, settle


class SavedLater(SavingHere):
    """Saves as late as can be, when it is waited for: what happened in between is as if it had come first."""

    is_beside = True
    meanwhile: Callable[[], None] = staticmethod(lambda: None)

    def begin(self, turn: Turn) -> None:
        self._turn = turn

    def wait(self) -> None:
        self.meanwhile()
        super().begin(self._turn)


@pytest.fixture
def session(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Session:
    """One whose turns are as short as can be and saved later."""
    monkeypatch.setattr(sessions, "BUDGET", 0.0)
    monkeypatch.setattr(sessions, "STRETCH", 60.0)
    monkeypatch.setattr(sessions, "CHECK_EVERY", 1)
    opened = Session(cluster.pk, lease.acquire(cluster.pk, "one") or 0)
    opened._saver = SavedLater(cluster.pk)
    return opened


def phases(cluster: Cluster) -> list[str]:
    return sorted(pod["status"]["phase"] for pod in SqlStore(cluster.pk).list("pods", "default"))


def test_turns_saved_later_leave_the_log_of_an_engine_that_saves_at_once(cluster: Cluster, session: Session) -> None:
    apply(cluster, deployment())
    settle(session)
    assert phases(cluster) == ["Running"] * 6
    assert log_of(cluster) == replayed(cluster)


@pytest.mark.parametrize("at", [1, 2, 7, 20])
def test_a_person_who_writes_while_a_turn_is_saved_is_heard_before_it_and_the_next(
    cluster: Cluster, session: Session, at: int
) -> None:
    apply(cluster, deployment())
    waits = iter(range(1, 1000))

    def interrupt() -> None:
        if next(waits) == at:
            apply(cluster, deployment(replicas=2))

    session._saver.meanwhile = interrupt
    settle(session)
    assert next(waits) > at
    assert phases(cluster) == ["Running"] * 2
    assert log_of(cluster) == replayed(cluster)


def test_who_writes_at_every_moment_has_the_next_turn_saved_at_once(cluster: Cluster, session: Session) -> None:
    apply(cluster, deployment())
    numbers = iter(range(1000))
    session._saver.meanwhile = lambda: apply(cluster, deployment(replicas=1 + next(numbers) % 5))
    session.turn()
    assert next(numbers) == sessions.TRIES
    assert not session._saver.is_beside
    settle(session)
    assert phases(cluster) == ["Running"] * 2
    assert log_of(cluster) == replayed(cluster)


def test_who_pauses_a_busy_cluster_waits_for_a_turn_and_no_longer(cluster: Cluster, session: Session) -> None:
    apply(cluster, deployment())
    waits = iter(range(1, 1000))

    def pause() -> None:
        if next(waits) == 3:
            row = Cluster.objects.get(pk=cluster.pk)
            Cluster.objects.filter(pk=cluster.pk).update(**clock.pause(row, wall_now()))

    session._saver.meanwhile = pause
    session.turn()
    assert next(waits) == 3 + 2  # what was computed meanwhile is saved, and nothing after it
    settle(session)
    assert log_of(cluster) == replayed(cluster)


def test_who_lost_the_lease_while_a_turn_was_saved_writes_no_more(cluster: Cluster, session: Session) -> None:
    apply(cluster, deployment())
    waits = iter(range(1, 1000))

    def interrupt() -> None:
        if next(waits) == 3:
            Cluster.objects.filter(pk=cluster.pk).update(lease_wall=wall_now() - 1)
            assert lease.acquire(cluster.pk, "two")

    session._saver.meanwhile = interrupt
    with pytest.raises(Fenced):
        settle(session)
    settle(Session(cluster.pk, lease.acquire(cluster.pk, "two") or 0))
    assert phases(cluster) == ["Running"] * 6
    assert log_of(cluster) == replayed(cluster)


@pytest.fixture
def saving(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[SavingProcess]:
    if connection.vendor != "sqlite":
        pytest.skip("the test's database is named to the process as SQLite's file")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{connection.settings_dict['NAME']}")
    process = SavingProcess()
    yield process
    process.close()


class _Text(str):
    """A string that JSON takes and marshal does not."""


@pytest.mark.processes
@pytest.mark.parametrize("name", ["plain", _Text("of another class")])
def test_what_crosses_to_the_saving_process_is_stored_as_it_was(
    saving: SavingProcess, cluster: Cluster, name: str
) -> None:
    epoch = lease.acquire(cluster.pk, "one") or 0
    row = Cluster.objects.get(pk=cluster.pk)
    store = MemoryStore(head=row.revision)
    written = store.commit(
        [Write("ADDED", Key("pods", "default", "a"), {"metadata": {"name": name}})], time=7, actor="test"
    )[0]
    about = reference({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "default"}})
    said = Said("Normal", "Started", "Container started", "kubelet", "node")
    told = Telling(written.revision + 1, 8, "ADDED", about, said, "a.1", 1, 8, "seed")
    saver = SavingBeside(cluster.pk, saving)
    saver.begin(Turn(row.revision, epoch, [written, told]))
    saver.wait()
    stored = list(SqlStore(cluster.pk).changes(row.revision))
    assert stored == [written, Change(told.revision, 8, "kubelet", "ADDED", told.key, told.doc)]


def _be_ready(saving: SavingProcess) -> None:
    """Wait until the process would take a turn, so that it is not too late for the little that there is to do."""
    while not saving.is_ready():
        select.select([saving._running().stdout], [], [])


@pytest.mark.processes
def test_the_saving_process_takes_over_when_there_is_much_to_do_and_may_be_killed(
    saving: SavingProcess, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "BUDGET", 0.0)
    monkeypatch.setattr(sessions, "CHECK_EVERY", 4)
    apply(cluster, deployment(replicas=20))

    def opened() -> Session:
        return Session(cluster.pk, lease.acquire(cluster.pk, "one") or 0, saving)

    sends = iter(range(1, 1000))
    send = saving.send

    def struck(turn: bytes) -> None:
        send(turn)
        if next(sends) in (2, 5):  # as likely as not in the middle of its work
            os.kill(saving.pid or 0, signal.SIGKILL)

    monkeypatch.setattr(saving, "send", struck)
    session, losses = opened(), 0
    while True:
        _be_ready(saving)
        try:
            if session.turn() is None:
                break
        except OSError:
            losses += 1
            session = opened()  # as a worker does
    assert losses == 2
    assert phases(cluster) == ["Running"] * 20
    assert log_of(cluster) == replayed(cluster)
