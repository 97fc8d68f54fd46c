"""The lines of one run of a container, computed for whatever stretch of virtual time somebody looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from operator import itemgetter
from typing import Final, NamedTuple

from core.logs import sayings
from core.logs.environment import Lookup
from core.logs.programs import facts_of, sayings_of
from core.logs.runs import Run
from core.logs.sayings import AFTER, EVERY, EXIT, FAILURE, Saying
from core.meta.objects import Key
from core.meta.time import SECOND

KEPT_LINES: Final = 20_000
KEPT_BYTES: Final = 10 * 1024 * 1024
"""What is kept of lines that are said again and again: older ones are gone, as when a kubelet rotates a log."""


class Line(NamedTuple):
    time: int
    """Virtual µs."""
    stream: str
    text: str


def last_moment(run: Run, now: int) -> int:
    """Up to when the run has printed: now, or the end of the second in which its status says it ended."""
    return now if run.end is None else run.end + SECOND - 1


def _nothing(_: Key) -> None:
    return None


def lines(run: Run, until: int, since: int = -1, lookup: Lookup = _nothing) -> Iterator[Line]:
    """What it printed after ``since`` and not after ``until`` (virtual µs), in order.

    ``lookup`` finds the objects that its environment and its volumes name.
    """
    said = sayings_of(run, lookup)
    facts = facts_of(run.pod, run.container, run.code)
    repeated = [one for one in said if one.when == EVERY]
    firsts = [_first_turn(run, one, until, len(repeated)) for one in repeated]
    cuts = [_time(run, one, turn) for one, turn in zip(repeated, firsts, strict=True) if turn]
    begin = max(since, max(cuts, default=0) - 1)
    tracks: list[Iterable[Line]] = [_turns(run, one, facts, (begin, until)) for one in repeated]
    once = sorted((one for one in said if one.when == AFTER), key=itemgetter(1))
    tracks.append(_line(run.start + one.time, one, facts) for one in once if begin < run.start + one.time <= until)
    if run.end is not None:
        tracks.append(_ending(run, said, facts))
    return (line for line in merge(*tracks, key=itemgetter(0)) if begin < line.time <= until)


def _first_turn(run: Run, saying: Saying, until: int, others: int) -> int:
    """The first turn of a repeated saying that is kept at ``until``."""
    size = sum(len(piece) if isinstance(piece, str) else 16 for piece in saying.pieces)
    kept = max(1, min(KEPT_LINES, KEPT_BYTES // (size + 1)) // others)
    return max(0, (until - run.start - saying.time) // saying.period - kept + 1)


def _turns(run: Run, saying: Saying, facts: dict[str, str], stretch: tuple[int, int]) -> Iterator[Line]:
    """The turns of a repeated saying after the first and not after the second moment of ``stretch``."""
    start, (since, until) = run.start + saying.time, stretch
    first = max(0, (since - start) // saying.period + 1)
    for turn in range(first, (until - start) // saying.period + 1):
        yield _line(_time(run, saying, turn), saying, facts, turn)


def _time(run: Run, saying: Saying, turn: int) -> int:
    return run.start + saying.time + turn * saying.period


def _ending(run: Run, said: Iterable[Saying], facts: dict[str, str]) -> list[Line]:
    """What it says at its end; nothing when it was killed."""
    if run.was_killed:
        return []
    occasion = FAILURE if run.code else EXIT
    return [_line(last_moment(run, 0), one, facts) for one in said if one.when == occasion]


def _line(time: int, saying: Saying, facts: dict[str, str], turn: int = 0) -> Line:
    return Line(time, saying.stream, sayings.spell(saying.pieces, facts, time, turn))
