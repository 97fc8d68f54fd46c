"""Admission by the kubelet: a pod that was put on a node past the scheduler may not fit there, and then fails.

A pod that the scheduler bound (its PodScheduled condition is True) has been checked there against the same state.
"""

from __future__ import annotations

from typing import NamedTuple

from core.store.memory import MemoryStore
from simulator.kubelet.life import Life


class Rejection(NamedTuple):
    """Why a pod may not run here: ``reason`` and ``message`` as the pod's status and the event tell them."""

    reason: str
    message: str


def rejection_of(life: Life, store: MemoryStore) -> Rejection | None:
    """Why the node refuses the pod; ``None`` when it takes it."""
    return None
