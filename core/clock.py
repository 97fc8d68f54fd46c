"""A cluster's virtual clock: how far time may have come at a wall-clock moment, and what people do to it.

All pure: they read the clock's fields (`core.models.Cluster` has them) and answer with times, or with the fields
to write. Virtual and wall times are µs. Time never passes an item that is due and not done.
"""

from __future__ import annotations

from typing import Any, Protocol

from core.meta.time import HOUR

UNBOUNDED = 1 << 62
"""As far as there is something to do."""

STABLE_AFTER = 5 * 60_000_000
"""Stable: no workload's status has changed for this long (virtual µs)…"""
STABLE_WITHIN = HOUR
"""…or this long has passed."""

Fields = dict[str, Any]


class Clock(Protocol):
    """The fields that a clock is made of."""

    time: int
    """How far the engine has come."""
    next_due: int | None
    speed: float
    """Virtual seconds per second; 0 is as fast as can be."""
    paused: bool
    target: int | None
    """Run to here at full speed, paused or not."""
    until_stable: bool
    anchor_time: int
    anchor_wall: int


def goal(clock: Clock, wall: int) -> int:
    """How far the engine may go at ``wall``."""
    if clock.target is not None:
        return clock.target
    if clock.until_stable:
        return UNBOUNDED
    if clock.paused:
        return clock.time
    if not clock.speed:
        return UNBOUNDED
    return max(clock.time, _paced(clock, wall))


def now(clock: Clock, wall: int) -> int:
    """The virtual time that people see, and at which what they write is admitted."""
    if clock.paused or not clock.speed or clock.target is not None or clock.until_stable:
        return clock.time
    reached = _paced(clock, wall)
    if clock.next_due is not None:
        reached = min(reached, clock.next_due)
    return max(clock.time, reached)


def lag(clock: Clock, wall: int) -> int:
    """How far the engine is behind a paced clock (virtual µs); 0 when it keeps up."""
    if clock.paused or not clock.speed or clock.target is not None or clock.until_stable:
        return 0
    return max(0, _paced(clock, wall) - now(clock, wall))


def wall_of(clock: Clock, due: int, wall: int) -> int | None:
    """When (wall µs) the engine may do what is due at ``due``; ``None``: not before somebody moves the clock."""
    if goal(clock, wall) >= due:
        return wall
    if clock.paused or clock.target is not None or not clock.speed:
        return None
    return clock.anchor_wall + int((due - clock.anchor_time) / clock.speed)


# what people do


def pause(clock: Clock, wall: int) -> Fields:
    return {**_anchored(clock, wall), "paused": True, "target": None, "until_stable": False}


def play(clock: Clock, wall: int) -> Fields:
    return {**_anchored(clock, wall), "paused": False, "target": None, "until_stable": False}


def set_speed(clock: Clock, wall: int, speed: float) -> Fields:
    """Raises ``ValueError`` for a speed below 0 or beyond a year a second."""
    if not 0 <= speed <= 366 * 86400:
        raise ValueError("speed must be between 0 (as fast as can be) and 31622400 virtual seconds a second")
    return {**_anchored(clock, wall), "speed": speed}


def advance(clock: Clock, wall: int, by: int) -> Fields:
    """Run ``by`` virtual µs at full speed. Raises ``ValueError`` unless it is more than 0 and at most a year."""
    if not 0 < by <= 366 * 24 * HOUR:
        raise ValueError("time can be advanced by more than 0 and at most 366 days")
    start = clock.target if clock.target is not None else now(clock, wall)
    return {**_anchored(clock, wall), "target": start + by, "until_stable": False}


def run_until_stable(clock: Clock, wall: int) -> Fields:
    return {**_anchored(clock, wall), "paused": True, "target": None, "until_stable": True}


def step(clock: Clock, wall: int) -> Fields:
    """Pause, and do what is due next and nothing after it."""
    return {**_anchored(clock, wall), "paused": True, "target": clock.next_due, "until_stable": False}


def arrived(clock: Clock, wall: int, reached: int) -> Fields:
    """What the engine writes when it has come to ``reached`` and nothing before the goal is left."""
    if clock.target is not None and reached >= clock.target:
        return {"target": None, "anchor_time": reached, "anchor_wall": wall}
    return {}


def _paced(clock: Clock, wall: int) -> int:
    return clock.anchor_time + int((wall - clock.anchor_wall) * clock.speed)


def _anchored(clock: Clock, wall: int) -> Fields:
    """Begin to count afresh from the time that is now."""
    reached = now(clock, wall)
    return {"time": reached, "anchor_time": reached, "anchor_wall": wall}
