"""Metrics of pods and nodes in the form of metrics.k8s.io, as metrics-server scrapes them from kubelets.

Source of the rules: metrics-server's defaults (`--metric-resolution=15s`; a container is known once it has run for
ten seconds, pkg/storage/pod.go).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from core.machinery.heartbeats import STOPPED
from core.meta.objects import Doc
from core.meta.time import SECOND, parse, rfc3339
from core.usage import estimate
from core.usage.estimate import NOTHING, Usage

RESOLUTION: Final = 15 * SECOND
FRESH: Final = 10 * SECOND
API_VERSION: Final = "metrics.k8s.io/v1beta1"


def scraped_at(now: int) -> int:
    """When kubelets were asked last (virtual µs)."""
    return now - now % RESOLUTION


def is_scraped(node: Doc) -> bool:
    """Whether the node's kubelet answers."""
    return STOPPED not in (node["metadata"].get("annotations") or {})


def of_pod(pod: Doc, now: int) -> Doc | None:
    """The metrics of a pod; ``None`` for one that does not run, or not long enough."""
    at = scraped_at(now)
    uses = list(_containers(pod, at))
    if not uses:
        return None
    containers = [{"name": name, "usage": _spelled(usage)} for name, usage in uses]
    return {**_head(pod, "PodMetrics", now, at), "containers": containers}


def of_node(node: Doc, pods: Iterable[Doc], now: int) -> Doc:
    """The metrics of a node: its own use and that of its pods."""
    at = scraped_at(now)
    total = sum((usage for pod in pods for _, usage in _containers(pod, at)), NOTHING)
    total += estimate.of_node_itself(node["metadata"]["name"], at)
    return {**_head(node, "NodeMetrics", now, at), "usage": _spelled(total)}


def _containers(pod: Doc, at: int) -> Iterator[tuple[str, Usage]]:
    """The running containers of a pod, and what each uses."""
    status = pod.get("status") or {}
    if status.get("phase") != "Running":
        return
    running = {
        one["name"]
        for field in ("containerStatuses", "initContainerStatuses")
        for one in status.get(field) or ()
        if parse((one["state"].get("running") or {}).get("startedAt") or _NEVER) <= at - FRESH
    }
    spec = pod["spec"]
    for container in (*spec["containers"], *(spec.get("initContainers") or ())):
        if container["name"] in running:
            yield container["name"], estimate.of_container(pod["metadata"]["uid"], container, at)


_NEVER: Final = "9999-12-31T00:00:00Z"


def _head(doc: Doc, kind: str, now: int, at: int) -> Doc:
    meta = doc["metadata"]
    told: Doc = {"name": meta["name"], "creationTimestamp": rfc3339(now)}
    if "namespace" in meta:
        told["namespace"] = meta["namespace"]
    if meta.get("labels"):
        told["labels"] = meta["labels"]
    head = {"kind": kind, "apiVersion": API_VERSION, "metadata": told}
    return {**head, "timestamp": rfc3339(at), "window": f"{RESOLUTION // SECOND}s"}


def _spelled(usage: Usage) -> Doc:
    return {"cpu": f"{usage.cpu}n" if usage.cpu else "0", "memory": f"{usage.memory // 1024}Ki"}
