"""Which changes of the cluster let an unschedulable pod be tried again: each plugin's queueing hints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import orjson

from core.meta.objects import Doc, labels, name, namespace
from simulator.scheduler.claims import PLUGIN as VOLUMES
from simulator.scheduler.nodes import Nodes
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.plugins.registry import FILTERS
from simulator.scheduler.template import Template

NODE = "node"
NODE_GONE = "node-gone"
POD_PLACED = "pod-placed"
POD_GONE = "pod-gone"
CLAIM = "claim"

_BY_NODE = frozenset(plugin.name for plugin in FILTERS)
_BY_POD = {
    POD_PLACED: frozenset({"PodTopologySpread", "InterPodAffinity"}),
    POD_GONE: frozenset({"NodePorts", "NodeResourcesFit", "PodTopologySpread", "InterPodAffinity"}),
}


class Event(NamedTuple):
    """Something that happened; as text it is a work key that survives a restart.

    ``name`` of the node or pod; for pods also what selectors match (the pod itself may be gone).
    """

    kind: str
    name: str
    namespace: str = ""
    labels: Mapping[str, str] = {}

    def __str__(self) -> str:
        return orjson.dumps(tuple(self)).decode()


def read_event(text: str) -> Event:
    return Event(*orjson.loads(text))


def pod_event(kind: str, pod: Doc) -> Event:
    return Event(kind, name(pod), namespace(pod), labels(pod))


def wakes(event: Event, plugins: tuple[str, ...], pod: Incoming, nodes: Nodes) -> bool:
    """Whether the event may have made room for a pod that ``plugins`` refused."""
    if not plugins:
        return True
    if event.kind == NODE:
        return _node_passes(event.name, plugins, pod, nodes)
    if event.kind == NODE_GONE:
        return "PodTopologySpread" in plugins
    if event.kind == CLAIM:
        return VOLUMES in plugins
    concerned = _BY_POD[event.kind].intersection(plugins)
    return any(_pod_matters(plugin, event, pod.template) for plugin in concerned)


def _node_passes(node: str, plugins: tuple[str, ...], pod: Incoming, nodes: Nodes) -> bool:
    """One of the refusing plugins lets the pod onto the node that came or changed."""
    row = nodes.rows.get(node)
    if row is None or not nodes.exists[row]:
        return False
    for plugin in FILTERS:
        if plugin.name in plugins:
            outcome = plugin.filter(pod, nodes)
            if outcome is None or outcome.mask[row]:
                return True
    return False


def _pod_matters(plugin: str, event: Event, template: Template) -> bool:
    if plugin == "PodTopologySpread":
        return event.namespace == template.namespace and any(
            constraint.selector.matches(event.labels) for constraint in template.hard_spread
        )
    if plugin == "InterPodAffinity" and event.kind == POD_PLACED:
        return any(term.selector.matches(event.labels) for term in template.affinity)
    return True
