"""Whether what an upload asks for fits into what the cluster's nodes have left."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from core.machinery.door import Door
from core.meta import quantity
from core.meta.objects import Doc
from core.models import Cluster, Object
from core.pages.manifests.items import Item

MOST_PODS = 20_000
"""Pods beyond which their requests are not added up: it would take longer than the check itself."""


class Amount(NamedTuple):
    """Millicores, bytes and pods."""

    cpu: int
    memory: int
    pods: int

    def plus(self, other: "Amount", times: int = 1) -> "Amount":
        """The sum, with `other` counted `times` times."""
        return Amount(*(one + times * more for one, more in zip(self, other, strict=True)))


NOTHING = Amount(0, 0, 0)


def capacity(cluster: Cluster, door: Door, items: Iterable[Item]) -> dict[str, Any] | None:
    """What the documents ask for beside what is free; None without pods, or in a cluster too big to add up."""
    asked = NOTHING
    nodes = Object.objects.filter(cluster=cluster, resource="nodes").count()
    for item in items:
        if item.verdict in ("new", "changed") and not item.errors:
            asked = asked.plus(wanted(item.doc, nodes))
            asked = asked.plus(wanted(item.before, nodes) if item.before else NOTHING, -1)
    pods = Object.objects.filter(cluster=cluster, resource="pods").count()
    if asked == NOTHING or pods > MOST_PODS:
        return None
    free = _free(door)
    fits = all(want <= have for want, have in zip(asked, free, strict=True))
    return {**asked._asdict(), "free_cpu": free.cpu, "free_memory": free.memory, "free_pods": free.pods, "fits": fits}


def wanted(doc: Doc, nodes: int) -> Amount:
    """What a workload's pods request in all; nothing for other kinds. A DaemonSet has a pod on each of `nodes`."""
    spec = doc.get("spec") or {}
    if doc["kind"] == "Pod":
        return requested(spec)
    counts = {"DaemonSet": nodes, "Job": spec.get("parallelism", 1)}
    count = counts.get(doc["kind"], spec.get("replicas", 1))
    template = (spec.get("template") or {}).get("spec")
    return NOTHING.plus(requested(template), count) if template else NOTHING


def requested(spec: Doc) -> Amount:
    """What the scheduler reserves for one pod: its containers or its greediest init container, and overhead."""
    together, greediest = NOTHING, NOTHING
    for container in spec.get("containers") or ():
        together = together.plus(_requests(container))
    for container in spec.get("initContainers") or ():
        if container.get("restartPolicy") == "Always":
            together = together.plus(_requests(container))
        else:
            greediest = Amount(*map(max, greediest, _requests(container)))
    overhead = _amount(spec.get("overhead") or {})
    return Amount(*map(max, together, greediest)).plus(overhead)._replace(pods=1)


def _requests(container: Doc) -> Amount:
    resources = container.get("resources") or {}
    return _amount({**(resources.get("limits") or {}), **(resources.get("requests") or {})})


def _amount(amounts: Doc) -> Amount:
    return Amount(quantity.milli(amounts.get("cpu")), quantity.value(amounts.get("memory")), 0)


def _free(door: Door) -> Amount:
    """What schedulable nodes can still take."""
    free = NOTHING
    open_nodes = set()
    for node in door.reader.list("nodes"):
        if not node["spec"].get("unschedulable"):
            open_nodes.add(node["metadata"]["name"])
            allocatable = (node.get("status") or {}).get("allocatable") or {}
            free = free.plus(_amount(allocatable)._replace(pods=quantity.value(allocatable.get("pods"))))
    for pod in door.reader.list("pods"):
        ended = (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
        if pod["spec"].get("nodeName") in open_nodes and not ended:
            free = free.plus(requested(pod["spec"]), -1)
    return free
