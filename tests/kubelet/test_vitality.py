"""For how long containers answer their probes by their own programs, and which ports agnhost serves."""

from __future__ import annotations

from typing import Any

import pytest

from core.meta.time import MILLISECOND, SECOND
from simulator.kubelet.agnhosts import command_of, ports_of
from simulator.kubelet.vitality import window_of

FIRST = 20 * MILLISECOND


def script(text: str) -> dict[str, Any]:
    return {"command": ["sh", "-c", text]}


@pytest.mark.parametrize(
    ("asked", "text", "window"),
    [
        pytest.param(["cat", "/tmp/h"], "touch /tmp/h; sleep 30; rm -f /tmp/h; sleep 600", (0, 30), id="it goes"),
        pytest.param(["cat", "/tmp/h"], "echo ok > /tmp/h; sleep 600", (0, None), id="it stays"),
        pytest.param(["test", "-f", "/tmp/h"], "sleep 5; touch /tmp/h; sleep 9; rm /tmp/h", (5, 14), id="it comes"),
        pytest.param(["sh", "-c", "ls /tmp/h"], "touch /tmp/h", (0, None), id="a shell looks"),
        pytest.param(["cat", "/tmp/other"], "touch /tmp/h", None, id="nobody makes that file"),
        pytest.param(["pg_isready"], "touch /tmp/h", None, id="another command"),
    ],
)
def test_a_probe_follows_the_file_that_a_script_makes(asked: list[str], text: str, window: Any) -> None:
    found = window_of({"exec": {"command": asked}}, script(text), "")
    if window is None:
        assert found is None
        return
    assert found == tuple(None if end is None else end * SECOND + FIRST for end in window)


@pytest.mark.parametrize(
    ("probe", "command", "window"),
    [
        ({"httpGet": {"path": "/healthz", "port": 8080}}, "liveness", (0, 10 * SECOND)),
        ({"httpGet": {"path": "/", "port": 8080}}, "liveness", None),
        ({"httpGet": {"path": "/healthz", "port": 8080}}, "netexec", None),
        ({"tcpSocket": {"port": 8080}}, "liveness", None),
    ],
)
def test_agnhosts_liveness_answers_for_ten_seconds(probe: Any, command: str, window: Any) -> None:
    assert window_of(probe, {}, command) == window


@pytest.mark.parametrize(
    ("args", "ports"),
    [
        (["netexec"], {8080}),
        (["netexec", "--http-port=80"], {80}),
        (["serve-hostname", "--port", "9000"], {9000}),
        (["grpc-health-checking"], {5000}),
        (["pause"], set()),
        ([], set()),
        (["netexec", "--http-port", "many"], {8080}),
    ],
)
def test_agnhost_serves_what_it_is_told(args: list[str], ports: set[int]) -> None:
    words = command_of({"args": args}, "agnhost")
    assert words is not None and ports_of(words) == ports


def test_another_program_in_the_image_is_no_agnhost() -> None:
    assert command_of({"command": ["sh"]}, "agnhost") is None
    assert command_of({}, "nginx") is None
