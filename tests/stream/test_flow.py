"""A client that does not keep up is held back, and goes on where it was held back."""

from __future__ import annotations

import pytest

from core.stream.flow import Flow
from core.stream.pace import is_news

FACE = {
    "time": 0, "at": 0, "speed": 60.0, "paused": False, "target": None, "stable": False, "running": True,
    "lag": 0, "revision": 1, "first": 0,
}  # fmt: skip


def test_frames_are_admitted_up_to_the_budget_and_again_once_acknowledged() -> None:
    flow = Flow(budget=100)
    flow.begin(5)
    assert flow.admit(5, 6, 60)
    assert flow.admit(6, 7, 40)
    assert not flow.admit(7, 8, 1)
    assert flow.is_behind
    assert not flow.acknowledge(6)
    assert flow.acknowledge(7)
    flow.resume()
    assert flow.revision == 7
    assert flow.admit(7, 9, 100)


def test_a_frame_that_does_not_follow_on_the_last_one_is_not_sent() -> None:
    flow = Flow()
    flow.begin(5)
    assert not flow.admit(6, 7, 1)
    assert flow.is_behind


def test_after_frames_were_held_back_later_ones_are_too() -> None:
    flow = Flow(budget=10)
    flow.begin(0)
    assert not flow.admit(0, 1, 11)
    assert not flow.admit(1, 2, 1)
    assert flow.acknowledge(0)


def test_a_client_that_is_not_behind_waits_for_nothing() -> None:
    flow = Flow()
    flow.begin(3)
    assert flow.admit(3, 4, 10)
    assert not flow.acknowledge(4)


@pytest.mark.parametrize(
    ("sentence", "changes", "news"),
    [
        ("counting on alone is no news", {"time": 60_000_000, "at": 1000}, False),
        ("a jump is", {"time": 90_000_000, "at": 1000}, True),
        ("a jump within a fifth of a second waits", {"time": 90_000_000, "at": 100}, False),
        ("what people set is told at once", {"speed": 10.0, "at": 1}, True),
        ("pausing is", {"paused": True, "running": False, "at": 1}, True),
        ("falling behind is", {"time": 1, "lag": 59_999_999, "at": 1000}, True),
    ],
)
def test_when_the_clock_is_news(sentence: str, changes: dict[str, object], news: bool) -> None:
    assert is_news(FACE, {**FACE, **changes}) is news, sentence


def test_the_first_clock_is_news() -> None:
    assert is_news({}, FACE)
