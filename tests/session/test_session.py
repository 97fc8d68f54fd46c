"""A session saves what its engine does, survives its death, yields to people, and is fenced off by its successor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core import clock
from core.inputs import admitted
from core.meta.objects import Key
from core.meta.time import MINUTE
from core.models import Change, Cluster, EngineTurn
from core.store.memory import MemoryStore
from core.store.sql import SqlStore
from core.store.turns import Fenced, Turn
from simulator import lease
from simulator import session as sessions
from simulator.controllers.certificates import REQUESTS
from simulator.lease import wall_now
from simulator.session import Session
from tests.controllers.test_certificates import CLIENT, request
from tests.session.conftest import apply, deployment, log_of, replayed, settle

Open = Callable[[str], Session]


def phases(cluster: Cluster) -> list[str]:
    return sorted(pod["status"]["phase"] for pod in SqlStore(cluster.pk).list("pods", "default"))


def config(number: int) -> dict[str, Any]:
    metadata = {"name": "busy", "namespace": "default"}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"number": str(number)}}


def test_what_was_applied_comes_to_run_and_the_log_is_that_of_an_uninterrupted_engine(
    cluster: Cluster, open_session: Open
) -> None:
    session = open_session("one")
    settle(session)
    apply(cluster, deployment())
    settle(session)
    assert phases(cluster) == ["Running"] * 6
    assert log_of(cluster) == replayed(cluster)


def test_the_objects_saved_are_those_in_the_engine(cluster: Cluster, open_session: Open) -> None:
    session = open_session("one")
    apply(cluster, deployment())
    settle(session)
    store = SqlStore(cluster.pk)
    for resource in ("pods", "deployments.apps", "nodes", "replicasets.apps"):
        assert store.list(resource) == session.engine.store.list(resource)


@pytest.mark.parametrize("turns_lived", [1, 2, 3, 5, 8])
def test_a_session_that_dies_leaves_no_trace_in_the_log(
    cluster: Cluster, open_session: Open, monkeypatch: pytest.MonkeyPatch, turns_lived: int
) -> None:
    monkeypatch.setattr(sessions, "BUDGET", 0.0)  # a turn as short as can be: many cuts
    apply(cluster, deployment())
    for _ in range(400):
        session = open_session("worker")
        done = [session.turn() for _ in range(turns_lived)]
        if done[-1] is None:
            break
    settle(open_session("worker"))
    assert phases(cluster) == ["Running"] * 6
    assert log_of(cluster) == replayed(cluster)


def test_a_turn_gives_way_to_what_a_person_wrote_meanwhile_and_decides_again(
    cluster: Cluster, open_session: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_session("one")
    apply(cluster, deployment())
    interruptions = iter([3, 1])
    begin = session._saver.begin

    def interrupted(turn: Turn) -> None:
        for replicas in interruptions:
            apply(cluster, deployment(replicas=replicas))
            break
        begin(turn)

    monkeypatch.setattr(session._saver, "begin", interrupted)
    settle(session)
    assert phases(cluster) == ["Running"]
    assert log_of(cluster) == replayed(cluster)


def test_who_writes_at_every_moment_cannot_starve_the_engine(
    cluster: Cluster, open_session: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_session("one")
    apply(cluster, deployment())
    begin, insist = session._saver.begin, session._insist
    events: list[str] = []

    def interrupted(turn: Turn) -> None:
        if events[-1:] != ["locked"]:  # under the lock nobody else can write
            events.append("interrupted")
            apply(cluster, config(len(events)))
        begin(turn)
        events.append("saved")

    def locking() -> int | None:
        events.append("locked")
        return insist()

    monkeypatch.setattr(session._saver, "begin", interrupted)
    monkeypatch.setattr(session, "_insist", locking)
    session.turn()
    assert events == ["interrupted"] * sessions.TRIES + ["locked", "saved"]
    events.append("locked")  # everybody is done with writing
    settle(session)
    assert phases(cluster) == ["Running"] * 6
    assert log_of(cluster) == replayed(cluster)


def test_a_stopped_worker_that_goes_on_after_its_lease_was_taken_writes_nothing(
    cluster: Cluster, open_session: Open
) -> None:
    stopped = open_session("stopped")
    apply(cluster, deployment())
    Cluster.objects.filter(pk=cluster.pk).update(lease_wall=wall_now() - 1)
    successor = open_session("successor")
    before = Change.objects.count()
    with pytest.raises(Fenced):
        stopped.turn()
    assert Change.objects.count() == before
    settle(successor)
    assert phases(cluster) == ["Running"] * 6
    assert log_of(cluster) == replayed(cluster)


def test_a_lease_that_lives_is_nobody_elses(cluster: Cluster, open_session: Open) -> None:
    open_session("one")
    assert lease.acquire(cluster.pk, "two") is None
    assert lease.acquire(cluster.pk, "one") is not None


def test_a_settled_cluster_writes_nothing_however_often_it_is_looked_at(cluster: Cluster, open_session: Open) -> None:
    session = open_session("one")
    settle(session)
    before = (Cluster.objects.get(pk=cluster.pk).revision, EngineTurn.objects.count())
    assert [session.turn() for _ in range(5)] == [None] * 5
    assert (Cluster.objects.get(pk=cluster.pk).revision, EngineTurn.objects.count()) == before


def test_time_that_is_advanced_arrives_at_its_target_and_stays(cluster: Cluster, open_session: Open) -> None:
    session = open_session("one")
    settle(session)
    row = Cluster.objects.get(pk=cluster.pk)
    Cluster.objects.filter(pk=row.pk).update(**clock.pause(row, wall_now()))
    row.refresh_from_db()
    start = clock.now(row, wall_now())
    Cluster.objects.filter(pk=row.pk).update(**clock.advance(row, wall_now(), 10 * MINUTE))
    settle(session)
    row.refresh_from_db()
    assert (row.target, clock.now(row, wall_now())) == (None, start + 10 * MINUTE)


def test_running_until_stable_ends_paused_five_minutes_after_the_last_change(
    cluster: Cluster, open_session: Open
) -> None:
    session = open_session("one")
    apply(cluster, deployment())
    row = Cluster.objects.get(pk=cluster.pk)
    Cluster.objects.filter(pk=row.pk).update(**clock.run_until_stable(row, wall_now()))
    settle(session)
    row.refresh_from_db()
    last = max(change.time for change in log_of(cluster) if change.key.resource.endswith("apps"))
    assert (row.until_stable, row.paused) == (False, True)
    assert row.time == last + clock.STABLE_AFTER
    assert phases(cluster) == ["Running"] * 6


def test_a_paused_cluster_takes_writes_and_does_nothing_with_them(cluster: Cluster, open_session: Open) -> None:
    session = open_session("one")
    settle(session)
    row = Cluster.objects.get(pk=cluster.pk)
    Cluster.objects.filter(pk=row.pk).update(**clock.pause(row, wall_now()))
    apply(cluster, deployment())
    assert session.turn() is None
    assert SqlStore(cluster.pk).get(Key("deployments.apps", "default", "web")) is not None
    assert phases(cluster) == []


def test_the_memory_of_a_new_session_equals_that_of_the_old(cluster: Cluster, open_session: Open) -> None:
    old = open_session("one")
    apply(cluster, deployment())
    settle(old)
    new = open_session("one")
    assert isinstance(new.engine.store, MemoryStore)
    assert new.engine.store.list("pods") == old.engine.store.list("pods")
    assert _sorted(new.engine.ledger.whole()) == _sorted(old.engine.ledger.whole())


def _sorted(delta: Any) -> Any:
    return delta.step, delta.sequence, sorted(map(repr, delta.agenda)), len(delta.memos)


def test_a_certificate_is_issued_once_more_as_it_was(cluster: Cluster, open_session: Open) -> None:
    session = open_session("one")
    spec = {"request": request("ann"), "signerName": CLIENT, "usages": ["client auth"]}
    kind = {"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest"}
    approved = {"conditions": [{"type": "Approved", "status": "True"}]}
    with admitted(cluster, "ann") as door:
        stored = door.create({**kind, "metadata": {"name": "r"}, "spec": spec})
        door.decide({**stored, "status": approved})
    settle(session)
    seen = [change.doc.get("status") or {} for change in log_of(cluster) if change.key.resource == REQUESTS]
    assert any(status.get("certificate") for status in seen), "it is signed, and deleted an hour later"
    assert log_of(cluster) == replayed(cluster)
