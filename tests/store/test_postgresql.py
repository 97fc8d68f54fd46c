"""The store's and the streams' tests once more on a private PostgreSQL server, where its programs are installed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database on a fresh server that listens on a socket of its own."""
    if not PROGRAMS:
        pytest.skip("no PostgreSQL server in /usr/lib/postgresql/*/bin")
    programs = PROGRAMS[-1].parent
    folder = tmp_path_factory.mktemp("postgresql")
    run(programs / "initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust", "--no-sync", folder=folder)
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run(programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start", folder=folder)
    try:
        yield f"postgres://postgres@/postgres?host={folder}"
    finally:
        run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop", folder=folder)


def run(*command: object, folder: Path) -> None:
    """Run a program of PostgreSQL, which refuses to be run by root: then as its own user."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        for place in (folder, *list(folder.parents)[:2]):
            place.chmod(0o755)
        subprocess.run(["chown", "postgres", str(folder)], check=True)
        words = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *words]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


@pytest.mark.postgres
def test_the_store_keeps_its_promises_on_postgresql(server: str, root: Path) -> None:
    if os.environ.get("DATABASE_URL"):
        pytest.skip("all tests run on DATABASE_URL already")
    tests = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "-m",
        "not postgres",
        "tests/store",
        "tests/stream",
    ]
    if settings := next((word for word in sys.argv if word.startswith("--ds=")), ""):
        tests.append(settings)
    done = subprocess.run(tests, cwd=root, env={**os.environ, "DATABASE_URL": server}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
