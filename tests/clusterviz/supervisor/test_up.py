"""`manage.py up` with its real processes: start, second start, kills, stop, and the sentences when it cannot start."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from clusterviz.supervisor import secure

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]

READY = re.compile(r"^ClusterViz is ready: http://127\.0\.0\.1:(\d+)/\?token=[\w-]+$")


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(var: Path, port: int | str, **more: str) -> dict[str, str]:
    """The environment of a ClusterViz of its own."""
    ports = {"PORT": str(port), "API_PORT": str(free_port())}
    own = {"CLUSTERVIZ_VAR": str(var), **ports, "CLUSTERVIZ_WORKERS": "1", **more}
    dropped = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if name not in dropped} | own


class Running:
    """A ClusterViz that was started by this test."""

    def __init__(self, root: Path, var: Path) -> None:
        self.var = var
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=root,
            env=environment(var, self.port),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.line = self.process.stdout.readline().strip()
        assert self.line, self.process.stderr and self.process.stderr.read()

    def children(self) -> dict[str, int]:
        """The process id of each child by a word of its command."""
        text = subprocess.run(
            ["ps", "-ww", "--ppid", str(self.process.pid), "-o", "pid=,args="],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        words = ("valkey-server", "daphne", "worker-1", "beat")
        return {word: int(line.split()[0]) for line in text.splitlines() for word in words if word in line}

    def get(self, path: str) -> int:
        """The status of one request, 0 when nobody listens."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            link.request("GET", path)
            return link.getresponse().status
        except OSError:
            return 0
        finally:
            link.close()

    def stop(self, number: int = signal.SIGINT) -> int:
        """End it; the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(20)
        for stream in (self.process.stdout, self.process.stderr):
            assert stream
            stream.close()
        return code


def until(condition: Callable[[], bool], seconds: float = 20) -> float:
    """Wait for the other processes; the seconds that it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() < began + seconds, "waited in vain"
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for the starts of this module, so that the second finds what the first made."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def running(root: Path, var: Path) -> Iterator[Running]:
    """The first start."""
    running = Running(root, var)
    yield running
    if running.process.poll() is None:
        running.stop()


def test_one_line_says_where_it_is_ready(running: Running) -> None:
    match = READY.match(running.line)
    assert match and int(match[1]) == running.port
    assert running.get("/health") == 200


def test_a_taken_api_port_costs_kubectl_alone(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert secure.endpoint(taken.getsockname()[1], tmp_path) == ""
    assert list(tmp_path.iterdir()) == []


def test_the_link_signs_in_once(running: Running) -> None:
    path = "/" + running.line.rpartition("/")[2]
    link = http.client.HTTPConnection("127.0.0.1", running.port, timeout=5)
    answers = []
    for _ in range(2):
        link.request("GET", path)
        response = link.getresponse()
        response.read()
        answers.append(response.getheader("Location"))
    link.close()
    assert answers == ["/", "/sign-in/?spent=1"]


def test_static_files_are_served_without_signing_in(running: Running) -> None:
    assert running.get("/static/any/clusterviz/css/tokens.css") == 200


@pytest.mark.parametrize(
    ("origin", "refusal"),
    [
        pytest.param("http://evil.example", "HTTP 403", id="from a page of another host"),
        pytest.param(None, "HTTP 403", id="from no page"),
        pytest.param("http://127.0.0.1", "4401|HTTP 403", id="without having signed in"),
    ],
)
def test_a_live_connection_is_refused(running: Running, origin: str | None, refusal: str) -> None:
    address = f"ws://127.0.0.1:{running.port}/ws/clusters/demo/"
    with pytest.raises(WebSocketException, match=refusal):
        read_all(address, origin)


def read_all(address: str, origin: str | None) -> None:
    """Read a live connection to its end, which must come before a snapshot."""
    with connect(address, origin=origin, proxy=None) as socket:
        while True:
            assert "snapshot" not in str(socket.recv(timeout=5))


def test_a_second_one_on_the_same_folder_is_refused(running: Running, root: Path) -> None:
    assert refusal(root, environment(running.var, free_port())) == (
        f"ClusterViz already runs on {running.var} (process {running.process.pid})."
    )


@pytest.mark.parametrize("name", ["valkey-server", "daphne", "worker-1", "beat"])
def test_a_killed_process_comes_back(running: Running, name: str) -> None:
    until(lambda: name in running.children())
    before = running.children()[name]
    os.kill(before, signal.SIGKILL)
    until(lambda: running.children().get(name, before) != before)
    until(lambda: running.get("/health") == 200)


def test_ctrl_c_stops_everything_and_a_second_start_succeeds(running: Running, root: Path) -> None:
    until(lambda: len(running.children()) == 4)
    children = running.children()
    assert running.stop() == 0
    assert not [name for name, pid in children.items() if Path("/proc", str(pid)).exists()]
    again = Running(root, running.var)
    try:
        assert READY.match(again.line)
    finally:
        again.stop(signal.SIGTERM)


def refusal(root: Path, env: dict[str, str]) -> str:
    """The only line on standard error of a start that ends with exit code 1."""
    done = subprocess.run(
        [sys.executable, "manage.py", "up"], cwd=root, env=env, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr.strip()


def test_a_taken_port_is_named(root: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refusal(root, environment(tmp_path, port)) == (
            f"Port {port} is taken by another program; choose another: make run PORT={port + 1}."
        )


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        pytest.param(
            {"DATABASE_URL": "postgres://ada:secret@127.0.0.1:1/viz"},
            "The database viz at 127.0.0.1:1 cannot be used: Connection refused.",
            id="a database server that is away",
        ),
        pytest.param(
            {"DATABASE_URL": "sqlite:////proc/none/viz.db"},
            "The database /proc/none/viz.db cannot be used: unable to open database file.",
            id="a database file that cannot be made",
        ),
        pytest.param(
            {"DATABASE_URL": "oracle://h/d"},
            "DATABASE_URL begins with 'oracle'; it must begin with postgres:// or sqlite://.",
            id="an unknown database",
        ),
        pytest.param(
            {"REDIS_URL": "redis://:secret@127.0.0.1:1/0"},
            "The Redis or Valkey of REDIS_URL (redis://127.0.0.1:1/0) cannot be reached.",
            id="a broker that is away, named without its password",
        ),
        pytest.param(
            {"PORT": "http"},
            "PORT is 'http'; it must be a number from 1 to 65535.",
            id="a port that is none",
        ),
        pytest.param(
            {"CLUSTERVIZ_VAR": "/proc/clusterviz"},
            "ClusterViz cannot write in /proc/clusterviz: No such file or directory.",
            id="a folder that cannot be written",
        ),
    ],
)
def test_what_prevents_a_start_is_one_sentence(
    root: Path, tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    assert refusal(root, environment(tmp_path, free_port()) | settings) == sentence
