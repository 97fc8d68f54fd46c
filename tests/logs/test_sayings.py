"""The language in which annotations and known images say what is printed."""

from __future__ import annotations

import pytest

from core.logs.sayings import parse, spell
from core.meta.time import parse as moment

NOON = moment("2026-03-05T12:00:00Z") + 45_678


@pytest.mark.parametrize(
    ("line", "when", "time", "period", "stream", "text"),
    [
        pytest.param("ready: yes", "after", 3_000, 0, "stdout", "ready: yes", id="a plain line may hold colons"),
        pytest.param("after 5s: up", "after", 5_000_000, 0, "stdout", "up", id="later"),
        pytest.param("every 1m30s: tick", "every", 90_000_000, 90_000_000, "stdout", "tick", id="again and again"),
        pytest.param("every 1us: tick", "every", 1, 100_000, "stdout", "tick", id="not endlessly often"),
        pytest.param("stderr: oops", "after", 3_000, 0, "stderr", "oops", id="the other stream"),
        pytest.param("stderr on failure: bad", "on failure", 3_000, 0, "stderr", "bad", id="at a bad end"),
        pytest.param("on exit:", "on exit", 3_000, 0, "stdout", "", id="an empty line"),
        pytest.param("after lunch: nap", "after", 3_000, 0, "stdout", "after lunch: nap", id="no duration"),
        pytest.param("stderr is full", "after", 3_000, 0, "stdout", "stderr is full", id="only a word"),
    ],
)
def test_each_line_is_said_on_its_occasion(
    line: str, when: str, time: int, period: int, stream: str, text: str
) -> None:
    (said,) = parse(line)
    assert (said.when, said.time, said.period, said.stream) == (when, time, period, stream)
    assert spell(said.pieces, {}, 0, 0) == text


def test_lines_follow_each_other() -> None:
    assert [said.time for said in parse("a\nafter 1s: b\nc")] == [3_000, 1_000_000, 1_003_000]


@pytest.mark.parametrize(
    ("line", "spelled"),
    [
        pytest.param("{pod} {code}", "web-1 7", id="facts"),
        pytest.param("turn {n}", "turn 3", id="the turn of what is repeated"),
        pytest.param("{%H:%M:%S.%L}|{%f}", "12:00:00.045|045678", id="the time and its fractions"),
        pytest.param("{epoch}", str(NOON // 1_000_000), id="seconds since the epoch"),
        pytest.param("{%\ud800}", "%\ud800", id="a form that is none"),
        pytest.param('{"a": {"b": 1}} {nothing}', '{"a": {"b": 1}} {nothing}', id="other braces stay"),
    ],
)
def test_places_are_filled_when_a_line_is_printed(line: str, spelled: str) -> None:
    (said,) = parse(line)
    assert spell(said.pieces, {"pod": "web-1", "code": "7"}, NOON, 2) == spelled
