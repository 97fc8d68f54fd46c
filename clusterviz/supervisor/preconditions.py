"""What must be true before anything is started, each with its sentence for when it is not."""

import fcntl
import os
import socket
from pathlib import Path
from typing import IO

import redis

from clusterviz.supervisor.failure import StartFailure


def require_writable(var: Path) -> None:
    """`var` can be made and written in."""
    try:
        (var / "log").mkdir(parents=True, exist_ok=True)
        probe = var / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StartFailure(f"ClusterViz cannot write in {var}: {error.strerror}.") from None


def require_alone(var: Path) -> IO[str]:
    """No other ClusterViz runs on `var`; the returned file holds the lock while it is open."""
    file = open(var / "up.lock", "a+")  # noqa: SIM115  # open as long as the process lives
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        process = file.read().strip() or "unknown"
        raise StartFailure(f"ClusterViz already runs on {var} (process {process}).") from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def require_free_port(port: int) -> None:
    """Nobody listens on the loopback interface's `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise StartFailure(f"Port {port} needs more rights; choose one above 1023: make run PORT=8000.") from None
        except OSError:
            advice = f"choose another: make run PORT={port + 1}"
            raise StartFailure(f"Port {port} is taken by another program; {advice}.") from None


def answers(url: str) -> bool:
    """Whether a Redis or Valkey answers at `url`."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


def require_broker(url: str) -> None:
    """The server of `REDIS_URL` answers."""
    try:
        reached = answers(url)
    except ValueError as error:
        raise StartFailure(f"REDIS_URL cannot be used: {error}.") from None
    if not reached:
        raise StartFailure(f"The Redis or Valkey of REDIS_URL ({without_password(url)}) cannot be reached.")


def without_password(url: str) -> str:
    """`url` as it may be shown."""
    scheme, separator, rest = url.partition("://")
    return scheme + separator + rest.rpartition("@")[2]
