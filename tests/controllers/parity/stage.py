"""The cluster of the recordings: six hollow nodes in three zones, one namespace per scenario."""

from __future__ import annotations

from core.machinery.door import Door
from core.meta.objects import Doc, Key
from core.meta.time import SECOND
from core.store.memory import MemoryStore
from core.store.protocol import EVENTS
from simulator.assembly import components
from simulator.engine.engine import Engine
from tests.controllers.world import BEGIN, namespace, node


class Stage:
    """One scenario's cluster, with the whole control plane and hollow kubelets."""

    def __init__(self, title: str) -> None:
        self.namespace = title
        self.store = MemoryStore()
        self.engine = Engine(self.store, "parity", components("CERTIFICATE", is_hollow=True), BEGIN)
        self.door = Door(self.store, seed="parity", clock=lambda: self.engine.now, actor="admin")
        for found in ("default", "kube-node-lease", title):
            self.door.create(namespace(found))
        for number in range(1, 7):
            self.door.create(node(f"node-{number}", zone=f"zone-{number % 3}"))
        self.run(20)
        self.mark()

    def run(self, seconds: float) -> None:
        until = self.engine.now + int(seconds * SECOND)
        self.engine.run(until)
        self.engine.now = until

    def mark(self) -> None:
        self._head = self.store.head()

    def get(self, resource: str, title: str, in_namespace: str | None = None) -> Doc:
        found = self.store.get(Key(resource, self.namespace if in_namespace is None else in_namespace, title))
        assert found is not None, f"{resource} {title} is not there"
        return found

    def create(self, doc: Doc) -> None:
        self.door.create({**doc, "metadata": {**doc["metadata"], "namespace": self.namespace}})

    def events(self) -> list[Doc]:
        """New events of the namespace since the mark."""
        made = [c.doc for c in self.store.changes(self._head) if c.key.resource == EVENTS and c.verb == "ADDED"]
        return [doc for doc in made if doc["metadata"]["namespace"] == self.namespace]
