"""Pods as rows."""

from __future__ import annotations

from typing import Any

from core.kinds.podstatus import summarise
from core.meta import conditions
from core.meta.objects import Doc
from core.projection.columns import Row
from core.projection.metadata import controller, created, milli, spec, status, whole

LONGEST_REASON = 300


def pod_row(doc: Doc) -> Row:
    """The row of a pod, in the order of ``COLUMNS["pods"]``."""
    meta, of_spec, of_status = doc["metadata"], spec(doc), status(doc)
    owner = controller(doc)
    state = summarise(doc)
    containers = of_spec.get("containers") or ()
    cpu, memory = requests(of_spec)
    return [
        meta.get("uid", ""),
        meta.get("namespace", ""),
        meta["name"],
        of_spec.get("nodeName", ""),
        state.status,
        of_status.get("phase", ""),
        state.ready,
        state.containers,
        state.restarts,
        owner.get("uid", ""),
        workload(doc, owner),
        containers[0].get("image", "") if containers else "",
        of_status.get("qosClass", ""),
        cpu,
        memory,
        created(doc),
        "" if of_spec.get("nodeName") else unscheduled_reason(of_status),
    ]


def workload(doc: Doc, owner: Doc) -> str:
    """The top owner as far as a pod shows it: a ReplicaSet's name without the template's hash is its Deployment's."""
    kind, name = owner.get("kind", ""), owner.get("name", "")
    if not kind:
        return f"Pod/{doc['metadata']['name']}"
    template = (doc["metadata"].get("labels") or {}).get("pod-template-hash")
    if kind == "ReplicaSet" and template and name.endswith(f"-{template}"):
        return f"Deployment/{name[: -len(template) - 1]}"
    return f"{kind}/{name}"


def unscheduled_reason(of_status: Doc) -> str:
    """Why the scheduler has not placed the pod, in one line; empty when it has not tried."""
    scheduled = conditions.find(of_status.get("conditions"), "PodScheduled")
    if scheduled is None or scheduled.get("status") != "False":
        return ""
    return str(scheduled.get("message") or scheduled.get("reason") or "")[:LONGEST_REASON]


def requests(of_spec: Doc) -> tuple[int, int]:
    """Millicores and bytes that a pod asks for: for its containers and sidecars, or to start if that takes more."""
    cpu, memory = _sum(of_spec.get("containers") or ())
    start_cpu = start_memory = side_cpu = side_memory = 0
    for container in of_spec.get("initContainers") or ():
        own_cpu, own_memory = _sum((container,))
        if container.get("restartPolicy") == "Always":
            side_cpu, side_memory = side_cpu + own_cpu, side_memory + own_memory
            own_cpu = own_memory = 0
        start_cpu = max(start_cpu, side_cpu + own_cpu)
        start_memory = max(start_memory, side_memory + own_memory)
    overhead = of_spec.get("overhead") or {}
    return (
        max(cpu + side_cpu, start_cpu) + milli(overhead.get("cpu")),
        max(memory + side_memory, start_memory) + whole(overhead.get("memory")),
    )


def _sum(containers: Any) -> tuple[int, int]:
    cpu = memory = 0
    for container in containers:
        asked = (container.get("resources") or {}).get("requests")
        if asked:
            cpu += milli(asked.get("cpu"))
            memory += whole(asked.get("memory"))
    return cpu, memory
