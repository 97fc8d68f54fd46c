"""The dashboard's tables: their names and columns, as the protocol sends them. ``uid`` is the first column of each."""

from __future__ import annotations

from typing import Any, Final

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "nodes": (
        "uid", "name", "zone", "pool", "instance", "ready", "unschedulable", "cpu", "memory", "pods",
        "taints", "conditions", "created", "labels",
    ),
    "pods": (
        "uid", "namespace", "name", "node", "status", "phase", "ready", "containers", "restarts", "owner",
        "workload", "image", "qos", "cpu", "memory", "created", "reason",
    ),
    "workloads": (
        "uid", "kind", "namespace", "name", "owner", "desired", "ready", "updated", "available", "revision",
        "image", "paused", "created", "status", "selector",
    ),
    "events": (
        "uid", "time", "type", "reason", "message", "count", "object", "namespace", "subject", "source",
    ),
    "objects": ("uid", "resource", "kind", "namespace", "name", "created"),
}  # fmt: skip
"""Cpu is in millicores, memory in bytes, times are whole virtual seconds since the epoch."""

Row = list[Any]
