"""The kubelets of all nodes as one control loop: looks at one pod, does what is due in its table, writes once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from core.meta.objects import Doc, Key
from core.meta.time import MILLISECOND
from core.store.memory import MemoryStore
from simulator.engine.component import Component, Handler, Observer
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey
from simulator.kubelet import life, nodes, registration
from simulator.kubelet.act import SOURCE, Act
from simulator.kubelet.effects import EFFECTS
from simulator.kubelet.facts import Templates
from simulator.kubelet.life import Life
from simulator.kubelet.nodebook import INDEX, NodeBook
from simulator.kubelet.site import Site
from simulator.kubelet.stages import Next, next_stage

MOST_STAGES = 16
"""Rows of one look for each container: more would be a table that turns in a circle."""


class Kubelet(Component):
    """All kubelets. ``is_hollow``: containers never end by themselves, as on kubemark's hollow nodes."""

    name: ClassVar[str] = SOURCE
    manager: ClassVar[str] = "kubelet"
    keeps: ClassVar[str] = "pods"
    latency: ClassVar[int] = 10 * MILLISECOND

    def __init__(self, is_hollow: bool = False) -> None:
        self._book = NodeBook(is_hollow)
        self._templates = Templates()
        self._store: MemoryStore | None = None

    def attach(self, store: MemoryStore) -> None:
        self._store = store
        self._book.attach(store)

    def watches(self) -> Mapping[str, Handler]:
        return {"pods": pods_to_look_at, "nodes": self._nodes_to_look_at}

    def observers(self) -> Mapping[str, Observer]:
        return {"pods": self._book.follow_pod, "nodes": self._book.follow_node}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        if key.resource == "nodes":
            return nodes.report(ctx, key, self._book)
        pod = ctx.store.get(key)
        if pod is None:
            ctx.set_memo(key, "", None)
            return None
        name = pod["spec"].get("nodeName") or ""
        node = ctx.store.get(Key("nodes", "", name))
        if node is None:
            return None
        site = self._book.known_site(name, node)
        if site is None:
            if nodes.is_stopped(node):
                return None
            if not registration.is_registered(node):
                return self.latency
            site = self._book.make_site(ctx, name, node)
        found = self._live(ctx, pod, key, site)
        return None if found is None else found.due - ctx.now

    def _live(self, ctx: Context, pod: Doc, key: Key, site: Site) -> Next | None:
        """Do all that is due for a pod; what comes next."""
        facts = self._templates.of(pod["spec"])
        one = life.read(pod, facts, site, ctx.memo(key, ""), ctx.now)
        act = Act(ctx, self._book)
        done, is_told = 0, True
        while (found := next_stage(one)) is not None and found.due <= one.now:
            EFFECTS[found.stage.name](act, one, found.slot)
            done, is_told = done + 1, is_told and found.stage.is_silent
            assert done < MOST_STAGES * (1 + len(one.slots())), f"{key}: {found.stage.name} again and again"
            if one.is_gone:
                break
        act.record(one)
        if one.is_gone:
            ctx.set_memo(key, "", None)
            return None
        if not done and _may_be_stale(one):
            life.resize(one)
            is_told = False
        if not is_told or (one.ephemerals and one.is_lengthened):
            self._write(ctx, one)
        if done:
            ctx.set_memo(key, "", None if one.is_over else life.memo_of(one))
        return found

    def _write(self, ctx: Context, one: Life) -> None:
        is_refused = bool(one.phase) and "startTime" not in one.status
        status = life.refused_status_of(one) if is_refused else life.status_of(one)
        one.pod = ctx.client.update_status({**one.pod, "status": status})
        one.status = one.pod["status"]
        if "podIP" in status:
            one.put(address=None)

    def _nodes_to_look_at(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        """A new node registers; one whose kubelet works again takes up all its pods."""
        if after is None:
            return ()
        if before is None:
            return (key,)
        if before["metadata"].get("annotations") == after["metadata"].get("annotations"):
            return ()
        if nodes.is_stopped(before) and not nodes.is_stopped(after):
            assert self._store is not None
            return (key, *sorted(self._store.selected(INDEX, "pods", key.name)))
        return (key,) if nodes.wanted_static_pods(before) != nodes.wanted_static_pods(after) else ()


def _may_be_stale(one: Life) -> bool:
    """Whether others may have made the status untrue: readiness gates, and node life cycle after a silence."""
    return "startTime" in one.status and not one.is_over and "sandbox" not in one.note


def pods_to_look_at(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    """The pod itself when it comes to a node, goes, or somebody else than its kubelet changed what it should be."""
    if after is None:
        return _after_the_end(key, before) if before and before["spec"].get("nodeName") else ()
    if not after["spec"].get("nodeName"):
        return ()
    if before is None:
        return (key,)
    old, new = before["spec"], after["spec"]
    if old is not new and (old.get("nodeName") != new["nodeName"] or old != new):
        return (key,)
    return (key,) if _differs(before["metadata"], after["metadata"]) or _gates_differ(before, after) else ()


def _after_the_end(key: Key, pod: Doc) -> Iterable[WorkKey]:
    """A pod's notes can go; the mirror of a static pod comes again."""
    is_mirror = nodes.MIRROR in (pod["metadata"].get("annotations") or ())
    return (key, Key("nodes", "", pod["spec"]["nodeName"])) if is_mirror else (key,)


def _differs(before: Doc, after: Doc) -> bool:
    """Whether the object's end, its annotations, or the object itself are others."""
    return (
        before.get("annotations") != after.get("annotations")
        or before.get("deletionTimestamp") != after.get("deletionTimestamp")
        or before.get("deletionGracePeriodSeconds") != after.get("deletionGracePeriodSeconds")
        or before.get("uid") != after.get("uid")
    )


def _gates_differ(before: Doc, after: Doc) -> bool:
    return "readinessGates" in after["spec"] and _others(before) != _others(after)


def _others(pod: Doc) -> list[Doc]:
    gates = {gate["conditionType"] for gate in pod["spec"]["readinessGates"]}
    return [held for held in (pod.get("status") or {}).get("conditions") or () if held["type"] in gates]
