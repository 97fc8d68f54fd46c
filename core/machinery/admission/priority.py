"""Priority: a pod's priority and preemption policy come from its PriorityClass.

Source: plugin/pkg/admission/priority/admission.go.
"""

from __future__ import annotations

from typing import Any, Final

from core.machinery.admission.request import Request
from core.meta.objects import Doc

CLASSES: Final = "priorityclasses.scheduling.k8s.io"
_PREEMPT: Final = "PreemptLowerPriority"


def add_priority(request: Request) -> Doc:
    """Set priority and preemption policy of a pod. Raises StatusError (403)."""
    spec = request.doc["spec"]
    name, value, policy = _resolve(request, spec.get("priorityClassName") or "")
    given = spec.get("priority")
    if given is not None and given != value:
        raise request.refuse(
            f"the integer value of priority ({given}) must not be provided in pod spec; "
            f"priority admission controller computed {value} from the given PriorityClass name"
        )
    wish = spec.get("preemptionPolicy")
    if wish is not None and wish != policy:
        raise request.refuse(
            f"the string value of PreemptionPolicy ({wish}) must not be provided in pod spec; "
            f"priority admission controller computed {policy} from the given PriorityClass name"
        )
    added: dict[str, Any] = {"priority": value, "preemptionPolicy": policy}
    if name:
        added["priorityClassName"] = name
    return {**request.doc, "spec": {**spec, **added}}


def check_default(request: Request) -> None:
    """Keep the default priority class the only one. Raises StatusError (403)."""
    if not request.doc.get("globalDefault"):
        return
    held = _global_default(request)
    if held is not None and (request.old is None or held["metadata"]["name"] != request.name):
        name = held["metadata"]["name"]
        raise request.refuse(f"PriorityClass {name} is already marked as default. Only one default can exist")


def _resolve(request: Request, name: str) -> tuple[str, int, str]:
    """Return the class's name, value and policy; without a name those of the global default, or zero."""
    found = request.find(CLASSES, name) if name else _global_default(request)
    if found is not None:
        return found["metadata"]["name"], found.get("value", 0), found.get("preemptionPolicy", _PREEMPT)
    if name:
        raise request.refuse(f"no PriorityClass with name {name} was found")
    return "", 0, _PREEMPT


def _global_default(request: Request) -> Doc | None:
    """Of several defaults the one with the lowest value."""
    marked = [found for found in request.reader.list(CLASSES) if found.get("globalDefault")]
    return min(marked, key=lambda found: found.get("value", 0), default=None)
