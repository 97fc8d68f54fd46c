"""The status of a ReplicaSet or ReplicationController as its counts make it.

Source of the rules: calculateStatus and updateReplicaSetStatus in pkg/controller/replicaset/replica_set_utils.go.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from core.meta import conditions
from core.meta.objects import Doc
from simulator.controllers.tally import Count

FAILURE = "ReplicaFailure"


class Failure(NamedTuple):
    """Why pods could not be created or deleted."""

    reason: str
    message: str


def derive(owner: Doc, count: Count, available: int, failure: Failure | None, now: str) -> Doc:
    """The status that follows; ``now`` is an RFC 3339 time.

    Zeros are left out as upstream's encoding does, but for ``replicas`` and ``terminatingReplicas``.
    """
    old = owner.get("status") or {}
    status: dict[str, Any] = {"replicas": count.active}
    if count.labelled:
        status["fullyLabeledReplicas"] = count.labelled
    if count.ready:
        status["readyReplicas"] = count.ready
    if available:
        status["availableReplicas"] = available
    if owner["kind"] == "ReplicaSet":
        status["terminatingReplicas"] = count.terminating
    status["observedGeneration"] = owner["metadata"].get("generation", 0)
    found = _conditions(old.get("conditions") or [], failure, now)
    if found:
        status["conditions"] = found
    return status


def _conditions(old: list[Doc], failure: Failure | None, now: str) -> list[Doc]:
    """The first failure stays in the condition until there is none any more."""
    if failure is None:
        return conditions.drop(old, FAILURE)
    if conditions.find(old, FAILURE) is not None:
        return old
    made = {
        "type": FAILURE,
        "status": "True",
        "lastTransitionTime": now,
        "reason": failure.reason,
        "message": failure.message,
    }
    return [*old, made]
