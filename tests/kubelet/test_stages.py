"""The tables themselves: stages, back-off, durations, probes' ticks, annotations."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.meta.objects import Doc
from core.meta.time import SECOND
from simulator.kubelet import behaviour, crash, stages
from simulator.kubelet.effects import EFFECTS
from simulator.kubelet.probes import read_probe

ROWS = [
    *stages.ENDING_STAGES,
    *stages.POD_STAGES,
    *(stage for rows in stages.CONTAINER_STAGES.values() for stage in rows),
]
ANNOTATIONS = [value for name, value in vars(behaviour).items() if name.isupper() and isinstance(value, str)]


def test_every_stage_has_an_effect_and_every_effect_a_stage() -> None:
    assert {stage.name for stage in ROWS} == set(EFFECTS)


def test_every_stage_and_every_annotation_is_documented(root: Path) -> None:
    text = (root / "docs" / "kubelet.md").read_text()
    assert [stage.name for stage in ROWS if f"| {stage.name} |" not in text] == []
    names = [*ANNOTATIONS, *behaviour.FAIL_PROBE.values()]
    assert [name for name in names if f"`{behaviour.PREFIX}{name.removeprefix(behaviour.PREFIX)}" not in text] == []


def test_back_off_doubles_from_ten_seconds_to_five_minutes() -> None:
    held, now, waits = None, 0, []
    for _ in range(8):
        waits.append(crash.wait_of(held, now) // SECOND)
        held = crash.next_backoff(held, now, now + waits[-1] * SECOND)
        now += (waits[-1] + 5) * SECOND
    assert waits == [0, 10, 20, 40, 80, 160, 300, 300]


def test_ten_minutes_without_a_crash_forgive_all() -> None:
    held = [160 * SECOND, 0]
    assert crash.wait_of(held, 600 * SECOND) == 160 * SECOND
    assert crash.wait_of(held, 601 * SECOND) == 0
    assert crash.next_backoff(held, 601 * SECOND, 602 * SECOND) == [crash.FIRST, 602 * SECOND]


@pytest.mark.parametrize(
    ("us", "text"),
    [
        (0, "0s"), (412_000, "412ms"), (1_000_000, "1s"), (1_500_000, "1.5s"), (1_519_400, "1.519s"),
        (2_830_000, "2.83s"), (10 * SECOND, "10s"), (80 * SECOND, "1m20s"), (300 * SECOND, "5m0s"),
        (3661 * SECOND, "1h1m1s"),
    ],
)  # fmt: skip
def test_durations_are_printed_as_go_prints_them(us: int, text: str) -> None:
    assert crash.go_duration(us) == text


@pytest.mark.parametrize(
    ("text", "us"),
    [
        pytest.param("90s", 90 * SECOND, id="seconds"),
        pytest.param("1m30s", 90 * SECOND, id="minutes and seconds"),
        pytest.param("250ms", SECOND // 4, id="milliseconds"),
        pytest.param("2.5", 5 * SECOND // 2, id="bare seconds"),
        pytest.param("soon", None, id="no duration"),
        pytest.param("", None, id="nothing"),
        pytest.param("5 s", None, id="a blank inside"),
        pytest.param("-5s", None, id="negative"),
        pytest.param("9" * 400, None, id="more digits than anybody means"),
        pytest.param("999999999h", behaviour.LONGEST, id="longer than anybody waits"),
        pytest.param("٣s", None, id="digits of other scripts"),
    ],
)
def test_durations_are_read(text: str, us: int | None) -> None:
    assert behaviour.parse_duration(text) == us


def test_an_annotation_for_one_container_wins_over_one_for_all() -> None:
    held = {"clusterviz.io/run-for": "5s", "clusterviz.io/run-for.b": "9s"}
    assert behaviour.duration(held, behaviour.RUN_FOR, "a") == 5 * SECOND
    assert behaviour.duration(held, behaviour.RUN_FOR, "b") == 9 * SECOND


@pytest.mark.parametrize(
    ("fields", "origin", "start", "tick"),
    [
        pytest.param({}, 0, 3, 10, id="the first tick after the start"),
        pytest.param({}, 0, 10, 10, id="a tick at the start itself"),
        pytest.param({"initialDelaySeconds": 15}, 0, 3, 20, id="none within the delay"),
        pytest.param({"periodSeconds": 4, "initialDelaySeconds": 1}, 2, 3, 6, id="ticks count from the origin"),
    ],
)
def test_probes_tick_in_their_period(fields: Doc, origin: int, start: int, tick: int) -> None:
    probe = read_probe({"httpGet": {"port": 80}, **fields}, {})
    assert probe.first_after(origin * SECOND, start * SECOND) == tick * SECOND


@pytest.mark.parametrize(
    ("doc", "succeeds"),
    [
        pytest.param({"httpGet": {"port": "web"}}, True, id="a named port"),
        pytest.param({"httpGet": {"port": "8080"}}, True, id="a number in text"),
        pytest.param({"tcpSocket": {"port": 8080}}, True, id="a declared port"),
        pytest.param({"grpc": {"port": 9090}}, False, id="a port nobody serves"),
        pytest.param({"httpGet": {"port": "metrics"}}, False, id="a name no port has"),
        pytest.param({"httpGet": {"port": 9090, "host": "example.com"}}, True, id="another host"),
        pytest.param({"exec": {"command": ["check"]}}, True, id="a command"),
    ],
)
def test_probes_meet_what_the_container_serves(doc: Doc, succeeds: bool) -> None:
    container = {"ports": [{"name": "web", "containerPort": 8080}]}
    assert read_probe(doc, container).succeeds(frozenset({8080})) is succeeds


def test_refusals_are_worded_as_the_prober_words_them() -> None:
    def refusal(doc: Doc, address: str = "10.0.0.9") -> str:
        return read_probe(doc, {}).refusal(address)

    refused = "dial tcp 10.0.0.9:80: connect: connection refused"
    assert refusal({"tcpSocket": {"port": 80}}) == refused
    assert refusal({"httpGet": {"port": 80, "path": "ok"}}) == f'Get "http://10.0.0.9:80/ok": {refused}'
    assert refusal({"httpGet": {"port": 80}}, "fd00::9").startswith('Get "http://[fd00::9]:80/"')
    assert 'failed to connect service "10.0.0.9:80" within 1s' in refusal({"grpc": {"port": 80}})
