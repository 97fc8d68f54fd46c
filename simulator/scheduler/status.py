"""How a pod's status tells that it found no node, and a victim's that it must go."""

from __future__ import annotations

from typing import Any

from core.meta import conditions
from core.meta.objects import Doc

SCHEDULED = "PodScheduled"


def unschedulable(pod: Doc, message: str, nominated: str | None, now: str) -> Doc:
    """The pod with its condition and, unless ``None``, its nominated node; the same object when nothing differs."""
    condition = {
        "type": SCHEDULED,
        **_observed(pod),
        "status": "False",
        "lastProbeTime": None,
        "reason": "Unschedulable",
        "message": message,
    }
    return _with(pod, condition, now, nominated)


def disrupted(victim: Doc, scheduler: str, now: str) -> Doc:
    """A victim of preemption, marked before it is deleted."""
    condition = {
        "type": "DisruptionTarget",
        **_observed(victim),
        "status": "True",
        "lastProbeTime": None,
        "reason": "PreemptionByScheduler",
        "message": f"{scheduler}: preempting to accommodate a higher priority pod",
    }
    return _with(victim, condition, now, None)


def _observed(pod: Doc) -> dict[str, Any]:
    generation = pod["metadata"].get("generation")
    return {"observedGeneration": generation} if generation else {}


def _with(pod: Doc, condition: Doc, now: str, nominated: str | None) -> Doc:
    status = pod.get("status") or {}
    put = conditions.put(status.get("conditions"), condition, now)
    changed = {**status, "conditions": put}
    if nominated is not None:
        changed.pop("nominatedNodeName", None)
        if nominated:
            changed["nominatedNodeName"] = nominated
    return pod if changed == status else {**pod, "status": changed}
