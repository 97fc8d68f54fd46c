"""Nodes and pods in a few words; each call makes fresh documents."""

from __future__ import annotations

from typing import Any

from core.meta.objects import Doc, Key
from simulator.scheduler.nodes import Nodes
from simulator.scheduler.plugins.framework import Incoming

HOSTNAME = "kubernetes.io/hostname"
ZONE = "topology.kubernetes.io/zone"


def make_node(name: str, *, zone: str = "", labels: dict[str, str] | None = None, **has: Any) -> Doc:
    """A node of 4 CPU, 8 GiB and 110 pods unless ``has`` says otherwise.

    ``has`` may also name ``taints``, ``unschedulable`` and ``images`` (name → bytes).
    """
    spec = {field: has.pop(field) for field in ("taints", "unschedulable") if field in has}
    images = has.pop("images", {})
    allocatable = {"cpu": "4", "memory": "8Gi", "pods": "110", **{key.replace("_", "/"): has[key] for key in has}}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": {HOSTNAME: name, **({ZONE: zone} if zone else {}), **(labels or {})}},
        "spec": spec,
        "status": {
            "allocatable": allocatable,
            "images": [{"names": [image], "sizeBytes": size} for image, size in images.items()],
        },
    }


def make_pod(name: str = "web", *, labels: dict[str, str] | None = None, node: str = "", **spec: Any) -> Doc:
    """A pod of one container, to which ``cpu``, ``memory``, ``ports`` and ``image`` go; the rest goes to the spec."""
    requests = {field: spec.pop(field) for field in ("cpu", "memory") if field in spec}
    container = {
        "name": "main",
        "image": spec.pop("image", "app:v1"),
        "ports": [{"containerPort": port, "hostPort": port} for port in spec.pop("ports", ())],
        "resources": {"requests": requests},
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "default", "uid": f"uid-{name}", "labels": labels or {}},
        "spec": {"containers": [container], **({"nodeName": node} if node else {}), **spec},
        "status": {"phase": "Pending"},
    }


def key_of(pod: Doc) -> Key:
    return Key("pods", pod["metadata"]["namespace"], pod["metadata"]["name"])


def make_nodes(*docs: Doc) -> Nodes:
    """Columns that took in these nodes and pods, in this order."""
    nodes = Nodes()
    for doc in docs:
        if doc["kind"] == "Node":
            nodes.change_node(None, doc)
        else:
            nodes.change_pod(key_of(doc), None, doc)
    return nodes


def incoming(pod: Doc, nodes: Nodes) -> Incoming:
    return Incoming(nodes.templates.of(pod, pinned=True))
