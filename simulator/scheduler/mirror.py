"""The scheduler's view of the cluster, derived from objects: node columns, default selectors, waiting pods."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from core.meta.objects import Doc, Key, name, namespace
from core.store.memory import MemoryStore
from simulator.engine.component import Observer
from simulator.scheduler.defaultselector import OWNERS, DefaultSelectors
from simulator.scheduler.nodes import Nodes
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.queue import Queue
from simulator.scheduler.waiting import WaitingPods


class Mirror:
    """Follows changes, and follows them back when a turn is undone."""

    def __init__(self, profiles: Collection[str]) -> None:
        self.nodes = Nodes()
        self.selectors = DefaultSelectors()
        self.waiting = WaitingPods(profiles)
        self.queue = Queue(self.waiting)

    def fill(self, store: MemoryStore) -> None:
        """Take in what is there already."""
        for resource, observe in self.observers().items():
            for doc in store.each(resource):
                observe(Key(resource, namespace(doc), name(doc)), None, doc)

    def observers(self) -> Mapping[str, Observer]:
        """Nodes before pods, so that a fill finds them."""
        owners: dict[str, Observer] = {
            resource: lambda key, before, after: self.selectors.change_owner(before, after) for resource in OWNERS
        }
        return {
            "namespaces": lambda key, before, after: self.nodes.change_namespace(before, after),
            "nodes": lambda key, before, after: self.nodes.change_node(before, after),
            "services": lambda key, before, after: self.selectors.change_service(before, after),
            **owners,
            "pods": self._observe_pod,
        }

    def incoming(self, pod: Doc) -> Incoming:
        return self.selectors.incoming(pod, self.nodes.templates.of(pod))

    def _observe_pod(self, key: Key, before: Doc | None, after: Doc | None) -> None:
        self.nodes.change_pod(key, before, after)
        if self.waiting.change(key, after) and after is not None:
            self.queue.offer(key, after)
