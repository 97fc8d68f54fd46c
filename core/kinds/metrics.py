"""NodeMetrics and PodMetrics: what nodes and pods use, as the add-on metrics-server answers it; never stored.

Source of the columns: pkg/api/table.go of kubernetes-sigs/metrics-server.
"""

from __future__ import annotations

from typing import Any, Final

from core.kinds import printing
from core.kinds.kind import Kind, columns
from core.meta import quantity
from core.meta.objects import Doc

GROUP: Final = "metrics.k8s.io"
_COLUMNS: Final = columns("Name", "cpu!quantity", "memory!quantity", "Window!duration")


def _node_cells(doc: Doc, now: int) -> list[Any]:
    return _cells(doc, doc.get("usage") or {})


def _pod_cells(doc: Doc, now: int) -> list[Any]:
    total: dict[str, str] = {}
    for container in doc.get("containers") or ():
        total = quantity.add(total, container["usage"])
    return _cells(doc, total)


def _cells(doc: Doc, usage: Doc) -> list[Any]:
    return [printing.name(doc), usage.get("cpu", "0"), usage.get("memory", "0"), doc.get("window", "")]


NODE_METRICS = Kind(
    kind="NodeMetrics",
    plural="nodes",
    group=GROUP,
    version="v1beta1",
    namespaced=False,
    verbs=("get", "list"),
    columns=_COLUMNS,
    cells=_node_cells,
)

POD_METRICS = Kind(
    kind="PodMetrics",
    plural="pods",
    group=GROUP,
    version="v1beta1",
    verbs=("get", "list"),
    columns=_COLUMNS,
    cells=_pod_cells,
)

KINDS = (NODE_METRICS, POD_METRICS)
