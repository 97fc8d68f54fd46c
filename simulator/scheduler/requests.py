"""What a pod asks of a node: requests of all its containers, with overhead, in whole units (CPU in millicores)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from core.meta.objects import Doc
from core.meta.quantity import milli, value

CPU = "cpu"
MEMORY = "memory"
EPHEMERAL = "ephemeral-storage"
PODS = "pods"

MISSING_CPU = 100
"""Millicores that scoring assumes for a container without a CPU request (upstream scheduler/util/pod_resources.go)."""
MISSING_MEMORY = 200 * 1024 * 1024

Amounts = dict[str, int]


class Shape(NamedTuple):
    """What a pod takes of a node; pods of equal shape fit, and score for resources, alike.

    ``requests``: every resource asked for, none of amount 0. ``scored_cpu`` and ``scored_memory`` count containers
    without requests as asking for a little.
    """

    requests: tuple[tuple[str, int], ...]
    cpu: int
    memory: int
    scored_cpu: int
    scored_memory: int


def shape_of(spec: Doc) -> Shape:
    """The shape of a pod spec."""
    asked = {name: amount for name, amount in pod_requests(spec).items() if amount}
    scored = pod_requests(spec, {CPU: MISSING_CPU, MEMORY: MISSING_MEMORY})
    return Shape(
        tuple(sorted(asked.items())), asked.get(CPU, 0), asked.get(MEMORY, 0), scored.get(CPU, 0), scored.get(MEMORY, 0)
    )


def pod_requests(spec: Doc, missing: Amounts | None = None) -> Amounts:
    """Requests of a pod spec; ``missing`` stands in where a container names no request.

    The larger of what runs for good (containers and restartable init containers) and of each init container's
    start, when only the restartable ones before it run; requests of the pod itself win over those of its
    containers (component-helpers resource/helpers.go).
    """
    lasting = _sum(_requests(container, missing) for container in spec.get("containers") or ())
    sidecars: Amounts = {}
    starting: Amounts = {}
    for container in spec.get("initContainers") or ():
        asked = _sum((_requests(container, missing), sidecars))
        starting = _larger(starting, asked)
        if container.get("restartPolicy") == "Always":
            sidecars = asked
    total = _larger(_sum((lasting, sidecars)), starting)
    total |= amounts((spec.get("resources") or {}).get("requests"))
    return _sum((total, amounts(spec.get("overhead"))))


def amounts(resources: Doc | None) -> Amounts:
    """Read a resource list: CPU in millicores, the rest in whole units, rounded up."""
    return {name: milli(text) if name == CPU else value(text) for name, text in (resources or {}).items()}


def _requests(container: Doc, missing: Amounts | None) -> Amounts:
    asked = amounts((container.get("resources") or {}).get("requests"))
    return {**missing, **asked} if missing else asked


def _sum(parts: Iterable[Amounts]) -> Amounts:
    total: Amounts = {}
    for part in parts:
        for name, amount in part.items():
            total[name] = total.get(name, 0) + amount
    return total


def _larger(left: Amounts, right: Amounts) -> Amounts:
    return {name: max(left.get(name, 0), right.get(name, 0)) for name in {**left, **right}}
