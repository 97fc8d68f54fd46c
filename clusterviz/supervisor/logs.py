"""The log files of the processes: appended to by them, kept short by the supervisor."""

import shutil
from pathlib import Path
from typing import BinaryIO

LIMIT = 5 * 1024 * 1024  # bytes; one older file of the same size is kept beside it


def open_log(path: Path) -> BinaryIO:
    """Open for appending: the operating system moves each write to the end, also after `trim`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return open(path, "ab", buffering=0)


def trim(path: Path, limit: int = LIMIT) -> None:
    """When `path` has grown beyond `limit` bytes, move its content to `<path>.1` under the writer's feet."""
    if path.exists() and path.stat().st_size > limit:
        shutil.copyfile(path, path.with_name(path.name + ".1"))
        with open(path, "r+b") as file:
            file.truncate()


def last_line(path: Path) -> str:
    """The last line that says something, for a sentence about a process that does not start."""
    with open(path, "rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        lines = [line.strip() for line in file.read().decode(errors="replace").splitlines()]
    return next((line for line in reversed(lines) if line), "")
