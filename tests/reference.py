"""Where the recordings of a real control plane are, if they are on this machine."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parent.parent
REFERENCE = Path(os.environ.get("CLUSTERVIZ_REFERENCE", PROJECT.parent / "shared" / "reference"))

needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="the recordings of a real control plane are not on this machine"
)
"""Marks a parity test: it is skipped where the recordings are absent."""


def read(name: str) -> Any:
    """One recording as JSON."""
    return json.loads((REFERENCE / name).read_text())


def read_lines(name: str) -> list[Any]:
    """A recording of one JSON document a line."""
    return [json.loads(line) for line in (REFERENCE / name).read_text().splitlines()]
