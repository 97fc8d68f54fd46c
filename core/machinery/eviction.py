"""Whether a pod may be evicted now, and what that costs its disruption budget.

Source of the rules: pkg/registry/core/pod/storage/eviction.go.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.meta import conditions
from core.meta.errors import StatusError
from core.meta.objects import Doc, is_deleting, name

REFUSAL = "Cannot evict pod as it would violate the pod's disruption budget."
MOST_GRANTED = 2000
TARGET = {
    "type": "DisruptionTarget",
    "status": "True",
    "reason": "EvictionByEvictionAPI",
    "message": "Eviction API: evicting",
}


def charge(pod: Doc, budgets: Iterable[Doc], now: str) -> Doc | None:
    """The budget of ``pod`` with this eviction taken off it; ``None`` when no budget counts.

    ``budgets`` are those that select the pod; ``now`` is an RFC 3339 time. Raises `StatusError`: 429 while the budget
    allows none, 500 when there are several.
    """
    if is_deleting(pod) or (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed", "Pending"):
        return None
    found = list(budgets)
    if not found:
        return None
    if len(found) > 1:
        text = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
        raise StatusError(500, "InternalError", f"Internal error occurred: {text}", {"causes": [{"message": text}]})
    return None if _is_free(pod, found[0]) else _decremented(pod, found[0], now)


def _is_free(pod: Doc, budget: Doc) -> bool:
    """Whether a pod that is not ready goes without asking."""
    if conditions.of(pod, "Ready") == "True":
        return False
    if (budget.get("spec") or {}).get("unhealthyPodEvictionPolicy") == "AlwaysAllow":
        return True
    status = budget.get("status") or {}
    return bool(status.get("currentHealthy", 0) >= status.get("desiredHealthy", 0) > 0)


def _decremented(pod: Doc, budget: Doc, now: str) -> Doc:
    status = budget.get("status") or {}
    title = name(budget)
    if status.get("observedGeneration", 0) < budget["metadata"].get("generation", 0):
        raise _refusal(f"The disruption budget {title} is still being processed by the server.")
    if len(status.get("disruptedPods") or {}) > MOST_GRANTED:
        text = "DisruptedPods map too big - too many evictions not confirmed by PDB controller"
        raise StatusError(403, "Forbidden", f'poddisruptionbudgets.policy "{title}" is forbidden: {text}')
    allowed = status.get("disruptionsAllowed", 0)
    if not allowed:
        needed, healthy = status.get("desiredHealthy", 0), status.get("currentHealthy", 0)
        raise _refusal(f"The disruption budget {title} needs {needed} healthy pods and has {healthy} currently")
    granted = {**(status.get("disruptedPods") or {}), name(pod): now}
    return {**budget, "status": _charged(budget, {**status, "disruptedPods": granted}, allowed - 1, now)}


def _charged(budget: Doc, status: Doc, allowed: int, now: str) -> Doc:
    charged = {**status, "disruptionsAllowed": allowed}
    if allowed:
        return charged
    generation = budget["metadata"].get("generation", 0)
    condition = {"type": "DisruptionAllowed", "status": "False", "reason": "InsufficientPods", "message": ""}
    made = conditions.put(status.get("conditions"), {**condition, "observedGeneration": generation}, now)
    return {**charged, "conditions": made}


def _refusal(cause: str) -> StatusError:
    details = {"causes": [{"reason": "DisruptionBudget", "message": cause}]}
    return StatusError(429, "TooManyRequests", REFUSAL, details)
