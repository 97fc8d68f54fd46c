"""The virtual clock never passes undone work, and every control re-anchors it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from core import clock
from core.meta.time import HOUR, MINUTE, SECOND

S = SECOND
ENDLESS = clock.UNBOUNDED


@dataclass(frozen=True)
class Row:
    time: int = 0
    next_due: int | None = None
    speed: float = 1.0
    paused: bool = False
    target: int | None = None
    until_stable: bool = False
    anchor_time: int = 0
    anchor_wall: int = 0


@pytest.mark.parametrize(
    ("sentence", "row", "wall", "now", "goal", "lag"),
    [
        ("an idle paced clock follows the wall", Row(speed=60), SECOND, MINUTE, MINUTE, 0),
        ("a paused clock stands", Row(time=7, paused=True), HOUR, 7, 7, 0),
        ("undone work holds the clock back and shows as lag", Row(next_due=10 * S), 12 * S, 10 * S, 12 * S, 2 * S),
        ("work that is not yet due holds nothing back", Row(next_due=HOUR), SECOND, SECOND, SECOND, 0),
        ("at full speed time is where the engine is", Row(time=5, speed=0), HOUR, 5, clock.UNBOUNDED, 0),
        ("a target is the goal even while paused", Row(time=5, paused=True, target=9), HOUR, 5, 9, 0),
        ("until stable has no bound of its own", Row(time=5, paused=True, until_stable=True), HOUR, 5, ENDLESS, 0),
    ],
)  # fmt: skip
def test_reading(sentence: str, row: Row, wall: int, now: int, goal: int, lag: int) -> None:
    assert (clock.now(row, wall), clock.goal(row, wall), clock.lag(row, wall)) == (now, goal, lag), sentence


def apply(row: Row, fields: dict[str, Any]) -> Row:
    return replace(row, **fields)


def test_pausing_and_playing_again_loses_no_time_and_gains_none() -> None:
    paused = apply(Row(speed=10), clock.pause(Row(speed=10), 3 * SECOND))
    assert clock.now(paused, HOUR) == 30 * SECOND
    playing = apply(paused, clock.play(paused, HOUR))
    assert clock.now(playing, HOUR + SECOND) == 40 * SECOND


def test_a_change_of_speed_bends_the_clock_and_does_not_jump_it() -> None:
    faster = apply(Row(), clock.set_speed(Row(), 2 * SECOND, 100))
    assert clock.now(faster, 2 * SECOND) == 2 * SECOND
    assert clock.now(faster, 3 * SECOND) == 102 * SECOND


def test_advancing_twice_adds_up_and_arriving_ends_it() -> None:
    row = apply(Row(paused=True), clock.advance(Row(paused=True), 0, MINUTE))
    row = apply(row, clock.advance(row, 0, MINUTE))
    assert row.target == 2 * MINUTE
    assert clock.arrived(row, SECOND, MINUTE) == {}
    assert apply(row, clock.arrived(row, SECOND, 2 * MINUTE)).target is None


def test_a_step_goes_to_the_next_due_item_and_no_further() -> None:
    row = Row(time=3, next_due=8, paused=True)
    assert clock.goal(apply(row, clock.step(row, HOUR)), HOUR) == 8


def test_the_wall_moment_of_an_item_is_when_the_goal_reaches_it() -> None:
    row = Row(speed=60, anchor_time=MINUTE)
    wall = clock.wall_of(row, 3 * MINUTE, 0)
    assert wall == 2 * SECOND
    assert clock.goal(row, wall) >= 3 * MINUTE
    assert clock.wall_of(Row(paused=True), 1, 0) is None


@pytest.mark.parametrize("speed", [-1, float("nan"), 1e12])
def test_a_senseless_speed_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        clock.set_speed(Row(), 0, speed)
