"""Nodes: the machines pods run on."""

from __future__ import annotations

from typing import Final

from core.kinds.filling import fill, within
from core.kinds.kind import STATUS, Kind, columns, proxy
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
    doc = fill(doc, {"spec": {}, "status": {}})
    return within(doc, "status", _complete_status)


def _complete_status(status: Doc) -> Doc:
    if status.get("capacity") is not None:
        status = fill(status, {"allocatable": status["capacity"]})
    return fill(status, _STATUS)


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
)

KINDS = (NODE,)
