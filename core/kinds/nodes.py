"""Nodes: the machines pods run on."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, columns, proxy

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
)

KINDS = (NODE,)
