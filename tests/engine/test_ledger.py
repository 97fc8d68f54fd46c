"""The ledger: order of work, what a turn did to it, undoing a turn, and giving it back from saved turns."""

from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from core.meta.objects import Key
from simulator.engine.ledger import Delta, Ledger

PRIORITIES = {"first": 0, "second": 1}
POD = Key("pods", "default", "web-1")


def drain(ledger: Ledger, until: int = 1 << 60) -> list[tuple[int, str, object]]:
    done = []
    while (item := ledger.pop(until)) is not None:
        done.append((item.due, item.component, item.key))
    return done


def saved(delta: Delta) -> Delta:
    return Delta(*orjson.loads(orjson.dumps(list(delta), default=tuple)))


def test_items_come_by_due_time_then_priority_then_order_of_adding() -> None:
    ledger = Ledger(PRIORITIES)
    for component, key, due in [("second", "b", 5), ("first", "z", 5), ("first", "a", 5), ("second", "c", 1)]:
        ledger.add(component, key, due)
    assert drain(ledger) == [(1, "second", "c"), (5, "first", "z"), (5, "first", "a"), (5, "second", "b")]


def test_a_key_waits_once_and_for_the_earliest_time() -> None:
    ledger = Ledger(PRIORITIES)
    for due in (9, 4, 7):
        ledger.add("first", POD, due)
    assert drain(ledger) == [(4, "first", POD)]


def test_nothing_is_taken_before_it_is_due_and_a_cancelled_item_never_is() -> None:
    ledger = Ledger(PRIORITIES)
    ledger.add("first", "later", 9)
    ledger.add("first", "never", 1)
    ledger.cancel("first", "never")
    assert ledger.pop(8) is None
    assert ledger.next_due() == 9


def test_a_forgotten_memo_is_gone_and_told_as_none() -> None:
    ledger = Ledger(PRIORITIES)
    ledger.set_memo("first", "x", "tries", 3)
    ledger.accept()
    ledger.set_memo("first", "x", "tries", None)
    assert ledger.memo("first", "x", "tries", 0) == 0
    assert ledger.delta().memos == [["first", "x", "tries", None]]


COMPONENTS = st.sampled_from(sorted(PRIORITIES))
KEYS = st.sampled_from(["a", "b", POD])
OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), COMPONENTS, KEYS, st.integers(0, 9)),
        st.tuples(st.just("cancel"), COMPONENTS, KEYS, st.just(0)),
        st.tuples(st.just("pop"), st.just(""), st.just(""), st.integers(0, 9)),
        st.tuples(st.just("memo"), st.just("first"), st.sampled_from(["a", "b"]), st.integers(-1, 3)),
    ),
    max_size=30,
)  # fmt: skip


def perform(ledger: Ledger, operations: list[tuple[str, str, object, int]]) -> None:
    for what, component, key, number in operations:
        if what == "add":
            ledger.add(component, key, number)
        elif what == "cancel":
            ledger.cancel(component, key)
        elif what == "pop":
            ledger.pop(number)
        else:
            ledger.set_memo(component, str(key), "", number if number >= 0 else None)


def state(ledger: Ledger) -> object:
    whole = ledger.whole()
    return whole.step, whole.sequence, sorted(whole.agenda, key=repr), sorted(whole.memos)


@given(OPERATIONS, OPERATIONS)
def test_a_turn_rolled_back_leaves_no_trace(kept: list, undone: list) -> None:
    ledger, other = Ledger(PRIORITIES), Ledger(PRIORITIES)
    for each in (ledger, other):
        perform(each, kept)
        each.accept()
    perform(ledger, undone)
    ledger.rollback()
    assert state(ledger) == state(other)
    assert drain(ledger) == drain(other)


@given(st.lists(OPERATIONS, max_size=4))
def test_saved_turns_give_the_ledger_back(turns: list) -> None:
    ledger, deltas = Ledger(PRIORITIES), []
    for operations in turns:
        perform(ledger, operations)
        deltas.append(saved(ledger.delta()))
        ledger.accept()
    replayed, folded = Ledger(PRIORITIES), Ledger(PRIORITIES)
    replayed.replay(deltas)
    folded.replay([saved(ledger.whole())])
    assert state(replayed) == state(folded) == state(ledger)
    assert drain(replayed) == drain(folded) == drain(ledger)
