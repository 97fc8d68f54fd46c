"""Templates: what scheduling needs to know of a pod, computed once for all pods that are alike in it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import orjson

from core.meta.objects import Doc, is_deleting, labels, namespace
from simulator.scheduler import terms
from simulator.scheduler.requests import Shape, shape_of
from simulator.scheduler.terms import NodeRequirement, NodeTerm, PodTerm, SpreadConstraint, Toleration

_SPEC = (
    "containers", "initContainers", "overhead", "resources", "nodeSelector", "affinity", "tolerations",
    "topologySpreadConstraints", "priority", "preemptionPolicy", "hostNetwork",
)  # fmt: skip
_CONTAINER = ("resources", "ports", "image", "restartPolicy")
_KEPT = 1024
"""Templates remembered though no pod of theirs is placed or waits."""


class HostPort(NamedTuple):
    """A port of the node that a container takes; ``ip`` 0.0.0.0 is every address."""

    ip: str
    protocol: str
    port: int

    def clashes(self, other: HostPort) -> bool:
        if (self.protocol, self.port) != (other.protocol, other.port):
            return False
        return self.ip == other.ip or "0.0.0.0" in (self.ip, other.ip)


class NodeRules(NamedTuple):
    """The part of a template that nodes alone decide on; equal rules share masks and scores."""

    node_name: str
    tolerations: tuple[Toleration, ...]
    required: NodeRequirement | None
    preferred: tuple[tuple[int, NodeTerm], ...]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Template:
    """The scheduling-relevant content of a pod, compiled. Compared by identity: equal content is one object."""

    namespace: str
    labels: dict[str, str]
    terminating: bool
    shape: Shape
    rules: NodeRules
    ports: tuple[HostPort, ...]
    images: tuple[str, ...]
    constrained: bool
    """Whether the pod has topology spread constraints of its own."""
    hard_spread: tuple[SpreadConstraint, ...]
    soft_spread: tuple[SpreadConstraint, ...]
    affinity: tuple[PodTerm, ...]
    anti_affinity: tuple[PodTerm, ...]
    preferred_affinity: tuple[tuple[int, PodTerm], ...]
    preferred_anti_affinity: tuple[tuple[int, PodTerm], ...]
    priority: int
    preempts: bool
    has_pod_terms: bool
    """Whether it has affinity, of any kind, to other pods."""


class Templates:
    """Hands out the one template of each content, for as long as anybody holds it.

    Most pods share the parts of their specs with others of their owner: those are known by these parts' identity.
    """

    def __init__(self) -> None:
        self._known: WeakValueDictionary[bytes, Template] = WeakValueDictionary()
        self._recent: deque[Template] = deque(maxlen=_KEPT)
        self._met: dict[tuple[Any, ...], tuple[Template, list[Any]]] = {}

    def of(self, pod: Doc, *, pinned: bool = False) -> Template:
        """The template of a pod; ``pinned`` takes its ``spec.nodeName`` for a wish, not for where it is."""
        if pinned:
            return self._compiled(pod, pinned)
        spec, meta = pod["spec"], pod["metadata"]
        parts = [meta.get("labels"), *map(spec.get, _SPEC)]
        place = (meta.get("namespace"), "deletionTimestamp" in meta, *map(id, parts))
        met = self._met.get(place)
        if met is None:
            if len(self._met) >= _KEPT:
                self._met.clear()
            # What is remembered holds the parts: while it does, nothing else can have their ids.
            met = self._met[place] = self._compiled(pod, pinned), parts
        return met[0]

    def _compiled(self, pod: Doc, pinned: bool) -> Template:
        content = _content(pod, pinned)
        key = orjson.dumps(content)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _compile(pod, content)
            self._recent.append(found)
        return found


def _content(pod: Doc, pinned: bool) -> dict[str, Any]:
    spec = pod["spec"]
    content = {field: spec[field] for field in _SPEC if field in spec}
    for field in ("containers", "initContainers"):
        if field in content:
            content[field] = [{part: one[part] for part in _CONTAINER if part in one} for one in content[field]]
    content["labels"] = labels(pod)
    content["namespace"] = namespace(pod)
    content["terminating"] = is_deleting(pod)
    content["nodeName"] = spec.get("nodeName") or "" if pinned else ""
    return content


def _compile(pod: Doc, content: dict[str, Any]) -> Template:
    spec, home, pod_labels = pod["spec"], content["namespace"], content["labels"]
    affinity = spec.get("affinity") or {}
    return Template(
        namespace=home,
        labels=pod_labels,
        terminating=content["terminating"],
        shape=shape_of(spec),
        rules=NodeRules(
            content["nodeName"],
            terms.tolerations_of(spec),
            terms.node_requirement(spec),
            terms.node_preferences(spec),
        ),
        ports=tuple(_host_ports(spec)),
        images=tuple(normalized_image(one.get("image") or "") for one in _all_containers(spec)),
        constrained=bool(spec.get("topologySpreadConstraints")),
        hard_spread=terms.spread_constraints(spec, pod_labels, "DoNotSchedule"),
        soft_spread=terms.spread_constraints(spec, pod_labels, "ScheduleAnyway"),
        affinity=terms.pod_terms(spec, "podAffinity", home),
        anti_affinity=terms.pod_terms(spec, "podAntiAffinity", home),
        preferred_affinity=terms.weighted_pod_terms(spec, "podAffinity", home),
        preferred_anti_affinity=terms.weighted_pod_terms(spec, "podAntiAffinity", home),
        priority=spec.get("priority") or 0,
        preempts=spec.get("preemptionPolicy") != "Never",
        has_pod_terms=bool(affinity.get("podAffinity") or affinity.get("podAntiAffinity")),
    )


def _all_containers(spec: Doc) -> list[Doc]:
    return [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]


def _host_ports(spec: Doc) -> list[HostPort]:
    """Host ports of containers and of restartable init containers (upstream util.GetHostPorts)."""
    lasting = [one for one in spec.get("initContainers") or () if one.get("restartPolicy") == "Always"]
    return [
        HostPort(port.get("hostIP") or "0.0.0.0", port.get("protocol") or "TCP", port["hostPort"])
        for container in (*lasting, *(spec.get("containers") or ()))
        for port in container.get("ports") or ()
        if port.get("hostPort")
    ]


def normalized_image(name: str) -> str:
    """An image name as the runtime lists it: with its tag, ``latest`` when none is given."""
    return name if name.rfind(":") > name.rfind("/") else f"{name}:latest"
