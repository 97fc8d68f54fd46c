"""Pods: containers that share a network identity, and the templates they are made of."""

from __future__ import annotations

from typing import Any, Final

from core.kinds import podspec, podstatus, printing
from core.kinds.filling import each, fill
from core.kinds.kind import STATUS, Kind, Subresource, columns, proxy
from core.meta import conditions
from core.meta.objects import Doc

_EXTRA: Final = {"enableServiceLinks": True}
_MEMO_SIZE: Final = 2048
_GATED: Final = {
    "type": "PodScheduled",
    "status": "False",
    "reason": podstatus.GATED,
    "message": "Scheduling is blocked due to non-empty scheduling gates",
    "lastProbeTime": None,
}
_memo: dict[int, tuple[Doc, Doc]] = {}


def complete(doc: Doc) -> Doc:
    """Fill in a pod. Pods of one owner share their spec object, and then share the filled-in one too."""
    spec = doc.get("spec") or {}
    if "ownerReferences" not in doc["metadata"]:
        return {**doc, "spec": complete_spec(spec)}
    return {**doc, "spec": _complete_once(spec)}


def _complete_once(spec: Doc) -> Doc:
    # The memo holds the original too: while it does, nothing else can have its id.
    known = _memo.get(id(spec))
    if known is not None:
        return known[1]
    if len(_memo) >= _MEMO_SIZE:
        _memo.clear()
    completed = complete_spec(spec)
    _memo[id(spec)] = (spec, completed)
    _memo[id(completed)] = (completed, completed)
    return completed


def complete_spec(spec: Doc) -> Doc:
    """Fill in a pod's own spec: a template's defaults, requests from limits, ports of the host."""
    for field in ("initContainers", "containers"):
        spec = each(spec, field, _with_requests)
    if spec.get("hostNetwork"):
        for field in ("initContainers", "containers"):
            spec = each(spec, field, lambda found: each(found, "ports", _with_host_port))
    return fill(podspec.complete(spec), _EXTRA)


def _with_requests(container: Doc) -> Doc:
    limits = (container.get("resources") or {}).get("limits")
    if not limits:
        return container
    requests = container["resources"].get("requests") or {}
    if limits.keys() <= requests.keys():
        return container
    return {**container, "resources": {**container["resources"], "requests": {**limits, **requests}}}


def _with_host_port(port: Doc) -> Doc:
    return port if port.get("hostPort") else {**port, "hostPort": port.get("containerPort")}


def _cells(doc: Doc, now: int) -> list[Any]:
    found = podstatus.summarise(doc)
    restarts = str(found.restarts)
    if found.restarts and found.last_restart:
        restarts += f" ({printing.since(found.last_restart, now)} ago)"
    status, spec = printing.status(doc), doc["spec"]
    addresses = status.get("podIPs") or ()
    return [
        printing.name(doc),
        f"{found.ready}/{found.containers}",
        found.status,
        restarts,
        printing.age(doc, now),
        addresses[0]["ip"] if addresses else printing.NONE,
        spec.get("nodeName") or printing.NONE,
        status.get("nominatedNodeName") or printing.NONE,
        _gates(spec, status),
    ]


def _gates(spec: Doc, status: Doc) -> str:
    gates = spec.get("readinessGates")
    if not gates:
        return printing.NONE
    met = sum(conditions.is_true(status.get("conditions"), gate["conditionType"]) for gate in gates)
    return f"{met}/{len(gates)}"


def _noted_if_gated(doc: Doc) -> Doc:
    """As the pod strategy's ``applySchedulingGatedCondition``: the scheduler does not look at such a pod at all."""
    if not doc["spec"].get("schedulingGates"):
        return doc
    gated = {**_GATED, "lastTransitionTime": doc["metadata"].get("creationTimestamp")}
    return {**doc, "status": {**doc["status"], "conditions": [gated]}}


POD = Kind(
    kind="Pod",
    plural="pods",
    short_names=("po",),
    categories=("all",),
    subresources=(
        Subresource("attach", "PodAttachOptions", ("create", "get")),
        Subresource("binding", "Binding", ("create",)),
        Subresource("ephemeralcontainers"),
        Subresource("eviction", "Eviction", ("create",), "policy", "v1"),
        Subresource("exec", "PodExecOptions", ("create", "get")),
        Subresource("log", "", ("get",)),
        Subresource("portforward", "PodPortForwardOptions", ("create", "get")),
        proxy("PodProxyOptions"),
        Subresource("resize"),
        STATUS,
    ),
    status_leaves=("ownerReferences",),
    columns=columns(
        "Name", "Ready", "Status", "Restarts", "Age", "IP+", "Node+", "Nominated Node+", "Readiness Gates+"
    ),
    defaults=complete,
    # The QoS class is added by admission, which may still change what the containers ask for.
    first_status={"phase": "Pending"},
    created=_noted_if_gated,
    has_generation=True,
    cells=_cells,
)

KINDS = (POD,)
