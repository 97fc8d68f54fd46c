"""ResourceQuota: what a namespace holds may not grow beyond its quotas.

Source: k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go (CheckRequest). A quota that the controller
has not counted yet is counted here, so that it holds from its first moment.
"""

from __future__ import annotations

from typing import Final

from core.machinery.admission import limits
from core.machinery.admission.request import Request
from core.machinery.quota import counting, scopes, usage
from core.meta import quantity
from core.meta.objects import Doc
from core.meta.quantity import Resources

_ON_UPDATE: Final = frozenset({"services", "persistentvolumeclaims"})
"""What may take more by a change, as pods do by a resize."""
_FREE: Final = frozenset({"events"})


def charge(request: Request) -> list[Doc]:
    """The quotas that a write is charged to, as they then are. Raises StatusError (403) when one does not suffice."""
    resource = request.kind.resource
    if resource in _FREE or (request.old is not None and not _may_grow(request, request.old)):
        return []
    found = [_charged(request, quota) for quota in request.reader.list("resourcequotas", request.namespace)]
    return [quota for quota in found if quota is not None]


def _may_grow(request: Request, old: Doc) -> bool:
    if request.kind.resource == "pods":
        return limits.is_resized(request.doc, old)
    return request.kind.resource in _ON_UPDATE


def _charged(request: Request, quota: Doc) -> Doc | None:
    spec, name = quota.get("spec") or {}, quota["metadata"]["name"]
    concerned = usage.matching(request.kind.resource, counting.hard_of(quota))
    if not concerned or not scopes.is_about(spec, request.doc):
        return None
    _require_stated(request, name, concerned)
    asked = _asked(request, spec, concerned)
    if not asked:
        return None
    return _with(request, quota, asked)


def _asked(request: Request, spec: Doc, concerned: list[str]) -> Resources:
    """What the write takes beyond what the object had."""
    wanted = _usage(request, request.doc)
    if request.old is not None and scopes.is_about(spec, request.old):
        before = _usage(request, request.old)
        wanted = {name: str(quantity.read(more) - quantity.read(before.get(name))) for name, more in wanted.items()}
    return {name: wanted[name] for name in concerned if name in wanted and quantity.read(wanted[name]).nano > 0}


def _usage(request: Request, doc: Doc) -> Resources:
    found = usage.of(request.kind.resource, doc)
    return {"count/pods": "1"} if doc["kind"] == "Pod" and usage.has_ended(doc) else found


def _with(request: Request, quota: Doc, asked: Resources) -> Doc:
    """The quota with the request on it. Raises StatusError when that is too much."""
    hard = counting.hard_of(quota)
    held = quota["status"]["used"] if counting.is_counted(quota) else counting.used(quota, request.reader)
    over = [
        name
        for name, more in sorted(asked.items())
        if quantity.read(hard[name]) < quantity.read(held.get(name)) + quantity.read(more)
    ]
    if over:
        raise request.refuse(
            f"exceeded quota: {quota['metadata']['name']}, requested: {_list(over, asked)}, "
            f"used: {_list(over, held)}, limited: {_list(over, hard)}"
        )
    return {**quota, "status": counting.status_of(quota, quantity.add(held, asked))}


def _list(names: list[str], amounts: Resources) -> str:
    return ",".join(f"{name}={amounts.get(name, '0')}" for name in names)


def _require_stated(request: Request, quota: str, concerned: list[str]) -> None:
    """Where compute is limited, every container must say how much it takes."""
    if request.kind.resource != "pods":
        return
    missing = usage.unstated(concerned, request.doc["spec"])
    if missing:
        wanted = "; ".join(f"{name} for: {','.join(held)}" for name, held in missing.items())
        raise request.refuse(f"failed quota: {quota}: must specify {wanted}")
