"""The arithmetic of a disruption budget.

Source of the rules: getExpectedPodCount, countHealthyPods and updatePdbStatus in
pkg/controller/disruption/disruption.go, and pkg/controller/disruption/conditions.
"""

from __future__ import annotations

from typing import NamedTuple

from core.meta import conditions
from core.meta.objects import Doc


class Standing(NamedTuple):
    """``expected`` pods of which ``desired`` must stay healthy; ``healthy`` are."""

    expected: int
    desired: int
    healthy: int

    @property
    def allowed(self) -> int:
        """How many may be evicted. 3 healthy of which 2 must stay: 1."""
        return max(0, self.healthy - self.desired) if self.expected > 0 else 0


def desired(spec: Doc, matching: int, scale: int) -> tuple[int, int]:
    """(expected, desired) for ``matching`` pods whose controllers want ``scale``; percentages are rounded up.

    Worked example: maxUnavailable 30% of a scale of 5 is 2, so 3 must stay.
    """
    if spec.get("maxUnavailable") is not None:
        return scale, max(0, scale - scaled(spec["maxUnavailable"], scale))
    least = spec.get("minAvailable")
    if isinstance(least, str):
        return scale, scaled(least, scale)
    return matching, least or 0


def scaled(value: int | str, total: int) -> int:
    if isinstance(value, int):
        return value
    return -(-int(value.removesuffix("%")) * total // 100)


def status(budget: Doc, standing: Standing, granted: dict[str, str], now: str) -> Doc:
    """The status that follows, with evictions that were ``granted`` but did not happen yet; ``now``: RFC 3339."""
    old = budget.get("status") or {}
    generation = budget["metadata"].get("generation", 0)
    enough = standing.allowed > 0
    condition = {
        "type": "DisruptionAllowed",
        "status": "True" if enough else "False",
        "observedGeneration": generation,
        "reason": "SufficientPods" if enough else "InsufficientPods",
        "message": "",
    }
    made: Doc = {
        "observedGeneration": generation,
        "disruptionsAllowed": standing.allowed,
        "currentHealthy": standing.healthy,
        "desiredHealthy": standing.desired,
        "expectedPods": standing.expected,
        "conditions": conditions.put(old.get("conditions"), condition, now),
    }
    return {**made, "disruptedPods": granted} if granted else made
