"""What a program says and when: the small language of annotations and of the known images' texts.

Each line of a text is one that is printed, after a word on its occasion where that is not the start:

    ready to serve                          at the start, each a little after the line before
    after 5s: connected to db               so long after the start
    every 30s: GET /healthz 200             again and again
    each probe: GET {path} 200              whenever the kubelet probes by HTTP
    on exit: bye                            when it ends well
    on failure: giving up, code {code}      when it fails by itself
    stderr after 1s: deprecated option      to the other stream

Names in braces are filled in (`_NAMES`); ``{%...}`` is the time as strftime prints it, with ``%L`` for milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from core.meta.durations import parse_duration
from core.meta.time import MILLISECOND, SECOND

AFTER, EVERY, PROBE, EXIT, FAILURE = "after", "every", "each probe", "on exit", "on failure"
STDOUT, STDERR = "stdout", "stderr"
GAP: Final = 3 * MILLISECOND
"""µs between lines that are printed one after another."""
LEAST_PERIOD: Final = 100 * MILLISECOND

_NAMES: Final = (
    "client", "code", "container", "epoch", "image", "ip", "n", "namespace", "node", "path", "pod", "port", "version",
)  # fmt: skip
_PLACE = re.compile(rf"\{{(%[^{{}}]{{1,40}}|{'|'.join(_NAMES)})\}}")
_OCCASION = re.compile(
    r"(?:(stderr)(?: |(?=:)))?(?:(?:(after|every) ([0-9][0-9a-z.]*)|(each probe|on exit|on failure))(?=:))?: ?(.*)",
    re.DOTALL,
)


class Mark(NamedTuple):
    """A place in a line that is filled in when it is printed."""

    name: str
    start: int = 0
    step: int = 0
    """Of a `count`: its value in the first turn of a loop, and what each further turn adds."""


Piece = str | Mark


class Saying(NamedTuple):
    """One thing that is said: when, by which stream, in which words."""

    when: str
    time: int
    """µs after the start; of what is repeated, the first time."""
    pieces: tuple[Piece, ...]
    stream: str = STDOUT
    period: int = 0


@lru_cache(maxsize=256)
def parse(text: str) -> tuple[Saying, ...]:
    """Read a text of the language. Nothing is refused: what is no occasion is a line of its own."""
    found, cursor = [], GAP
    for line in text.splitlines():
        saying = _read(line, cursor)
        found.append(saying)
        if saying.when == AFTER:
            cursor = saying.time + GAP
    return tuple(found)


def _read(line: str, cursor: int) -> Saying:
    said = _OCCASION.fullmatch(line)
    if said is None or line.startswith(":"):
        return Saying(AFTER, cursor, pieces_of(line))
    stream, verb, amount, occasion, words = said.groups()
    time = parse_duration(amount) if amount else cursor
    if time is None:
        return Saying(AFTER, cursor, pieces_of(line))
    period = max(time, LEAST_PERIOD) if verb == EVERY else 0
    when = verb or occasion or AFTER
    return Saying(when, time, pieces_of(words), STDERR if stream else STDOUT, period)


def pieces_of(text: str) -> tuple[Piece, ...]:
    """A line's words with its places marked."""
    parts = _PLACE.split(text)
    return tuple(Mark(part) if at % 2 else part for at, part in enumerate(parts) if part)


def spell(pieces: tuple[Piece, ...], facts: Mapping[str, str], time: int, turn: int) -> str:
    """A line as it is printed at virtual µs ``time``, in the ``turn``-th turn of what repeats it."""
    return "".join(piece if isinstance(piece, str) else _fill(piece, facts, time, turn) for piece in pieces)


def _fill(mark: Mark, facts: Mapping[str, str], time: int, turn: int) -> str:
    if mark.name.startswith("%"):
        return _spelled_time(mark.name, time)
    if mark.name == "count":
        return str(mark.start + turn * mark.step)
    if mark.name == "n":
        return str(turn + 1)
    return str(time // SECOND) if mark.name == "epoch" else facts.get(mark.name, "")


def _spelled_time(form: str, time: int) -> str:
    seconds, rest = divmod(time, SECOND)
    text = _spelled_second(form, seconds)
    return text.replace("%L", f"{rest // 1000:03d}").replace("%f", f"{rest:06d}") if "%" in text else text


@lru_cache(maxsize=4096)
def _spelled_second(form: str, seconds: int) -> str:
    """The time to the second, with the places of its fractions left in."""
    held = form.replace("%L", "%%L").replace("%f", "%%f").replace("%N", "%%f000").replace("%s", str(seconds))
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime(held)
    except ValueError:  # half a surrogate pair, or a zero byte
        return form
