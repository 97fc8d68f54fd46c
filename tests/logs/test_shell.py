"""What shell scripts print, read from their text."""

from __future__ import annotations

import pytest

from core.logs.files import File
from core.logs.sayings import EVERY, EXIT, spell
from core.logs.shell import MOST_SAYINGS, play
from core.logs.shell_output import Inside
from core.meta.time import parse as moment

NOON = moment("2026-03-05T12:00:00Z")
FILES = {"/etc/conf/a": File("one\ntwo\n", 0o644), "/etc/conf/b": File("three", 0o400)}


def inside() -> Inside:
    return Inside({"NAME": ("ann",), "MORE": ("1",)}, ["NAME"], FILES)


def told(script: str, turn: int = 0) -> list[str]:
    return [spell(said.pieces, {"pod": "web-1"}, NOON, turn) for said in play(script, inside())]


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        pytest.param("echo hello", ["hello"], id="a word"),
        pytest.param("echo \"it's $NAME\" '$NAME' ${NAME}", ["it's ann $NAME ann"], id="quotes and variables"),
        pytest.param("A=1; B=$((A+2)); echo $B; exit 0; echo no", ["3"], id="sums, and the end"),
        pytest.param("for i in 1 2; do echo n $i; done", ["n 1", "n 2"], id="a loop over words"),
        pytest.param("for i in $(seq 2 3); do echo $i; done && echo end", ["2", "3", "end"], id="a loop over numbers"),
        pytest.param('printf "%s=%d\\n" a 1', ["a=1"], id="printf"),
        pytest.param("date", ["Thu Mar  5 12:00:00 UTC 2026"], id="date as busybox prints it"),
        pytest.param("echo $(date +%T) on $(hostname)", ["12:00:00 on web-1"], id="commands in words"),
        pytest.param("env; printenv NAME MORE", ["NAME=ann", "ann"], id="the environment"),
        pytest.param("export MORE=2; env", ["NAME=ann", "MORE=2"], id="what is exported"),
        pytest.param("cat /etc/conf/a /etc/none; ls -l /etc/conf/", ["one", "two", "a", "b"], id="files of volumes"),
        pytest.param("echo a > /tmp/x; echo b >> x; echo c | nc h 1; echo d | tee f", ["d"], id="what goes elsewhere"),
        pytest.param("if [ -f x ]; then echo yes; else echo no; fi; echo on", ["on"], id="nobody knows a condition"),
        pytest.param("cat /x || echo failed; ls && echo fine # done", ["fine"], id="commands succeed"),
        pytest.param("echo $(", ["$"], id="a script that ends too early"),
        pytest.param("echo 'open", [""], id="an open quote"),
        pytest.param(
            "for a in $(seq 9999); do for b in $(seq 9999); do true; done; done; echo end",
            [],
            id="longer than is played",
        ),
        pytest.param("while true; do" * 40, [], id="too deep"),
    ],
)
def test_a_script_prints_its_lines(script: str, lines: list[str]) -> None:
    assert told(script) == lines


def test_sleeps_pass_and_streams_differ() -> None:
    said = play("echo a; sleep 5; echo b >&2; sleep 1m; echo c", inside())
    assert [one.time // 1_000_000 for one in said] == [0, 5, 65]
    assert [one.stream for one in said] == ["stdout", "stderr", "stdout"]


def test_an_endless_loop_is_said_again_and_counts_on() -> None:
    script = 'i=0; while true; do echo "$i: $(date)"; i=$((i+1)); sleep 1; done; echo never'
    (said,) = play(script, inside())
    assert (said.when, said.period) == (EVERY, 1_003_000)
    assert told(script, 4) == ["4: Thu Mar  5 12:00:00 UTC 2026"]


def test_a_loop_that_waits_ends_when_its_container_ends_well() -> None:
    said = play("until nslookup db; do echo waiting; sleep 2; done; echo found", inside())
    assert [one.when for one in said] == [EVERY, EXIT]


def test_a_script_prints_no_more_than_is_kept() -> None:
    great = Inside({}, [], {"/f": File("x" * 1_000_000, 0o644)})
    assert len(play("for i in $(seq 5000); do cat /f; done", great)) == 4


def test_a_script_is_read_up_to_a_limit() -> None:
    script = "for a in $(seq 9999); do for b in $(seq 9999); do echo $a$b; done; done"
    assert len(play(script, inside())) == MOST_SAYINGS
