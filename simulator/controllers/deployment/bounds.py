"""How many pods a rollout may have too many, and how many too few.

Source of the rules: ResolveFenceposts, MaxSurge, MaxUnavailable in pkg/controller/deployment/util/deployment_util.go.
"""

from __future__ import annotations

from typing import NamedTuple

from core.meta.objects import Doc


class Bounds(NamedTuple):
    """A rollout's bounds in whole pods. 10 replicas with 25% and 25%: surge 3 (rounded up), unavailable 2 (down)."""

    desired: int
    surge: int
    unavailable: int

    @property
    def most(self) -> int:
        """Pods that there may be at any time."""
        return self.desired + self.surge

    @property
    def least(self) -> int:
        """Pods that must be available at any time."""
        return self.desired - self.unavailable


def of(deployment: Doc) -> Bounds:
    """The bounds of a deployment; a Recreate has no surge, and all may be unavailable only in between."""
    spec = deployment["spec"]
    desired = spec.get("replicas", 1)
    strategy = spec.get("strategy") or {}
    if strategy.get("type") != "RollingUpdate":
        return Bounds(desired, 0, 0)
    rolling = strategy.get("rollingUpdate") or {}
    surge, unavailable = resolve(rolling.get("maxSurge", 0), rolling.get("maxUnavailable", 0), desired)
    return Bounds(desired, surge, min(unavailable, desired))


def resolve(surge: int | str, unavailable: int | str, desired: int) -> tuple[int, int]:
    """Both bounds in pods: surge rounded up, unavailable down, and not both 0, or nothing could move."""
    most, least = scaled(surge, desired, up=True), scaled(unavailable, desired, up=False)
    return (most, least) if most or least else (0, 1)


def scaled(value: int | str, total: int, *, up: bool) -> int:
    """A number, or a percentage of ``total`` rounded up or down."""
    if isinstance(value, int):
        return value
    percent = int(value.removesuffix("%"))
    return -(-percent * total // 100) if up else percent * total // 100
