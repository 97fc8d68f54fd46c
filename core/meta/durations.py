"""Durations as annotations give them: as Go writes them (``90s``, ``1m30s``), or bare seconds."""

from __future__ import annotations

import re
from typing import Final

from core.meta.time import HOUR, MILLISECOND, MINUTE, SECOND

LONGEST: Final = 100 * 365 * 24 * HOUR
"""µs that nobody waits for: longer durations are taken for this one."""

_PIECE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(h|ms|m|s|us)?", re.ASCII)
_UNITS: Final = {"h": HOUR, "m": MINUTE, "s": SECOND, "ms": MILLISECOND, "us": 1, "": SECOND}


def parse_duration(text: str) -> int | None:
    """µs of a duration; ``None`` for what is none."""
    pieces = _PIECE.findall(text[:64])
    if not pieces or "".join(amount + unit for amount, unit in pieces) != text:
        return None
    return min(sum(int(float(amount) * _UNITS[unit]) for amount, unit in pieces), LONGEST)
