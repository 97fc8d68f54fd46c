"""Nodes as rows."""

from __future__ import annotations

from core.meta import conditions
from core.meta.objects import Doc, labels
from core.projection.columns import Row
from core.projection.metadata import created, milli, spec, status, whole

ZONE = "topology.kubernetes.io/zone"
INSTANCE = "node.kubernetes.io/instance-type"
POOLS = ("cloud.google.com/gke-nodepool", "eks.amazonaws.com/nodegroup", "kubernetes.azure.com/agentpool", "pool")
"""Where providers name the pool that a node belongs to."""
SHOWN_ELSEWHERE = frozenset(
    {ZONE, INSTANCE, "kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch", *POOLS}
)


def node_row(doc: Doc) -> Row:
    """The row of a node, in the order of ``COLUMNS["nodes"]``."""
    meta, of_spec, of_status, own = doc["metadata"], spec(doc), status(doc), labels(doc)
    allocatable = of_status.get("allocatable") or of_status.get("capacity") or {}
    found = of_status.get("conditions")
    return [
        meta.get("uid", ""),
        meta["name"],
        own.get(ZONE, ""),
        next((own[label] for label in POOLS if label in own), ""),
        own.get(INSTANCE, ""),
        conditions.status(found, "Ready") or "Unknown",
        int(bool(of_spec.get("unschedulable"))),
        milli(allocatable.get("cpu")),
        whole(allocatable.get("memory")),
        whole(allocatable.get("pods")),
        [taint_text(taint) for taint in of_spec.get("taints") or ()],
        [one["type"] for one in found or () if one["type"] != "Ready" and one.get("status") != "False"],
        created(doc),
        {name: value for name, value in own.items() if name not in SHOWN_ELSEWHERE and not name.startswith("beta.")},
    ]


def taint_text(taint: Doc) -> str:
    """``key=value:Effect``, or ``key:Effect`` without a value."""
    value = f"={taint['value']}" if taint.get("value") else ""
    return f"{taint.get('key', '')}{value}:{taint.get('effect', '')}"
