"""ResourceQuota: what a namespace holds may not grow beyond its quotas.

Source: staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go.
"""

from __future__ import annotations

from typing import Final

from core.kinds import qos
from core.machinery.admission.request import Request
from core.meta import quantity
from core.meta.objects import Doc
from core.meta.quantity import Resources

_COUNTED: Final = {
    "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps",
    "persistentvolumeclaims",
}  # fmt: skip
_COMPUTE: Final = ("cpu", "memory", "ephemeral-storage")


def check_quota(request: Request) -> None:
    """Let a create pass that fits every quota of its namespace. Raises StatusError (403)."""
    for quota in request.reader.list("resourcequotas", request.namespace):
        if _is_scoped_in((quota.get("spec") or {}), request.doc):
            _check(request, quota)


def _check(request: Request, quota: Doc) -> None:
    hard: Resources = (quota.get("spec") or {}).get("hard") or {}
    name = quota["metadata"]["name"]
    asked = {key: value for key, value in _usage(request.kind.resource, request.doc).items() if key in hard}
    _require_amounts(request, name, hard, asked)
    if not asked:
        return
    used = _used(request, quota)
    over = [
        key
        for key, amount in sorted(asked.items())
        if quantity.read(amount) and quantity.read(hard[key]) < quantity.read(used.get(key)) + quantity.read(amount)
    ]
    if over:
        raise request.refuse(
            f"exceeded quota: {name}, requested: {_list(over, asked)}, "
            f"used: {_list(over, used)}, limited: {_list(over, hard)}"
        )


def _list(names: list[str], amounts: Resources) -> str:
    return ",".join(f"{name}={amounts.get(name, '0')}" for name in names)


def _require_amounts(request: Request, quota: str, hard: Resources, asked: Resources) -> None:
    """Where compute is limited, every container must say how much it takes."""
    if request.kind.resource != "pods":
        return
    limited = [key for key in hard if key.removeprefix("requests.").removeprefix("limits.") in _COMPUTE]
    missing = sorted(key for key in limited if key not in asked)
    if missing:
        names = ",".join(container.get("name", "") for container in request.doc["spec"].get("containers") or ())
        wanted = "; ".join(f"{key} for: {names}" for key in missing)
        raise request.refuse(f"failed quota: {quota}: must specify {wanted}")


def _used(request: Request, quota: Doc) -> Resources:
    """What the namespace holds now: counted afresh, so that no two creates can share the last place."""
    total: Resources = {}
    for doc in request.reader.list(request.kind.resource, request.namespace):
        if not _is_finished(doc) and _is_scoped_in((quota.get("spec") or {}), doc):
            total = quantity.add(total, _usage(request.kind.resource, doc))
    return total


def _is_finished(doc: Doc) -> bool:
    return doc["kind"] == "Pod" and (doc.get("status") or {}).get("phase") in ("Succeeded", "Failed")


def _is_scoped_in(spec: Doc, doc: Doc) -> bool:
    scopes = spec.get("scopes") or ()
    return doc["kind"] == "Pod" and all(_has_scope(scope, doc) for scope in scopes) if scopes else True


def _has_scope(scope: str, pod: Doc) -> bool:
    best_effort = qos.class_of(pod["spec"]) == qos.BEST_EFFORT
    terminating = pod["spec"].get("activeDeadlineSeconds") is not None
    return {
        "BestEffort": best_effort,
        "NotBestEffort": not best_effort,
        "Terminating": terminating,
        "NotTerminating": not terminating,
    }.get(scope, True)


def _usage(resource: str, doc: Doc) -> Resources:
    usage = {f"count/{resource}": "1"}
    if resource in _COUNTED:
        usage[resource] = "1"
    if resource == "pods":
        usage |= _compute(doc["spec"])
    elif resource == "persistentvolumeclaims":
        requests = (doc["spec"].get("resources") or {}).get("requests") or {}
        usage["requests.storage"] = requests.get("storage", "0")
    elif resource == "services":
        usage |= _service(doc["spec"])
    return usage


def _service(spec: Doc) -> Resources:
    ports = len(spec.get("ports") or ())
    if spec.get("type") == "LoadBalancer":
        return {"services.loadbalancers": "1", "services.nodeports": str(ports)}
    return {"services.nodeports": str(ports)} if spec.get("type") == "NodePort" else {}


def _compute(spec: Doc) -> Resources:
    requests, limits = _sum(spec, "requests"), _sum(spec, "limits")
    usage = {f"requests.{key}": value for key, value in requests.items()}
    usage |= {f"limits.{key}": value for key, value in limits.items()}
    return usage | {key: value for key, value in requests.items() if key in _COMPUTE}


def _sum(spec: Doc, field: str) -> Resources:
    total: Resources = {}
    for container in spec.get("containers") or ():
        total = quantity.add(total, (container.get("resources") or {}).get(field) or {})
    for container in spec.get("initContainers") or ():
        total = quantity.maximum(total, (container.get("resources") or {}).get(field) or {})
    return total
