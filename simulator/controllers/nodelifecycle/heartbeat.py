"""When a kubelet renews its lease, and when its silence is noticed: computed, so that healthy nodes cost nothing.

Source of the figures: the kubelet's nodeLeaseDurationSeconds (40, renewed at a quarter of it) and
kube-controller-manager's node-monitor-grace-period and node-monitor-period.
"""

from __future__ import annotations

from core.meta.time import SECOND
from simulator.engine.streams import Stream

RENEWAL = 10 * SECOND
GRACE = 50 * SECOND
MONITOR = 5 * SECOND


def phase(seed: str, node: str) -> int:
    """The µs after each full 10 s at which this node's kubelet renews its lease."""
    return Stream(seed, "lease renewal", node).below(RENEWAL)


def last_renewal(seed: str, node: str, at: int) -> int:
    """When the kubelet of ``node`` last renewed its lease at or before ``at`` (µs) while it worked."""
    return at - (at - phase(seed, node)) % RENEWAL


def next_tick(after: int) -> int:
    """The first look of the monitor after ``after`` (µs)."""
    return (after // MONITOR + 1) * MONITOR


def noticed_at(seed: str, node: str, stopped: int) -> int:
    """When the monitor finds a kubelet dead that stopped at ``stopped`` (µs)."""
    return next_tick(last_renewal(seed, node, stopped) + GRACE)
