"""Taints and tolerations that every pod and node gets: DefaultTolerationSeconds, TaintNodesByCondition."""

from __future__ import annotations

from typing import Final

from core.machinery.admission.request import Request
from core.meta.objects import Doc

TOLERATED_SECONDS: Final = 300
NOT_READY: Final = "node.kubernetes.io/not-ready"
UNREACHABLE: Final = "node.kubernetes.io/unreachable"


def add_tolerations(request: Request) -> Doc:
    """Let a pod stay five minutes on a node that is not ready or unreachable, unless it says otherwise."""
    spec = request.doc["spec"]
    found = spec.get("tolerations") or []
    added = [_toleration(key) for key in (NOT_READY, UNREACHABLE) if not _covers(found, key)]
    if not added:
        return request.doc
    return {**request.doc, "spec": {**spec, "tolerations": [*found, *added]}}


def _covers(tolerations: list[Doc], key: str) -> bool:
    return any(
        (toleration.get("key") or key) == key and (toleration.get("effect") or "NoExecute") == "NoExecute"
        for toleration in tolerations
    )


def _toleration(key: str) -> Doc:
    return {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": TOLERATED_SECONDS}


def taint_new_node(request: Request) -> Doc:
    """A node takes no pods before it has reported ready."""
    spec = request.doc.get("spec") or {}
    found = spec.get("taints") or []
    if any(taint.get("key") == NOT_READY and taint.get("effect") == "NoSchedule" for taint in found):
        return request.doc
    taint = {"key": NOT_READY, "effect": "NoSchedule"}
    return {**request.doc, "spec": {**spec, "taints": [*found, taint]}}
