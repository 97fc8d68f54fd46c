"""The loop that keeps the EndpointSlices of services with a selector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.meta import owners
from core.meta.objects import Doc, Key, is_deleting, labels, name, namespace, with_metadata
from core.meta.time import SECOND
from core.store.memory import MemoryStore
from simulator.controllers import pods
from simulator.controllers.endpoints import facts, slices
from simulator.controllers.endpoints.entries import Entries, Entry, Ports
from simulator.controllers.membership import Membership
from simulator.engine.aspects import ADDRESS, ENDING, LABELS, SPEC, STANDING, concerned_by
from simulator.engine.component import Component, Handler, Observer
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey

RESOURCE = "endpointslices.discovery.k8s.io"
SERVICE_NAME = "kubernetes.io/service-name"
MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
MANAGER = "endpointslice-controller.k8s.io"
BY_SERVICE = "slices of a service"


class EndpointSliceController(Component):
    """Shows the addresses of a service's pods, those that are not ready or are ending too, in slices of 100.

    The latency gathers the changes of pods that start together into one write.
    """

    name = "endpointslice-controller"
    latency = SECOND

    def __init__(self, members: Membership) -> None:
        self._members = members
        self._entries = Entries(to_endpoint)

    def attach(self, store: MemoryStore) -> None:
        store.add_index(BY_SERVICE, RESOURCE, _service_of)
        self._members.fill(store)

    def observers(self) -> Mapping[str, Observer]:
        return self._members.observers()

    def watches(self) -> Mapping[str, Handler]:
        return {"pods": self._pod_changed, "services": service_changed, RESOURCE: _slice_vanished}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        service = ctx.store.get(key)
        if service is None or is_deleting(service) or not service["spec"].get("selector"):
            self._entries.forget(key)
            return None
        if service["spec"].get("type") == "ExternalName":
            return None
        existing = ctx.store.select(BY_SERVICE, RESOURCE, f"{key.namespace}/{key.name}")
        self._write(ctx, service, existing, self._entries.renew(ctx.store, self._members, key, service))
        return None

    @concerned_by(ADDRESS | ENDING | LABELS | SPEC | STANDING)
    def _pod_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        return changed_services(self._members, before, after)

    def _write(self, ctx: Context, service: Doc, existing: list[Doc], made: Mapping[Key, Entry]) -> None:
        wanted: dict[Ports, dict[slices.Identity, Doc]] = {}
        for held in made.values():
            wanted.setdefault(held.ports, {})[slices.identity(held.shown)] = held.shown
        layout = slices.plan(existing, wanted)
        titles = labels_of(service)
        by_name = {name(page): page for page in existing}
        for title, (ports, endpoints) in layout.update.items():
            old = by_name.pop(title)
            noted = facts.with_trigger(old["metadata"].get("annotations"), _since(old, endpoints, made))
            page = with_metadata(old, labels=titles, annotations=noted)
            ctx.client.update({**page, "endpoints": endpoints or None, "ports": slices.port_docs(ports)})
        for ports, endpoints in layout.create:
            ctx.client.create(_page(service, titles, ports, endpoints))
        for title in layout.delete:
            ctx.client.delete(Key(RESOURCE, namespace(service), name(by_name.pop(title))))
        for page in by_name.values():
            if labels(page) != titles:
                ctx.client.update(with_metadata(page, labels=titles))


def changed_services(members: Membership, before: Doc | None, after: Doc | None) -> list[Key]:
    """The services whose endpoints a pod's change concerns."""
    if members.is_idle() or facts.is_unchanged(before, after):
        return []
    found = {key for pod in (before, after) if pod is not None for key in members.selecting(pod)}
    return sorted(found)


def service_changed(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    if before is None or after is None or before["spec"] != after["spec"] or labels(before) != labels(after):
        yield key


def to_endpoint(service: Doc, pod: Doc, zone: str) -> Doc:
    """A pod as an endpoint; a service may count it as ready whatever it says."""
    open_ = service["spec"].get("publishNotReadyAddresses", False)
    serving, terminating = pods.is_ready(pod), is_deleting(pod)
    endpoint: Doc = {
        "addresses": list(facts.addresses(pod)[:1]),
        "conditions": {
            "ready": open_ or (serving and not terminating),
            "serving": serving,
            "terminating": terminating,
        },
    }
    host = facts.host_name(service, pod)
    if host:
        endpoint["hostname"] = host
    endpoint["targetRef"] = facts.reference(pod)
    if pods.node_name(pod):
        endpoint["nodeName"] = pods.node_name(pod)
    if zone:
        endpoint["zone"] = zone
    return endpoint


def labels_of(service: Doc) -> dict[str, str]:
    """The labels of a service's slices: its own, and those that tell whose they are."""
    made = {
        key: value for key, value in labels(service).items() if key not in (SERVICE_NAME, MANAGED_BY, facts.HEADLESS)
    }
    if facts.is_headless(service):
        made[facts.HEADLESS] = ""
    return {**made, SERVICE_NAME: name(service), MANAGED_BY: MANAGER}


def _page(service: Doc, titles: dict[str, str], ports: Ports, endpoints: list[Doc]) -> Doc:
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "generateName": f"{name(service)}-",
            "namespace": namespace(service),
            "labels": titles,
            "annotations": {facts.TRIGGER_TIME: service["metadata"]["creationTimestamp"]},
            "ownerReferences": [owners.reference(service)],
        },
        "addressType": (service["spec"].get("ipFamilies") or ["IPv4"])[0],
        "endpoints": endpoints or None,
        "ports": slices.port_docs(ports),
    }


def _since(old: Doc, endpoints: list[Doc], made: Mapping[Key, Entry]) -> str:
    """The earliest moment of what differs from what the slice held."""
    before = {slices.identity(endpoint): endpoint for endpoint in old.get("endpoints") or ()}
    fresh = [endpoint for endpoint in endpoints if before.get(slices.identity(endpoint)) != endpoint]
    found = (made[Key("pods", *_pod_of(endpoint))].pod for endpoint in fresh)
    return min((moment for pod in found if (moment := facts.triggered(pod))), default="")


def _pod_of(endpoint: Doc) -> tuple[str, str]:
    return endpoint["targetRef"]["namespace"], endpoint["targetRef"]["name"]


def _service_of(page: Doc) -> tuple[str, ...]:
    held = labels(page)
    if held.get(MANAGED_BY) != MANAGER or SERVICE_NAME not in held:
        return ()
    return (f"{namespace(page)}/{held[SERVICE_NAME]}",)


def _slice_vanished(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    if after is None and before is not None and labels(before).get(MANAGED_BY) == MANAGER:
        yield Key("services", key.namespace, labels(before).get(SERVICE_NAME, ""))
