"""The lines of a run: what known images, scripts and annotations print, in whatever stretches it is read."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from core.logs import runs
from core.logs.lines import KEPT_LINES, Line, last_moment, lines
from core.logs.programs import KNOWN
from core.meta.objects import Doc
from tests.logs.pods import SECOND, START, ended, make_pod, running

COUNTER = ["sh", "-c", "i=0; while true; do echo $i; i=$((i+1)); sleep 1; done"]
PROBE = {"httpGet": {"path": "/ok", "port": 80}, "periodSeconds": 5}


def of(pod: Doc, seconds: float = 60, previous: bool = False) -> list[Line]:
    run = runs.find(pod, "c", previous)
    return list(lines(run, last_moment(run, START + int(seconds * SECOND))))


def texts(pod: Doc, seconds: float = 60, previous: bool = False) -> list[str]:
    return [line.text for line in of(pod, seconds, previous)]


@pytest.mark.parametrize(
    ("container", "part"),
    [
        pytest.param({"image": "nginx:1.27-alpine"}, "nginx/1.27", id="nginx and its version"),
        pytest.param({"image": "registry.k8s.io/nginx"}, f"nginx/{KNOWN['nginx']}", id="the latest version"),
        pytest.param({"image": "nginx", "readinessProbe": PROBE}, '"GET /ok HTTP/1.1" 200', id="probes are served"),
        pytest.param({"image": "docker.io/valkey/valkey:8"}, "Ready to accept connections", id="an image like another"),
        pytest.param({"image": "postgres:17@sha256:00"}, "ready to accept connections", id="postgres"),
        pytest.param({"image": "x", "command": ["redis-server"]}, "Running mode=standalone", id="a known program"),
        pytest.param({"image": "shop/cart:3"}, "INFO  starting c image=shop/cart:3 pod=p", id="any service"),
        pytest.param({"image": "busybox", "args": ["echo", "a b"]}, "a b", id="arguments as a command"),
        pytest.param({"image": "x", "command": ["/bin/sh", "-ec", "echo hi"]}, "hi", id="a script"),
        pytest.param(
            {"image": "x", "command": ["echo", "$(A)"], "env": [{"name": "A", "value": "1"}]}, "1", id="an environment"
        ),
        pytest.param({"image": "perl", "command": ["perl", "-wle", "print bpi(6)"]}, "3.14159", id="pi"),
    ],
)
def test_a_program_is_known_by_what_it_prints(container: dict[str, Any], part: str) -> None:
    assert part in "\n".join(texts(make_pod(**container)))


@pytest.mark.parametrize("image", sorted(KNOWN))
def test_every_known_image_speaks_and_fills_its_places(image: str) -> None:
    told = texts(make_pod(ended(30, 1), image=image, readinessProbe=PROBE))
    assert any(told)
    assert not [line for line in told if "{%" in line or "{version}" in line or "{code}" in line]


@pytest.mark.parametrize(
    ("code", "reason", "last"),
    [
        pytest.param(0, "", "bye", id="a good end"),
        pytest.param(3, "", "giving up: 3", id="a bad end"),
        pytest.param(137, "", "up", id="killed"),
        pytest.param(1, "OOMKilled", "up", id="out of memory"),
    ],
)
def test_an_end_is_told_by_who_has_time_to(code: int, reason: str, last: str) -> None:
    notes = {"clusterviz.io/log": "up\non exit: bye\nstderr on failure: giving up: {code}"}
    assert texts(make_pod(ended(5, code, reason=reason), notes=notes))[-1] == last


def test_what_is_to_come_after_the_end_of_time_does_no_harm() -> None:
    notes = {"clusterviz.io/log": f"up\nafter {'9' * 9}h: never\nevery {'9' * 9}h: never"}
    assert texts(make_pod(notes=notes)) == ["up"]


def test_an_annotation_for_one_container_wins() -> None:
    notes = {"clusterviz.io/log": "all", "clusterviz.io/log.c": "one"}
    assert texts(make_pod(notes=notes)) == ["one"]


def test_a_failing_probe_is_not_told_as_served() -> None:
    notes = {"clusterviz.io/fail-readiness": "true"}
    assert "GET" not in "\n".join(texts(make_pod(notes=notes, image="nginx", readinessProbe=PROBE)))


def test_lines_read_in_stretches_are_those_read_at_once() -> None:
    run = runs.find(make_pod(image="nginx", readinessProbe=PROBE, livenessProbe=PROBE), "c", False)
    moments = [START + at * 777_777 for at in range(-1, 60)]
    pieces = [line for since, until in itertools.pairwise(moments) for line in lines(run, until, since)]
    assert pieces == list(lines(run, moments[-1]))
    assert [line.time for line in pieces] == sorted(line.time for line in pieces)


def test_what_was_printed_stays_when_the_container_ends() -> None:
    before = of(make_pod(command=COUNTER), 7.9)
    assert of(make_pod(ended(7), command=COUNTER))[: len(before)] == before


def test_a_restart_begins_anew_and_the_log_before_stays() -> None:
    pod = make_pod(running(20), ended(3, 1), command=COUNTER)
    assert texts(pod, 22.5) == ["0", "1", "2"]
    assert texts(pod, 22.5, previous=True) == ["0", "1", "2", "3"]


def test_a_long_log_is_rotated() -> None:
    told = of(make_pod(command=COUNTER), 90_000)
    assert len(told) == KEPT_LINES
    assert told[-1].time > START + 89_998 * SECOND
