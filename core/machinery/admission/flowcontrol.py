"""What the API server's own flow control says of a flow schema as soon as it is there."""

from __future__ import annotations

from typing import Final

from core.machinery.admission.request import Request
from core.meta.objects import Doc

LEVELS: Final = "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io"


def judge_schema(request: Request) -> Doc:
    """Set the condition Dangling: whether the priority level that the schema names is missing."""
    reference = (request.doc.get("spec") or {}).get("priorityLevelConfiguration") or {}
    level = reference.get("name", "")
    found = request.find(LEVELS, level) is not None
    which = f'references the PriorityLevelConfiguration object named "{level}"'
    condition = {
        "type": "Dangling",
        "status": "False" if found else "True",
        "lastTransitionTime": request.doc["metadata"].get("creationTimestamp"),
        "reason": "Found" if found else "NotFound",
        "message": f"This FlowSchema {which} {'and it exists' if found else 'but there is no such object'}",
    }
    return {**request.doc, "status": {"conditions": [condition]}}
