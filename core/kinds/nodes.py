"""Nodes: the machines pods run on."""

from __future__ import annotations

from typing import Any, Final

from core.kinds import printing
from core.kinds.filling import fill, within
from core.kinds.kind import STATUS, Kind, columns, proxy
from core.meta import conditions
from core.meta.objects import Doc

_INFO: Final = dict.fromkeys(
    (
        "machineID", "systemUUID", "bootID", "kernelVersion", "osImage", "containerRuntimeVersion",
        "kubeletVersion", "kubeProxyVersion", "operatingSystem", "architecture",
    ),
    "",
)  # fmt: skip
_STATUS: Final = {"daemonEndpoints": {"kubeletEndpoint": {"Port": 0}}, "nodeInfo": _INFO}


def _complete(doc: Doc) -> Doc:
    """Fill in; allocatable is the capacity where the kubelet gives none."""
    doc = within(fill(doc, {"spec": {}, "status": {}}), "spec", _complete_spec)
    return within(doc, "status", _complete_status)


def _complete_spec(spec: Doc) -> Doc:
    """The first pod range and the list of them agree; the single one wins (pkg/apis/core/v1/conversion.go)."""
    first, ranges = spec.get("podCIDR"), spec.get("podCIDRs") or []
    if first and ranges[:1] != [first]:
        return {**spec, "podCIDRs": [first]}
    return {**spec, "podCIDR": ranges[0]} if ranges and not first else spec


def _complete_status(status: Doc) -> Doc:
    if status.get("capacity") is not None:
        status = fill(status, {"allocatable": status["capacity"]})
    return fill(status, _STATUS)


ROLE_PREFIX: Final = "node-role.kubernetes.io/"
ROLE_LABEL: Final = "kubernetes.io/role"


def _cells(doc: Doc, now: int) -> list[Any]:
    status = printing.status(doc)
    info = status.get("nodeInfo") or {}
    return [
        printing.name(doc),
        _ready(doc),
        ",".join(roles(doc)) or printing.NONE,
        printing.age(doc, now),
        info.get("kubeletVersion") or "",
        _address(status, "InternalIP"),
        _address(status, "ExternalIP"),
        info.get("osImage") or printing.UNKNOWN,
        info.get("kernelVersion") or printing.UNKNOWN,
        info.get("containerRuntimeVersion") or printing.UNKNOWN,
    ]


def _ready(doc: Doc) -> str:
    ready = conditions.of(doc, "Ready")
    word = {"True": "Ready", "": "Unknown"}.get(ready, "NotReady")
    return f"{word},SchedulingDisabled" if printing.spec(doc).get("unschedulable") else word


def roles(doc: Doc) -> list[str]:
    """The roles that a node's labels give it, sorted."""
    labels = doc["metadata"].get("labels") or {}
    found = {label.removeprefix(ROLE_PREFIX) for label in labels if label.startswith(ROLE_PREFIX)}
    return sorted((found | {labels.get(ROLE_LABEL, "")}) - {""})


def _address(status: Doc, type_: str) -> str:
    for address in status.get("addresses") or ():
        if address["type"] == type_:
            return str(address["address"])
    return printing.NONE


NODE = Kind(
    kind="Node",
    plural="nodes",
    namespaced=False,
    short_names=("no",),
    subresources=(proxy("NodeProxyOptions"), STATUS),
    columns=columns(
        "Name",
        "Status",
        "Roles",
        "Age",
        "Version",
        "Internal-IP+",
        "External-IP+",
        "OS-Image+",
        "Kernel-Version+",
        "Container-Runtime+",
    ),
    defaults=_complete,
    keeps_first_status=True,
    cells=_cells,
)

KINDS = (NODE,)
