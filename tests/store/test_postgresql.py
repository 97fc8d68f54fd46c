"""The store's and the streams' tests once more on a private PostgreSQL server, where its programs are installed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import postgresql


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of a database on a fresh server."""
    with postgresql() as url:
        yield url


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
        "tests/audit",
        "tests/store",
        "tests/stream",
    ]
    if settings := next((word for word in sys.argv if word.startswith("--ds=")), ""):
        tests.append(settings)
    done = subprocess.run(tests, cwd=root, env={**os.environ, "DATABASE_URL": server}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
