"""What commands, images and restart policies make of a container's process."""

from __future__ import annotations

from typing import Any

import pytest

from core.meta.time import SECOND
from simulator.kubelet import programs, waits
from simulator.kubelet.waits import Target

LOAD_CHECK = """
RETRY_INTERVAL=10
for i in $(seq 1 12); do
  STATUSCODE=$(wget --server-response http://${ADDR} 2>&1 | awk '/^  HTTP/{print $2}')
  if [ $STATUSCODE -eq 200 ]; then
    exit 0
  fi
  sleep $RETRY_INTERVAL
done
exit 1
"""


def seconds(program: programs.Program) -> float | None:
    return None if program.run is None else program.run / SECOND


@pytest.mark.parametrize(
    ("image", "is_service", "fields", "lasts", "code"),
    [
        pytest.param("web", True, {}, None, 0, id="a server runs for good"),
        pytest.param("web", False, {}, -1e-6, 0, id="a job's time is drawn"),
        pytest.param("nginx", False, {}, None, 0, id="a known server runs for good in a job too"),
        pytest.param("pause", False, {}, None, 0, id="and so does the pause image"),
        pytest.param("agnhost", False, {}, None, 0, id="agnhost pauses when it is told nothing"),
        pytest.param("agnhost", False, {"args": ["netexec"]}, None, 0, id="agnhost serves for good"),
        pytest.param("agnhost", True, {"args": ["mounttest", "--fs_type=/x"]}, 0.1, 0, id="agnhost looks and ends"),
        pytest.param(
            "agnhost",
            False,
            {"args": ["mounttest", "--file_content_in_loop=/x", "--retry_time=7"]},
            7,
            0,
            id="agnhost looks again and again",
        ),
        pytest.param(
            "agnhost",
            False,
            {"command": ["/agnhost", "logs-generator"], "args": ["--run-duration", "20s"]},
            20,
            0,
            id="agnhost generates logs for a time",
        ),
        pytest.param("busybox", True, {}, 0.1, 0, id="a shell without a script ends at once"),
        pytest.param("busybox", False, {"stdin": True}, None, 0, id="a shell that is given its input waits for it"),
        pytest.param("x", False, {"stdin": True, "command": ["/bin/sh"]}, None, 0, id="in any image"),
        pytest.param("busybox", False, {"stdin": True, "args": ["true"]}, 0.1, 0, id="a command does not"),
        pytest.param("busybox", True, {"command": ["sh", "-c", "exit 7"]}, 0.1, 7, id="a script says how it exits"),
        pytest.param("busybox", False, {"command": ["sleep", "5m"]}, 300.1, 0, id="sleep ends after its time"),
        pytest.param("busybox", True, {"command": ["sleep", "infinity"]}, None, 0, id="sleep infinity does not end"),
        pytest.param(
            "x", False, {"command": ["/bin/sh", "-ec", "echo a; sleep 2; sleep 3"]}, 5.1, 0, id="sleeps add up"
        ),
        pytest.param(
            "x", False, {"command": ["sh", "-c", "while true; do date; sleep 5; done"]}, None, 0, id="an endless loop"
        ),
        pytest.param(
            "x",
            True,
            {"command": ["sh", "-c", "for i in 1 2 3; do echo $i; sleep 5; done; exit 3"]},
            15.029,
            3,
            id="a loop over words takes all its turns",
        ),
        pytest.param(
            "x",
            False,
            {"command": ["sh", "-c", "for i in 1 2; do work $i; sleep 5; done"]},
            5,
            0,
            id="but not one that does nobody knows what",
        ),
        pytest.param("x", False, {"command": ["/bin/false"]}, 0.05, 1, id="false fails"),
        pytest.param("x", True, {"args": ["--port=80"]}, None, 0, id="arguments alone make no script"),
        pytest.param(
            "x", True, {"command": ["sh", "-c", "sleep 5; /server"]}, None, 0, id="a server after a sleep runs on"
        ),
        pytest.param("x", False, {"command": ["perl", "-e", "print"]}, -1e-6, 0, id="an unreadable command is drawn"),
    ],
)
def test_a_process_lasts_and_exits(
    image: str, is_service: bool, fields: dict[str, Any], lasts: float | None, code: int
) -> None:
    program = programs.read(fields, image, is_service)
    assert (seconds(program), program.code) == (lasts, code)


@pytest.mark.parametrize(
    ("command", "ignores"),
    [
        pytest.param(["sleep", "3600"], True, id="sleep as process 1 ignores SIGTERM"),
        pytest.param(["/bin/bash", "-c", "run"], True, id="a shell does too"),
        pytest.param(["/server"], False, id="a server has a handler"),
    ],
)
def test_some_processes_do_not_end_when_told(command: list[str], ignores: bool) -> None:
    assert programs.read({"command": command}, "x", True).ignores_stop is ignores


@pytest.mark.parametrize(
    ("script", "found"),
    [
        pytest.param("until nslookup db; do sleep 2; done", [Target("db", True)], id="a name is looked up"),
        pytest.param(LOAD_CHECK, [Target("frontend", False)], id="a page is asked for, its host in a variable"),
        pytest.param("while ! nc -z -w 2 redis 6379; do sleep 1; done", [Target("redis", False)], id="a port is tried"),
        pytest.param(
            "until pg_isready -h pg.data -p 5432; do sleep 1; done",
            [Target("pg.data", False)],
            id="a database is asked",
        ),
        pytest.param("wget http://db/dump", [], id="asking once is not waiting"),
        pytest.param("for i in 1 2 3; do echo $i; done", [], id="a loop that asks nobody"),
    ],
)
def test_polling_scripts_say_whom_they_wait_for(script: str, found: list[Target]) -> None:
    container = {"env": [{"name": "ADDR", "value": "frontend:80"}]}
    assert list(waits.targets_of(script, container)) == found


def test_a_polling_script_asks_as_often_as_it_sleeps() -> None:
    assert waits.interval_of(LOAD_CHECK) == 10 * SECOND
    assert waits.interval_of("until wget db; do :; done") == waits.USUAL


def test_arbitrary_text_never_breaks_the_reading() -> None:
    for text in (
        "",
        "\x00",
        "$(",
        "${",
        "sleep",
        "sleep -1",
        "exit",
        "nc",
        "http://",
        "for",
        "(" * 5000,
        "sleep " * 5000,
    ):
        programs.read({"command": ["sh", "-c", text]}, "x", False)


@pytest.mark.parametrize(
    "script", ["sleep 999999999d", "sleep 1; exit 99999", "sleep " + "9" * 5000, "exit " + "9" * 5000]
)
def test_numbers_beyond_reason_stay_within_what_a_clock_and_a_process_can_hold(script: str) -> None:
    program = programs.read({"command": ["sh", "-c", script]}, "x", False)
    assert -1 <= (program.run or 0) < 2**62
    assert 0 <= program.code <= 255


def test_long_scripts_are_read_in_a_moment() -> None:
    for piece in ("mysql ", "for nc -a ", "a.", "-", "until nslookup -x ", "echo a;", "${A}"):
        programs.read({"command": ["sh", "-c", "for " + piece * 200_000]}, "x", False)
