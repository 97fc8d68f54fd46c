"""A short name for the content of all static files."""

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

BRINGING_FILES = ("Django", "django-unfold", "plotly")
"""Packages with static files of their own, told apart by their versions."""


def fingerprint(folders: Iterable[Path]) -> str:
    """A name that changes with any file of `folders` and with the packages that bring files."""
    digest = hashlib.sha256(" ".join(version(name) for name in BRINGING_FILES).encode())
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
