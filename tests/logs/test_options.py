"""What readers ask of a log, and what they get."""

from __future__ import annotations

from typing import Any

import pytest

from core.logs.lines import Line
from core.logs.options import Options, Writer, check
from core.meta.errors import StatusError
from tests.logs.pods import SECOND, START

LINES = [Line(START + at * SECOND, "stderr" if at == 1 else "stdout", f"line {at}") for at in range(4)]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        pytest.param({}, "line 0\nline 1\nline 2\nline 3\n", id="all"),
        pytest.param({"tail": 2}, "line 2\nline 3\n", id="the last"),
        pytest.param({"tail": 0}, "", id="none"),
        pytest.param({"since_seconds": 1}, "line 3\n", id="of the last seconds"),
        pytest.param({"since_time": START + 2 * SECOND}, "line 2\nline 3\n", id="from a time on"),
        pytest.param({"limit": 9}, "line 0\nli", id="so many bytes"),
        pytest.param({"stream": "Stderr"}, "line 1\n", id="one stream"),
        pytest.param({"timestamps": True, "tail": 1}, "2026-03-05T12:00:03.000000000Z line 3\n", id="with times"),
    ],
)
def test_a_reader_gets_what_was_asked_for(options: dict[str, Any], text: str) -> None:
    assert Writer(Options(**options), START + 4 * SECOND - 1).first(LINES).decode() == text


def test_a_limit_holds_over_all_pieces() -> None:
    writer = Writer(Options(limit=10, tail=1), START)
    assert writer.first(LINES) + writer.more(LINES) == b"line 3\nlin"
    assert writer.is_full


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(
            {"tail": -3}, "tailLines: Invalid value: -3: must be greater than or equal to 0", id="negative lines"
        ),
        pytest.param({"limit": 0}, "limitBytes: Invalid value: 0: must be greater than 0", id="no bytes"),
        pytest.param({"since_seconds": 0}, "sinceSeconds: Invalid value: 0: must be greater than 0", id="no seconds"),
        pytest.param(
            {"since_seconds": 1, "since_time": 1},
            ": Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified",
            id="two beginnings",
        ),
        pytest.param(
            {"stream": "x"},
            'stream: Unsupported value: "x": supported values: "All", "Stderr", "Stdout"',
            id="a stream",
        ),
        pytest.param(
            {"stream": "Stdout", "tail": 1},
            ": Forbidden: `tailLines` and specific `stream` are mutually exclusive for now",
            id="the end of one stream",
        ),
    ],
)
def test_impossible_wishes_are_refused_in_upstreams_words(options: dict[str, Any], message: str) -> None:
    with pytest.raises(StatusError) as refused:
        check(Options(**options), "p")
    assert refused.value.code == 422
    assert refused.value.message == f'PodLogOptions "p" is invalid: {message}'
