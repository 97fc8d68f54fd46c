"""When a cluster has come to rest: five minutes after the last change of a workload that was kept."""

from __future__ import annotations

from core.clock import STABLE_AFTER
from core.meta.objects import Doc, Key
from core.meta.time import SECOND
from core.store.memory import MemoryStore
from core.store.protocol import Write
from simulator.engine.engine import Engine
from simulator.engine.stability import Stability

DEPLOYMENT = Key("deployments.apps", "default", "web")


def put(engine: Engine, replicas: int) -> None:
    doc: Doc = {"metadata": {"name": "web", "namespace": "default"}, "status": {"replicas": replicas}}
    verb = "MODIFIED" if engine.store.get(DEPLOYMENT) else "ADDED"
    engine.store.commit([Write(verb, DEPLOYMENT, doc)], time=engine.now, actor="test")


def at_rest() -> tuple[Engine, Stability]:
    engine = Engine(MemoryStore(), "seed", (), 0)
    stability = Stability(engine)
    put(engine, 1)
    engine.accept()
    return engine, stability


def test_it_counts_from_the_last_change_of_what_a_workload_says() -> None:
    engine, stability = at_rest()
    engine.now = 7 * SECOND
    put(engine, 1)
    assert stability.reached_at() == STABLE_AFTER
    put(engine, 2)
    assert stability.reached_at() == 7 * SECOND + STABLE_AFTER


def test_changes_that_are_undone_do_not_count() -> None:
    engine, stability = at_rest()
    engine.now = 7 * SECOND
    put(engine, 2)
    engine.now = 9 * SECOND
    put(engine, 3)
    engine.rollback()
    assert (engine.now, stability.reached_at()) == (0, STABLE_AFTER)
    engine.now = 5 * SECOND
    put(engine, 4)
    assert stability.reached_at() == 5 * SECOND + STABLE_AFTER
