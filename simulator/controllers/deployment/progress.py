"""The status of a deployment: its counts and the conditions Available, Progressing and ReplicaFailure.

Source of the rules: pkg/controller/deployment/{progress,sync}.go and util/deployment_util.go.
"""

from __future__ import annotations

from core.meta import conditions
from core.meta.objects import Doc, name
from core.meta.time import SECOND, parse, rfc3339
from simulator.controllers.deployment import sets
from simulator.controllers.deployment.bounds import Bounds
from simulator.controllers.deployment.sets import Sets

PROGRESSING = "Progressing"
FAILURE = "ReplicaFailure"
DONE = "NewReplicaSetAvailable"
TIMED_OUT = "ProgressDeadlineExceeded"
PAUSED = "DeploymentPaused"
NO_DEADLINE = 2**31 - 1
"""A ``progressDeadlineSeconds`` that means none."""

Texts = tuple[str, str, str]
"""(status, reason, message)."""


def has_deadline(deployment: Doc) -> bool:
    return deployment["spec"].get("progressDeadlineSeconds") not in (None, NO_DEADLINE)


def put(held: list[Doc], type_: str, texts: Texts, now: str, *, since: str = "") -> list[Doc]:
    """The conditions with one set anew, at the end; the same list while its status and reason stay.

    The transition time stays while the status does, or is ``since`` where given.
    """
    status, reason, message = texts
    before = conditions.find(held, type_)
    if before and before["status"] == status and before.get("reason") == reason:
        return held
    kept = before["lastTransitionTime"] if before and before["status"] == status else since or now
    made = {
        "type": type_,
        "status": status,
        "lastUpdateTime": now,
        "lastTransitionTime": kept,
        "reason": reason,
        "message": message,
    }
    return [*conditions.drop(held, type_), made]


def counts(deployment: Doc, found: Sets) -> Doc:
    """The status without its conditions; zeros are left out as upstream's encoding does."""
    new = [found.new] if found.new is not None else []
    available = sets.actual(found.every, "availableReplicas")
    numbers = {
        "observedGeneration": deployment["metadata"].get("generation", 0),
        "replicas": sets.actual(found.every),
        "updatedReplicas": sets.actual(new),
        "readyReplicas": sets.actual(found.every, "readyReplicas"),
        "availableReplicas": available,
        "unavailableReplicas": max(0, sets.wanted(found.every) - available),
        "collisionCount": (deployment.get("status") or {}).get("collisionCount", 0),
    }
    status: Doc = {field: number for field, number in numbers.items() if number}
    status["terminatingReplicas"] = sets.actual(found.every, "terminatingReplicas")
    return status


def derive(deployment: Doc, found: Sets, bounds: Bounds, now: int) -> Doc:
    """The status of a deployment that only shows its counts and whether enough are available."""
    status = counts(deployment, found)
    held: list[Doc] = (deployment.get("status") or {}).get("conditions") or []
    held = put(held, "Available", _availability(status, bounds), rfc3339(now))
    return {**status, "conditions": held}


def derive_rollout(deployment: Doc, found: Sets, bounds: Bounds, now: int) -> Doc:
    """The status of a deployment that is rolling out: how it progresses, and what keeps it from it."""
    status = derive(deployment, found, bounds, now)
    held = status["conditions"]
    current = conditions.find(held, PROGRESSING)
    if not has_deadline(deployment):
        held = conditions.drop(held, PROGRESSING)
    elif not (is_settled(status) and current and current.get("reason") == DONE):
        held = _progress(deployment, status, found, now)
    return {**status, "conditions": _with_failure(held, found, rfc3339(now))}


def is_settled(status: Doc) -> bool:
    return bool(status.get("replicas", 0) == status.get("updatedReplicas", 0))


def is_complete(deployment: Doc, status: Doc) -> bool:
    """Whether the wanted number of new pods, and no other, is available."""
    desired = deployment["spec"].get("replicas", 1)
    fields = ("updatedReplicas", "replicas", "availableReplicas")
    observed = status.get("observedGeneration", 0) >= deployment["metadata"].get("generation", 0)
    return observed and all(status.get(field, 0) == desired for field in fields)


def is_progressing(before: Doc, after: Doc) -> bool:
    """Whether more new pods, fewer old ones, or more ready or available ones are there than before."""
    gained = any(
        after.get(field, 0) > before.get(field, 0)
        for field in ("updatedReplicas", "readyReplicas", "availableReplicas")
    )
    return gained or _old(after) < _old(before)


def is_late(deployment: Doc, status: Doc, now: int) -> bool:
    """Whether the deadline has passed since the last progress."""
    current = conditions.find(status.get("conditions"), PROGRESSING)
    if current is None or current["reason"] == DONE:
        return False
    return bool(current["reason"] == TIMED_OUT) or late_at(deployment, current) < now


def late_at(deployment: Doc, current: Doc) -> int:
    """The µs after which no progress is too late."""
    return parse(current["lastUpdateTime"]) + int(deployment["spec"]["progressDeadlineSeconds"]) * SECOND


def wait(deployment: Doc, status: Doc, now: int) -> int | None:
    """The µs until the deadline must be looked at again; ``None`` when no deadline runs."""
    current = conditions.find(status.get("conditions"), PROGRESSING)
    if not has_deadline(deployment) or current is None or deployment["spec"].get("paused"):
        return None
    if is_complete(deployment, status) or current["reason"] == TIMED_OUT:
        return None
    return max(late_at(deployment, current) - now, 0) + SECOND


def _old(status: Doc) -> int:
    return int(status.get("replicas", 0)) - int(status.get("updatedReplicas", 0))


def _availability(status: Doc, bounds: Bounds) -> Texts:
    if status.get("availableReplicas", 0) >= bounds.least:
        return "True", "MinimumReplicasAvailable", "Deployment has minimum availability."
    return "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability."


def _progress(deployment: Doc, status: Doc, found: Sets, now: int) -> list[Doc]:
    held: list[Doc] = status["conditions"]
    who = f'ReplicaSet "{name(found.new)}"' if found.new is not None else f'Deployment "{name(deployment)}"'
    if is_complete(deployment, status):
        return put(held, PROGRESSING, ("True", DONE, f"{who} has successfully progressed."), rfc3339(now))
    if is_progressing(deployment.get("status") or {}, status):
        return _advanced(held, who, rfc3339(now))
    if is_late(deployment, status, now):
        return put(held, PROGRESSING, ("False", TIMED_OUT, f"{who} has timed out progressing."), rfc3339(now))
    return held


def _advanced(held: list[Doc], who: str, now: str) -> list[Doc]:
    """Progress restarts the deadline: the condition is written anew even when only its time differs."""
    current = conditions.find(held, PROGRESSING)
    since = current["lastTransitionTime"] if current and current["status"] == "True" else ""
    texts = ("True", "ReplicaSetUpdated", f"{who} is progressing.")
    return put(conditions.drop(held, PROGRESSING), PROGRESSING, texts, now, since=since)


def _with_failure(held: list[Doc], found: Sets, now: str) -> list[Doc]:
    """What keeps the new set, or else an old one, from making its pods."""
    ordered = [*([found.new] if found.new is not None else []), *found.old]
    for doc in ordered:
        failure = conditions.find((doc.get("status") or {}).get("conditions"), FAILURE)
        if failure is not None:
            return put(held, FAILURE, (failure["status"], failure["reason"], failure["message"]), now)
    return conditions.drop(held, FAILURE)
