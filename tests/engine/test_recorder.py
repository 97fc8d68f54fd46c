"""Events are counted, combined and dropped as client-go's correlator does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.meta.objects import Doc
from core.meta.time import MINUTE, SECOND
from core.store.memory import MemoryStore
from simulator.engine.engine import Engine
from simulator.engine.event import Said
from simulator.engine.ledger import Delta
from simulator.engine.recorder import BURST, REFILL, Recorder

POD: Doc = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "default", "uid": "u1"}}


@pytest.fixture
def engine() -> Engine:
    return Engine(MemoryStore(), "seed", [], SECOND)


def said(message: str, reason: str = "Pulled", part: str = "") -> Said:
    return Said("Normal", reason, message, "kubelet", "node-1", "", part)


def tell(engine: Engine, *told: Said, after: int = SECOND) -> None:
    engine.now += after
    engine.recorder.record(POD, told)


def events(engine: Engine) -> list[tuple[str, str, int]]:
    """(verb, message, count) of each line of the log."""
    return [(change.verb, change.doc["message"], change.doc["count"]) for change in engine.store.changes(0)]


def moved(engine: Engine) -> Engine:
    """Another engine that knows what was saved of this one's ledger."""
    whole: list[Any] = json.loads(json.dumps(engine.ledger.whole()))
    other = Engine(engine.store, engine.seed, [], engine.now)
    other.ledger.replay([Delta(*whole)])
    other.recorder.reload()
    return other


def test_the_same_said_again_counts_up_one_event(engine: Engine) -> None:
    tell(engine, said("a"))
    tell(engine, said("b"))
    tell(moved(engine), said("a"))
    assert events(engine) == [("ADDED", "a", 1), ("ADDED", "b", 1), ("MODIFIED", "a", 2)]
    first, _, again = engine.store.changes(0)
    assert again.key == first.key
    assert again.doc["firstTimestamp"] == first.doc["firstTimestamp"] < again.doc["lastTimestamp"]


def test_what_is_said_of_another_part_is_another_event(engine: Engine) -> None:
    tell(engine, said("a", part="spec.containers{one}"), said("a", part="spec.containers{two}"))
    assert [verb for verb, _, _ in events(engine)] == ["ADDED", "ADDED"]
    assert len({change.key for change in engine.store.changes(0)}) == 2


def test_from_the_tenth_different_message_on_all_share_one_event(engine: Engine) -> None:
    for number in range(12):
        engine = moved(engine)
        tell(engine, said(f"m{number}"))
    assert events(engine)[:9] == [("ADDED", f"m{number}", 1) for number in range(9)]
    combined = [(verb, f"(combined from similar events): {message}", count) for verb, message, count in (
        ("ADDED", "m9", 1), ("MODIFIED", "m10", 2), ("MODIFIED", "m11", 3),
    )]  # fmt: skip
    assert events(engine)[9:] == combined


def test_after_ten_minutes_of_silence_messages_stand_for_themselves_again(engine: Engine) -> None:
    for number in range(10):
        tell(engine, said(f"m{number}"))
    tell(engine, said("m0"), after=11 * MINUTE)
    assert events(engine)[-1] == ("MODIFIED", "m0", 2)


def test_a_flood_about_one_object_is_cut_off_and_allowed_one_more_every_five_minutes(engine: Engine) -> None:
    for _ in range(BURST + 5):
        tell(engine, said("a"), after=0)
    assert events(engine)[-1] == ("MODIFIED", "a", BURST)
    tell(engine, said("b", "Other"), after=REFILL - SECOND)
    assert events(engine)[-1][1] == "a"
    tell(engine, said("b", "Other"))
    assert events(engine)[-1] == ("ADDED", "b", 1)


def test_one_call_with_more_than_is_allowed_tells_what_is(engine: Engine) -> None:
    tell(engine, *[said("a")] * (BURST + 3))
    assert len(events(engine)) == BURST


def test_of_many_objects_the_one_that_has_waited_longest_is_forgotten(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.engine.recorder.KEPT_SUBJECTS", 2)
    others = [{**POD, "metadata": {**POD["metadata"], "name": name, "uid": name}} for name in ("x", "y")]
    tell(engine, said("a"))
    for other in others:
        Recorder.record(engine.recorder, other, [said("a")])
    tell(engine, said("a"))
    assert [count for _, _, count in events(engine)] == [1, 1, 1, 1]
