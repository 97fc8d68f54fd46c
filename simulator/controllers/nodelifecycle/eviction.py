"""How long a pod may stay on a node with taints of effect NoExecute.

Source of the rules: pkg/controller/tainteviction (GetMatchingTolerations, getMinTolerationTime) and
k8s.io/component-helpers/scheduling/corev1 (ToleratesTaint).
"""

from __future__ import annotations

from collections.abc import Iterable

from core.meta.objects import Doc
from core.meta.time import SECOND


def tolerates(toleration: Doc, taint: Doc) -> bool:
    if toleration.get("effect") and toleration["effect"] != taint["effect"]:
        return False
    if toleration.get("key") and toleration["key"] != taint["key"]:
        return False
    if toleration.get("operator", "Equal") == "Exists":
        return True
    return bool(toleration.get("key")) and toleration.get("value", "") == taint.get("value", "")


def patience(pod: Doc, found: Iterable[Doc]) -> int | None:
    """The µs that ``pod`` stays under the taints ``found``; ``None``: for good; 0: it goes at once.

    Worked example: unreachable is tolerated for 300 s, disk-pressure for 60 s: 60 s.
    """
    used: list[Doc] = []
    for taint in found:
        fitting = next((held for held in pod["spec"].get("tolerations") or () if tolerates(held, taint)), None)
        if fitting is None:
            return 0
        used.append(fitting)
    limits = [held["tolerationSeconds"] for held in used if held.get("tolerationSeconds") is not None]
    return max(0, min(limits)) * SECOND if limits else None
