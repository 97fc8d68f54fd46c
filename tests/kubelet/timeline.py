"""A node and some pods under the kubelet alone, and what is written and told about them, as text."""

from __future__ import annotations

import json
from typing import Any

from core.kinds import registry
from core.machinery.door import Door
from core.meta.objects import Doc, Key
from core.meta.time import SECOND
from core.store.memory import MemoryStore
from core.store.protocol import Change, Write
from simulator.clusters import machines
from simulator.engine.engine import Engine
from simulator.engine.ledger import Delta
from simulator.kubelet.component import Kubelet

BEGIN = 1_790_000_000 * SECOND
NODE = Key("nodes", "", "n1")
SCHEDULED = {
    "type": "PodScheduled",
    "status": "True",
    "lastProbeTime": None,
    "lastTransitionTime": "2026-09-21T14:13:20Z",
}
BOUND = {"phase": "Pending", "conditions": [SCHEDULED], "qosClass": "BestEffort"}


class Stand:
    """One node `n1` whose kubelet runs from virtual time 0 on; times are seconds since then."""

    def __init__(self, *, seed: str = "s", is_hollow: bool = False, store: MemoryStore | None = None) -> None:
        self.store = store or MemoryStore()
        self.engine = Engine(self.store, seed, [Kubelet(is_hollow)], BEGIN)
        self.door = Door(self.store, seed=seed, clock=lambda: self.engine.now, actor="admin", trusted=True)

    def node(self, name: str = "n1", **status: Any) -> Key:
        own = [{"type": "InternalIP", "address": "10.0.0.1"}]
        machine = machines.measured(machines.USUAL, machines.nothing_reserved)
        held = {"addresses": own, "nodeInfo": machines.info(machines.Image(), name), **machine, **status}
        spec = {"podCIDR": "10.244.1.0/24"}
        return self.put("nodes", {"kind": "Node", "metadata": {"name": name}, "spec": spec, "status": held})

    def put(self, resource: str, doc: Doc) -> Key:
        """Store a document as it is."""
        meta = {"uid": f"uid-{doc['metadata']['name']}", **doc["metadata"]}
        key = Key(resource, meta.get("namespace", ""), meta["name"])
        verb = "MODIFIED" if self.store.get(key) else "ADDED"
        whole = {"apiVersion": "v1", **doc, "metadata": meta}
        self.store.commit([Write(verb, key, whole)], time=self.engine.now, actor="test")
        return key

    def pod(self, name: str, *containers: Doc, annotations: Doc | None = None, **spec: Any) -> Key:
        """A pod that the scheduler has just bound to `n1`."""
        meta = {"name": name, "annotations": annotations or {}}
        doc = bound({"kind": "Pod", "metadata": meta, "spec": {**spec, "containers": list(containers)}})
        return self.put("pods", doc)

    def run(self, seconds: float) -> None:
        """Go on to ``seconds`` after the beginning."""
        until = BEGIN + int(seconds * SECOND)
        self.engine.run(until)
        self.engine.now = until

    def status(self, key: Key) -> Doc:
        doc = self.store.get(key)
        assert doc is not None
        return doc["status"]

    def events(self, key: Key) -> list[str]:
        """`Reason: message` of every event about an object, in order, counted ones again."""
        return [
            f"{doc['reason']}: {doc['message']}"
            for doc in (change.doc for change in self.store.changes(0) if change.key.resource == "events")
            if doc["involvedObject"]["name"] == key.name
        ]

    def lines(self) -> list[str]:
        """Every write of a pod and every event, one line each."""
        return [line for change in self.store.changes(0) if (line := _line(change))]


def bound(doc: Doc) -> Doc:
    """A pod as the API server and the scheduler leave it: defaulted, and on `n1`."""
    spec = {"nodeName": "n1", "restartPolicy": "Always", "terminationGracePeriodSeconds": 30, **doc["spec"]}
    meta = {"namespace": "default", "generation": 1, **doc["metadata"]}
    return {**doc, "metadata": meta, "spec": spec, "status": BOUND}


def container(name: str = "c", image: str = "nginx:1.25", **fields: Any) -> Doc:
    return {"name": name, "image": image, "imagePullPolicy": "IfNotPresent", **fields}


SERVER = container(ports=[{"containerPort": 80}])


def directly_bound(stand: Stand, name: str, *containers: Doc, **spec: Any) -> Key:
    """A pod whose author named the node: no scheduler saw it."""
    doc = bound({"kind": "Pod", "metadata": {"name": name}, "spec": {**spec, "containers": list(containers)}})
    return stand.put("pods", {**doc, "status": {"phase": "Pending", "qosClass": "BestEffort"}})


def _line(change: Change) -> str:
    at = f"{(change.time - BEGIN) / SECOND:8.3f}"
    if change.key.resource == "events":
        doc = change.doc
        part = doc["involvedObject"].get("fieldPath", "")
        times = f" (x{doc['count']})" if doc["count"] > 1 else ""
        told = f"{doc['type']} {doc['reason']}{times}: {doc['message']}"
        return f"{at} {doc['involvedObject']['name']} {part or '-'} {told}"
    if change.key.resource == "pods" and change.verb != "ADDED":
        return f"{at} {change.key.name} {change.verb} {_shown(change.doc['status'])}"
    return ""


def _shown(status: Doc) -> str:
    held = [*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())]
    ready = "".join({"True": "+", "False": "-"}[condition["status"]] for condition in status["conditions"])
    return " ".join([status["phase"], ready, status.get("podIP", "no-ip"), *(_state(one) for one in held)])


def _state(status: Doc) -> str:
    ((state, detail),) = status["state"].items()
    said = detail.get("reason") or detail.get("startedAt", "")[-9:]
    code = f"/{detail['exitCode']}" if "exitCode" in detail else ""
    return f"{status['name']}={state}:{said}{code}{'' if status['ready'] else '!'}*{status['restartCount']}"


def reborn(stand: Stand, seed: str = "s") -> Stand:
    """The same node after its process was killed and everything loaded from what was saved, as JSON."""
    saved = json.loads(json.dumps([[key, doc] for key, doc in _objects(stand.store)]))
    notes = json.loads(json.dumps(stand.engine.ledger.whole()))
    other = Stand(seed=seed, store=MemoryStore(head=0))
    other.store.load([(Key(*key), doc) for key, doc in saved], stand.store.head())
    engine = Engine(other.store, seed, [Kubelet()], stand.engine.now)
    engine.ledger.replay([Delta(*notes)])
    engine.recorder.reload()
    other.engine = engine
    other.store._log = list(stand.store.changes(0))
    return other


def _objects(store: MemoryStore) -> list[tuple[Key, Doc]]:
    return [(registry.key_of(doc), doc) for resource in store.resources() for doc in store.each(resource)]
