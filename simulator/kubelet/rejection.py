"""Admission by the kubelet: a pod that was put on a node past the scheduler may not fit there, and then fails.

Source of the rules and words: pkg/kubelet/lifecycle/predicate.go. A pod that the scheduler bound (its PodScheduled
condition is True) was checked there against the same state; a critical one finds room upstream by eviction, and here
is let in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from core.meta import conditions, labels, quantity
from core.meta.objects import Doc
from core.store.memory import MemoryStore
from simulator.kubelet.life import Life
from simulator.kubelet.nodebook import INDEX
from simulator.kubelet.phase import TERMINAL

CRITICAL: Final = 2_000_000_000
"""From this priority on a pod is critical (scheduling.SystemCriticalPriority)."""
NOT_MATCHED: Final = "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"
NO_PORTS: Final = "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"
TAINTED: Final = "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate"


class Rejection(NamedTuple):
    """Why a pod may not run here: ``reason`` and ``message`` as the pod's status and the event tell them."""

    reason: str
    message: str


def rejection_of(life: Life, store: MemoryStore) -> Rejection | None:
    """Why the node refuses the pod; ``None`` when it takes it."""
    if conditions.is_true(life.status.get("conditions"), "PodScheduled"):
        return None
    if life.pod["spec"].get("priority", 0) >= CRITICAL:
        return None
    node = life.site.node
    others = [
        pod
        for pod in store.select(INDEX, "pods", life.site.name)
        if pod["metadata"]["uid"] != life.uid and (pod.get("status") or {}).get("startTime")
    ]
    return decide_rejection(life.pod, node, others)


def decide_rejection(pod: Doc, node: Doc, others: Iterable[Doc]) -> Rejection | None:
    """The first of upstream's checks that a pod fails on a node where ``others`` have been taken up."""
    running = [other for other in others if (other.get("status") or {}).get("phase") not in TERMINAL]
    short = next(_shortages(pod, node, running), None)
    if short:
        return short
    spec, name = pod["spec"], node["metadata"]["name"]
    if not _is_selected(spec, name, node["metadata"].get("labels") or {}):
        return Rejection("NodeAffinity", NOT_MATCHED)
    taken = [port for other in running for port in _host_ports(other["spec"])]
    if any(_collide(one, other) for one in _host_ports(spec) for other in taken):
        return Rejection("NodePorts", NO_PORTS)
    taints = [taint for taint in node["spec"].get("taints") or () if taint["effect"] == "NoExecute"]
    if not all(any(_tolerates(one, taint) for one in spec.get("tolerations") or ()) for taint in taints):
        return Rejection("TaintToleration", TAINTED)
    return None


def _shortages(pod: Doc, node: Doc, running: list[Doc]) -> Iterator[Rejection]:
    """What the node has too little of: pods first, then resources in the order of the pod's requests."""
    allocatable = (node.get("status") or {}).get("allocatable") or {}
    most = quantity.value(allocatable.get("pods"))
    if len(running) + 1 > most:
        yield _short("pods", 1, len(running), most)
    for name, wanted in requests_of(pod["spec"]).items():
        used = sum(requests_of(other["spec"]).get(name, 0) for other in running)
        most = _amount(name, allocatable.get(name))
        if wanted and used + wanted > most:
            yield _short(name, wanted, used, most)


def _short(name: str, wanted: int, used: int, most: int) -> Rejection:
    told = f"Node didn't have enough resource: {name}, requested: {wanted}, used: {used}, capacity: {most}"
    return Rejection(f"OutOf{name}", told)


def requests_of(spec: Doc) -> dict[str, int]:
    """What a pod asks for: the sum over what runs for good, or one init container's if that is more."""
    total: dict[str, int] = {}
    first: dict[str, int] = {}
    for container in spec.get("initContainers") or ():
        asked = _asked(container)
        if container.get("restartPolicy") == "Always":
            _add(total, asked)
        else:
            first = {name: max(first.get(name, 0), asked.get(name, 0)) for name in {**first, **asked}}
    for container in spec["containers"]:
        _add(total, _asked(container))
    _add(total, _amounts(spec.get("overhead")))
    return {name: max(total.get(name, 0), first.get(name, 0)) for name in {**total, **first}}


def _add(total: dict[str, int], more: dict[str, int]) -> None:
    for name, amount in more.items():
        total[name] = total.get(name, 0) + amount


def _asked(container: Doc) -> dict[str, int]:
    return _amounts((container.get("resources") or {}).get("requests"))


def _amounts(resources: Doc | None) -> dict[str, int]:
    return {name: _amount(name, text) for name, text in (resources or {}).items()}


def _amount(name: str, text: str | None) -> int:
    """Millicores of CPU, whole units of the rest."""
    return quantity.milli(text) if name == "cpu" else quantity.value(text)


def _is_selected(spec: Doc, name: str, node_labels: dict[str, str]) -> bool:
    """Whether nodeSelector and required node affinity choose the node."""
    wanted = spec.get("nodeSelector") or {}
    if any(node_labels.get(key) != value for key, value in wanted.items()):
        return False
    affinity = ((spec.get("affinity") or {}).get("nodeAffinity") or {}).get(
        "requiredDuringSchedulingIgnoredDuringExecution"
    )
    return affinity is None or any(_is_met(term, name, node_labels) for term in affinity["nodeSelectorTerms"])


def _is_met(term: Doc, name: str, node_labels: dict[str, str]) -> bool:
    expressions, fields = term.get("matchExpressions") or (), term.get("matchFields") or ()
    if not expressions and not fields:
        return False
    return all(labels.expression(item).matches(node_labels) for item in expressions) and all(
        labels.expression(item).matches({"metadata.name": name}) for item in fields
    )


def _host_ports(spec: Doc) -> Iterator[tuple[str, str, int]]:
    for container in spec["containers"]:
        for port in container.get("ports") or ():
            if port.get("hostPort"):
                yield port.get("hostIP") or "0.0.0.0", port.get("protocol") or "TCP", port["hostPort"]


def _collide(one: tuple[str, str, int], other: tuple[str, str, int]) -> bool:
    return one[1:] == other[1:] and ("0.0.0.0" in (one[0], other[0]) or one[0] == other[0])


def _tolerates(toleration: Doc, taint: Doc) -> bool:
    if toleration.get("effect") and toleration["effect"] != taint["effect"]:
        return False
    if toleration.get("key") and toleration["key"] != taint["key"]:
        return False
    return toleration.get("operator") == "Exists" or toleration.get("value", "") == taint.get("value", "")
