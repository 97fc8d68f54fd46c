"""A small cluster for controllers' tests: real engine and controllers, with hollow pods instead of nodes' programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core.machinery.door import Door
from core.meta import conditions
from core.meta.objects import Doc, Key, is_deleting, name, uid
from core.meta.time import MILLISECOND, SECOND, rfc3339
from core.store.memory import MemoryStore
from core.store.protocol import EVENTS, Change
from simulator.assembly import components, controllers
from simulator.engine.component import Component, Handler
from simulator.engine.context import Context
from simulator.engine.engine import Engine
from simulator.engine.ledger import WorkKey

BEGIN = 1_790_000_000 * SECOND
SLOW = "test/start-delay"
"""On a pod: the ms until it runs; ``never``: it does not."""


Cast = Callable[[], list[Component]]
"""Makes the components of a world."""


class HollowNodes(Component):
    """Assigns pods to ready nodes in turn, runs them after a drawn time, ends them when they are deleted."""

    name = "hollow"
    latency = 3 * MILLISECOND

    def watches(self) -> Mapping[str, Handler]:
        return {"pods": self._changed}

    def _changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        if after is not None and (before is None or is_deleting(after) != is_deleting(before)):
            yield key

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        pod = ctx.store.get(key)
        if pod is None:
            return None
        if not pod["spec"].get("nodeName"):
            return self._assign(ctx, key, pod)
        node = ctx.store.get(Key("nodes", "", pod["spec"]["nodeName"]))
        if node is None or "clusterviz.io/kubelet-stopped" in (node["metadata"].get("annotations") or {}):
            return None
        if is_deleting(pod):
            if ctx.memo(str(key), "ending") is None:
                ctx.set_memo(str(key), "ending", ctx.now)
                return 300 * MILLISECOND
            ctx.set_memo(str(key), "ending", None)
            ctx.client.delete(key, grace=0)
        elif pod["status"].get("phase") == "Pending":
            return self._run(ctx, key, pod)
        return None

    def _assign(self, ctx: Context, key: Key, pod: Doc) -> int | None:
        if is_deleting(pod):
            return None
        nodes = [node for node in ctx.store.list("nodes") if not node["spec"].get("taints")]
        if not nodes:
            return SECOND
        chosen = nodes[ctx.draw("node", uid(pod)).below(len(nodes))]
        ctx.client.bind(key, name(chosen))
        wanted = (pod["metadata"].get("annotations") or {}).get(SLOW, "")
        if wanted == "never":
            return None
        return int(wanted) * MILLISECOND if wanted else 200 * MILLISECOND + ctx.draw("start", uid(pod)).below(SECOND)

    def _run(self, ctx: Context, key: Key, pod: Doc) -> None:
        ready = {"type": "Ready", "status": "True"}
        status = pod["status"]
        made = conditions.put(status.get("conditions"), ready, rfc3339(ctx.now))
        address = f"10.{int(uid(pod)[:2], 16)}.{int(uid(pod)[2:4], 16)}.{int(uid(pod)[4:6], 16)}"
        running = {"phase": "Running", "conditions": made, "podIP": address, "podIPs": [{"ip": address}]}
        ctx.client.update_status({**pod, "status": {**status, **running}})


class World:
    """One cluster, played by ``cast``: two namespaces, ``nodes`` ready nodes in three zones."""

    def __init__(self, nodes: int = 3, seed: str = "seed", *, cast: Cast | None = None) -> None:
        self.store = MemoryStore()
        self.seed = seed
        self.cast = cast or hollow_cast
        self.take_over(self.store, Engine(self.store, seed, self.cast(), BEGIN))
        for found in ("default", "kube-system"):
            self.door.create(namespace(found))
        for number in range(1, nodes + 1):
            self.door.create(node(f"node-{number}", zone=f"zone-{number % 3}"))
        self.run(5)
        self.mark()

    def take_over(self, store: MemoryStore, engine: Engine) -> None:
        """Go on with another store and engine."""
        self.store, self.engine = store, engine
        self.door = Door(store, seed=self.seed, clock=lambda: self.engine.now, actor="admin", trusted=True)

    def run(self, seconds: float) -> None:
        until = self.engine.now + int(seconds * SECOND)
        self.engine.run(until)
        self.engine.now = until

    def mark(self) -> None:
        """From here on `changes` and `events` tell."""
        self._head = self.store.head()

    def changes(self) -> list[Change]:
        return [change for change in self.store.changes(self._head) if change.key.resource != EVENTS]

    def events(self, reason: str = "") -> list[str]:
        """``Kind/name reason message`` of the events since the mark."""
        found = [c.doc for c in self.store.changes(self._head) if c.key.resource == EVENTS]
        return [
            f"{doc['involvedObject']['kind']}/{doc['involvedObject']['name']} {doc['reason']} {doc['message']}"
            for doc in found
            if not reason or doc["reason"] == reason
        ]

    def get(self, resource: str, title: str, in_namespace: str = "default") -> Doc:
        found = self.store.get(Key(resource, in_namespace, title))
        assert found is not None, f"{resource} {title} is not there"
        return found

    def find(self, resource: str, title: str, in_namespace: str = "default") -> Doc | None:
        return self.store.get(Key(resource, in_namespace, title))

    def pods(self, **labels: str) -> list[Doc]:
        wanted = labels.items()
        return [pod for pod in self.store.list("pods") if wanted <= (pod["metadata"].get("labels") or {}).items()]

    def patch_spec(self, resource: str, title: str, **fields: Any) -> Doc:
        held = self.get(resource, title)
        return self.door.update({**held, "spec": {**held["spec"], **fields}})


def hollow_cast() -> list[Component]:
    """The controllers, and one component in the place of scheduler and kubelets."""
    return [*controllers("CERTIFICATE"), HollowNodes()]


def whole_cast() -> list[Component]:
    """Everything that acts in a cluster."""
    return components("CERTIFICATE")


def namespace(title: str) -> Doc:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": title}}


def node(title: str, zone: str = "") -> Doc:
    since = rfc3339(BEGIN)
    said = [("MemoryPressure", "False"), ("DiskPressure", "False"), ("PIDPressure", "False"), ("Ready", "True")]
    made = [{"type": t, "status": s, "lastHeartbeatTime": since, "lastTransitionTime": since} for t, s in said]
    labels = {"kubernetes.io/hostname": title, "topology.kubernetes.io/zone": zone}
    status = {"conditions": made, "allocatable": {"cpu": "4", "memory": "16Gi", "pods": "110"}}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": title, "labels": labels},
        "spec": {},
        "status": status,
    }


def template(app: str, image: str = "nginx:1", **annotations: str) -> Doc:
    meta: Doc = {"labels": {"app": app}}
    if annotations:
        meta["annotations"] = annotations
    container = {"name": "c", "image": image, "ports": [{"name": "web", "containerPort": 80}]}
    return {"metadata": meta, "spec": {"containers": [container]}}


def replica_set(title: str, replicas: int, **spec: Any) -> Doc:
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {"name": title, "namespace": "default"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": title}},
            "template": template(title),
            **spec,
        },
    }


def deployment(title: str, replicas: int, surge: int | str = 1, unavailable: int | str = 0, **spec: Any) -> Doc:
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": title, "namespace": "default"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": title}},
            "strategy": rolling,
            "template": template(title),
            **spec,
        },
    }


def service(title: str, app: str, **spec: Any) -> Doc:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": title, "namespace": "default"},
        "spec": {"selector": {"app": app}, "ports": [{"port": 80}], **spec},
    }


def pod(title: str, app: str = "", **meta: Any) -> Doc:
    made = {"name": title, "namespace": "default", **({"labels": {"app": app}} if app else {}), **meta}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": made, "spec": {"containers": [{"name": "c", "image": "x"}]}}
