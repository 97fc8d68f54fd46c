"""When the browser must be told of the clock: whenever it could not have counted there by itself. Pure."""

from __future__ import annotations

from typing import Any

SET = ("speed", "paused", "target", "stable", "running", "first")
"""What people set: told at once."""
LEAST_MS = 200
"""Between two tellings of mere progress."""
TOLERANCE_MS = 250
"""Wall ms by which the browser's count may be off."""

Face = dict[str, Any]


def is_news(told: Face, face: Face) -> bool:
    """Whether a browser that was told ``told`` must be told ``face``."""
    if not told or any(told[field] != face[field] for field in SET):
        return True
    if face["at"] - told["at"] < LEAST_MS:
        return False
    if face["lag"] or told["lag"]:
        return bool(face["time"] != told["time"] or face["lag"] != told["lag"])
    off = face["time"] - count_on(told, face["at"])
    return bool(abs(off) > TOLERANCE_MS * 1000 * max(face["speed"], 1))


def count_on(told: Face, at: int) -> float:
    """The virtual µs that a browser shows at wall ms ``at``, as static/clusterviz/stream/clock.js counts."""
    if told["paused"] or not told["speed"] or told["lag"]:
        return float(told["time"])
    return float(told["time"] + (at - told["at"]) * 1000 * told["speed"])
