"""A pod's way through admission, walked once for all pods that one owner makes of one template."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.kinds import qos
from core.machinery.admission import classes, limits, priority, serviceaccounts, tolerations, topology
from core.machinery.admission.request import Request
from core.meta.objects import Doc
from core.meta.owners import controller_uid

PLUGINS: Final[tuple[Callable[[Request], Doc], ...]] = (
    limits.add_limits,
    serviceaccounts.add_account,
    priority.add_priority,
    tolerations.add_tolerations,
    classes.add_overhead,
)

_MEMO_SIZE: Final = 2048
_memo: dict[tuple[Any, ...], tuple[tuple[Any, ...], Doc, str]] = {}


def admit_pod(request: Request) -> Doc:
    """Return the pod with account, token, priority and tolerations. Raises StatusError (403)."""
    owner = controller_uid(request.doc)
    if not owner:
        return _walk(request)
    spec = request.doc["spec"]
    looked_at = _looked_at(request, spec)
    if looked_at is None:
        return _walk(request)
    place = (id(spec), owner, request.namespace, request.seed)
    known = _memo.get(place)
    # The memo keeps what it looked at alive, so an equal id means the very same object.
    if known is not None and all(a is b for a, b in zip(known[0], looked_at, strict=True)):
        return {**request.doc, "spec": known[1], "status": {**request.doc["status"], "qosClass": known[2]}}
    admitted = _walk(request)
    if len(_memo) >= _MEMO_SIZE:
        _memo.clear()
    _memo[place] = (looked_at, admitted["spec"], admitted["status"]["qosClass"])
    return admitted


def _looked_at(request: Request, spec: Doc) -> tuple[Any, ...] | None:
    """All that decides the outcome besides the spec; None when it depends on more than can be compared."""
    if spec.get("runtimeClassName") or spec.get("nodeName"):
        return None
    if any(request.reader.list("limitranges", request.namespace)):
        return None
    name = spec.get("priorityClassName")
    if not name and any(found.get("globalDefault") for found in request.reader.list(priority.CLASSES)):
        return None
    account = spec.get("serviceAccountName") or serviceaccounts.DEFAULT_ACCOUNT
    return (
        spec,
        request.find("serviceaccounts", account, request.namespace),
        request.find(priority.CLASSES, name) if name else None,
    )


def _walk(request: Request) -> Doc:
    for plugin in PLUGINS:
        request = request.with_doc(plugin(request))
    doc = request.doc
    if doc["spec"].get("nodeName"):
        doc = topology.add_topology(doc, request.find("nodes", doc["spec"]["nodeName"]))
    status = {**(doc.get("status") or {}), "qosClass": qos.class_of(doc["spec"])}
    return {**doc, "status": status}
