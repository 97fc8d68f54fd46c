"""Which changes are marked on the time bar, and as what."""

from __future__ import annotations

from core.store.protocol import EVENTS, Change

WARNING, USER, SCALING, ROLLOUT = "warning", "user", "scaling", "rollout"

SCALING_REASONS = frozenset({"ScalingReplicaSet", "SuccessfulRescale", "TriggeredScaleUp", "ScaleDown"})


def mark_of(change: Change, *, by_person: bool = False) -> str:
    """The kind of mark that a change makes; empty for none."""
    if by_person:
        return USER
    if change.key.resource == EVENTS:
        if change.doc.get("type") == "Warning":
            return WARNING
        return SCALING if change.doc.get("reason") in SCALING_REASONS else ""
    return ROLLOUT if change.key.resource == "replicasets.apps" and change.verb == "ADDED" else ""
