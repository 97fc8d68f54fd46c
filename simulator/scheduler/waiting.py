"""The pods that want a node, derived from objects: who they are, and which of them failed already."""

from __future__ import annotations

from collections.abc import Collection

from core.meta import conditions
from core.meta.objects import Doc, Key, is_deleting
from simulator.scheduler.status import SCHEDULED

_ENDED = ("Succeeded", "Failed")


class WaitingPods:
    """``pods``: all without a node that name one of our profiles.

    ``refused``: those that were told so by a condition; ``minding``: those of them that mind where other pods are.
    """

    def __init__(self, profiles: Collection[str]) -> None:
        self._profiles = profiles
        self.pods: dict[Key, Doc] = {}
        self.refused: dict[Key, Doc] = {}
        self.minding: set[Key] = set()

    def change(self, key: Key, after: Doc | None) -> bool:
        """Take in a pod as it now is; whether it waits."""
        if self.pods.pop(key, None) is not None and self.refused.pop(key, None) is not None:
            self.minding.discard(key)
        if after is None or not self.wants(after):
            return False
        self.pods[key] = after
        if is_refused(after):
            self.refused[key] = after
            if minds_others(after):
                self.minding.add(key)
        return True

    def wants(self, pod: Doc) -> bool:
        """Whether a pod waits for this scheduler; one with scheduling gates does not yet (SchedulingGates)."""
        spec = pod["spec"]
        if spec.get("nodeName") or spec.get("schedulingGates"):
            return False
        if (pod.get("status") or {}).get("phase") in _ENDED or is_deleting(pod):
            return False
        return (spec.get("schedulerName") or "default-scheduler") in self._profiles


def is_refused(pod: Doc) -> bool:
    """Whether the pod was told that it has no node."""
    return conditions.of(pod, SCHEDULED) == "False"


def minds_others(pod: Doc) -> bool:
    """Whether another pod's coming can help this one to a node."""
    spec = pod["spec"]
    return bool(spec.get("topologySpreadConstraints") or (spec.get("affinity") or {}).get("podAffinity"))
