"""How many pods a second the scheduler places: `run(options)` alone, without store, door or engine."""

from __future__ import annotations

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from core.meta import labels
from core.meta.objects import Doc, Key
from simulator.scheduler.nodes import Nodes
from simulator.scheduler.scheduling import Waiting, schedule

ZONES = 3


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--nodes", type=int, default=5000)
    parser.add_argument("--pods", type=int, default=150_000)
    parser.add_argument("--replicas", type=int, default=0, help="pods of each Deployment; 0: all of one template")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Place ``pods`` (150,000), ``replicas`` of each Deployment (0: all of one template), onto ``nodes`` (5,000).

    Returns nodes, pods, placed, wall_s, pods_per_s.
    """
    node_count, pod_count = int(options.get("nodes", 5000)), int(options.get("pods", 150_000))
    replicas = int(options.get("replicas", 0)) or pod_count
    nodes = Nodes()
    for number in range(node_count):
        nodes.change_node(None, _node(number))
    waiting = [_waiting(number, number // replicas) for number in range(pod_count)]
    began = perf_counter()
    placements = schedule(waiting, nodes, "bench")
    wall = perf_counter() - began
    placed = sum(bool(placement.node) for placement in placements)
    return {
        "nodes": node_count,
        "pods": pod_count,
        "placed": placed,
        "wall_s": round(wall, 3),
        "pods_per_s": round(pod_count / wall),
    }


def _node(number: int) -> Doc:
    name = f"node-{number:05d}"
    zone = f"zone-{number % ZONES}"
    return {
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": zone}},
        "spec": {},
        "status": {"allocatable": {"cpu": "8", "memory": "32Gi", "pods": "110", "ephemeral-storage": "100Gi"}},
    }


def _waiting(number: int, deployment: int) -> Waiting:
    app = f"app-{deployment}"
    name = f"{app}-{number}"
    pod = {
        "metadata": {"name": name, "namespace": "bench", "uid": str(number), "labels": {"app": app}},
        "spec": {
            "containers": [
                {"name": "main", "image": "app:v1", "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}}}
            ]
        },
    }
    return Waiting(Key("pods", "bench", name), pod, labels.of_map({"app": app}))
