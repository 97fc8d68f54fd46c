"""When a kubelet's silence is noticed: computed from when it last renewed its lease.

Source of the figures: kube-controller-manager's node-monitor-grace-period and node-monitor-period.
"""

from __future__ import annotations

from core.machinery.heartbeats import last_renewal
from core.meta.time import SECOND

GRACE = 50 * SECOND
MONITOR = 5 * SECOND


def next_tick(after: int) -> int:
    """The first look of the monitor after ``after`` (µs)."""
    return (after // MONITOR + 1) * MONITOR


def noticed_at(seed: str, node: str, stopped: int) -> int:
    """When the monitor finds a kubelet dead that stopped at ``stopped`` (µs)."""
    return next_tick(last_renewal(seed, node, stopped) + GRACE)
