"""The loop that keeps the Endpoints of services with a selector, the older form of slices.

Source of the rules: pkg/controller/endpoint/endpoints_controller.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.meta.objects import Doc, Key, is_deleting, labels, name, namespace, with_metadata
from core.meta.objects import annotations as notes
from core.meta.time import SECOND
from core.store.memory import MemoryStore
from simulator.controllers import pods
from simulator.controllers.endpoints import facts
from simulator.controllers.endpoints.entries import Entries, Entry, Ports
from simulator.controllers.endpoints.slicing import changed_services, service_changed
from simulator.controllers.membership import Membership
from simulator.engine.aspects import ADDRESS, ENDING, LABELS, SPEC, STANDING, concerned_by
from simulator.engine.component import Component, Handler, Observer
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey

MANAGED_BY = "endpoints.kubernetes.io/managed-by"
MANAGER = "endpoint-controller"
OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity"
MOST = 1000
"""Addresses that one object holds; the rest is left out, ready ones last."""


class EndpointsController(Component):
    """Shows the ready and the not ready addresses of a service's pods in one object."""

    name = "endpoints-controller"
    latency = SECOND

    def __init__(self, members: Membership) -> None:
        self._members = members
        self._entries = Entries(_address)

    def attach(self, store: MemoryStore) -> None:
        self._members.fill(store)

    def observers(self) -> Mapping[str, Observer]:
        return self._members.observers()

    def watches(self) -> Mapping[str, Handler]:
        return {"pods": self._pod_changed, "services": service_changed, "endpoints": _vanished}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        service = ctx.store.get(key)
        held = ctx.store.get(Key("endpoints", key.namespace, key.name))
        if service is None:
            self._entries.forget(key)
            if held is not None and labels(held).get(MANAGED_BY) == MANAGER:
                ctx.client.delete(Key("endpoints", key.namespace, key.name))
            return None
        if not service["spec"].get("selector") or service["spec"].get("type") == "ExternalName":
            return None
        found = self._entries.renew(ctx.store, self._members, key, service)
        self._write(ctx, service, held, list(found.values()))
        return None

    @concerned_by(ADDRESS | ENDING | LABELS | SPEC | STANDING)
    def _pod_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        return changed_services(self._members, before, after)

    def _write(self, ctx: Context, service: Doc, held: Doc | None, found: list[Entry]) -> None:
        made, over = truncated(subsets(service, found))
        titles = labels_of(service)
        if held is None:
            ctx.client.create(_document(service, titles, made, over))
        elif (held.get("subsets") or []) != made or labels(held) != titles:
            since = _since(held, made, [entry.pod for entry in found])
            noted = facts.with_trigger(_marked(notes(held), over), since)
            page = with_metadata(held, labels=titles, annotations=noted)
            kept = {field: value for field, value in page.items() if field != "subsets"}
            ctx.client.update({**kept, "subsets": made} if made else kept)


def subsets(service: Doc, found: Iterable[Entry]) -> list[Doc]:
    """The addresses by their ports, ready ones apart from the others, in the order of addresses."""
    open_ = service["spec"].get("publishNotReadyAddresses", False)
    grouped: dict[Ports, tuple[list[Doc], list[Doc]]] = {}
    for entry in found:
        if open_ or not is_deleting(entry.pod):
            ready, unready = grouped.setdefault(entry.ports, ([], []))
            (ready if open_ or pods.is_ready(entry.pod) else unready).append(entry.shown)
    return [_subset(ports, *grouped[ports]) for ports in sorted(grouped)]


def truncated(found: list[Doc]) -> tuple[list[Doc], bool]:
    """At most 1,000 addresses, and whether that left some out."""
    total = sum(len(subset.get("addresses", ())) + len(subset.get("notReadyAddresses", ())) for subset in found)
    if total <= MOST:
        return found, False
    room = MOST
    kept: list[Doc] = []
    for field in ("addresses", "notReadyAddresses"):
        for subset in found:
            some = subset.get(field, [])[:room]
            room -= len(some)
            if some:
                kept.append({field: some, **({"ports": subset["ports"]} if "ports" in subset else {})})
    return kept, True


def labels_of(service: Doc) -> dict[str, str]:
    made = {**labels(service), MANAGED_BY: MANAGER}
    if facts.is_headless(service):
        made[facts.HEADLESS] = ""
    return made


def _address(service: Doc, pod: Doc, zone: str) -> Doc:
    """A pod as an address; this form tells no zone."""
    made: Doc = {"ip": facts.addresses(pod)[0]}
    host = facts.host_name(service, pod)
    if host:
        made["hostname"] = host
    if pods.node_name(pod):
        made["nodeName"] = pods.node_name(pod)
    return {**made, "targetRef": facts.reference(pod)}


def _subset(ports: Ports, ready: list[Doc], unready: list[Doc]) -> Doc:
    made: Doc = {}
    if ready:
        made["addresses"] = sorted(ready, key=_place)
    if unready:
        made["notReadyAddresses"] = sorted(unready, key=_place)
    if ports:
        made["ports"] = [_port(*port) for port in ports]
    return made


def _place(address: Doc) -> tuple[str, str]:
    return address["ip"], address["targetRef"]["uid"]


def _port(title: str, protocol: str, number: int, application: str) -> Doc:
    made: Doc = {"name": title} if title else {}
    made |= {"port": number, "protocol": protocol}
    return {**made, "appProtocol": application} if application else made


def _document(service: Doc, titles: dict[str, str], made: list[Doc], over: bool) -> Doc:
    noted = facts.with_trigger(_marked({}, over), service["metadata"]["creationTimestamp"])
    meta = {"name": name(service), "namespace": namespace(service), "labels": titles, "annotations": noted}
    doc: Doc = {"apiVersion": "v1", "kind": "Endpoints", "metadata": meta}
    return {**doc, "subsets": made} if made else doc


def _marked(held: Mapping[str, str], over: bool) -> dict[str, str]:
    kept = {key: value for key, value in held.items() if key != OVER_CAPACITY}
    return {**kept, OVER_CAPACITY: "truncated"} if over else kept


def _since(held: Doc, made: list[Doc], found: Iterable[Doc]) -> str:
    """The earliest moment of the addresses that were not there before."""
    before, after = _ready_uids(held.get("subsets") or []), _ready_uids(made)
    moments = [facts.triggered(pod) for pod in found if pod["metadata"]["uid"] in after - before]
    return min((moment for moment in moments if moment), default="")


def _ready_uids(found: Iterable[Doc]) -> set[str]:
    return {
        address["targetRef"]["uid"]
        for subset in found
        for address in subset.get("addresses", ())
        if "targetRef" in address
    }


def _vanished(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    if after is None:
        yield Key("services", key.namespace, key.name)
