"""The whole application, started by its own supervisor on a free port with a folder of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

READY = re.compile(rb"ClusterViz is ready: (http://\S+)")
PATIENCE = 120


class Application:
    """A running application: its ports, its sign-in link and its supervisor's process."""

    def __init__(self, process: subprocess.Popen[bytes], link: str, port: int, api_port: int) -> None:
        self.process = process
        self.link = link
        self.port = port
        self.api_port = api_port

    def children(self) -> dict[str, int]:
        """The supervised processes now alive: a name that says what each is → its process id."""
        command = ["ps", "-ww", "-eo", "pid=,ppid=,args="]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found: dict[str, int] = {}
        for line in listed.splitlines():
            pid, parent, command = line.split(None, 2)
            if int(parent) == self.process.pid:
                found[_name(command)] = int(pid)
        return found


@contextmanager
def running(var: Path, workers: int | None = None) -> Iterator[Application]:
    """Start the application over the folder ``var`` and stop it at the end."""
    port, api_port = free_port(), free_port()
    own = {"CLUSTERVIZ_VAR": str(var), "PORT": str(port), "API_PORT": str(api_port)}
    own["DJANGO_SETTINGS_MODULE"] = "clusterviz.settings"  # a test's own settings are not for real processes
    if workers:
        own["CLUSTERVIZ_WORKERS"] = str(workers)
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "up"]
    process = subprocess.Popen(command, env={**os.environ, **own}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield Application(process, _wait_for_link(process), port, api_port)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def free_port() -> int:
    """A TCP port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_link(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout
    deadline, told = time.monotonic() + PATIENCE, b""
    while time.monotonic() < deadline:
        line = process.stdout.readline()
        told += line
        if found := READY.search(line):
            return found[1].decode()
        if not line:
            break
    process.kill()
    raise RuntimeError(f"the application did not start: {told.decode(errors='replace')}")


def _name(command: str) -> str:
    for name in ("valkey", "daphne", "beat", "worker"):
        if name in command:
            numbered = re.search(r"worker-?\d+", command)
            return numbered[0] if numbered else name
    return command
