"""The loop that mirrors Endpoints which people write, of services without a selector, to EndpointSlices.

Source of the rules: pkg/controller/endpointslicemirroring (reconciler.go, utils.go).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import ip_address

from core.meta import owners
from core.meta.objects import Doc, Key, is_deleting, labels, name, namespace, with_metadata
from core.meta.objects import annotations as notes
from core.meta.time import MILLISECOND
from core.store.memory import MemoryStore
from simulator.controllers.endpoints import facts, slices
from simulator.controllers.endpoints.entries import Ports
from simulator.controllers.endpoints.slicing import MANAGED_BY, RESOURCE, SERVICE_NAME
from simulator.engine.component import Component, Handler
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey

MANAGER = "endpointslicemirroring-controller.k8s.io"
SKIP = "endpointslice.kubernetes.io/skip-mirror"
LEADER = "control-plane.alpha.kubernetes.io/leader"
APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
BY_ENDPOINTS = "mirrored slices"
MOST = 1000
"""Addresses of a subset that are mirrored: each subset has a slice for each family of addresses."""

Part = tuple[str, Ports]
"""What one slice is for: the type of its addresses, and its ports."""


class EndpointSliceMirroringController(Component):
    """Keeps a slice for the IPv4 and one for the IPv6 addresses of each set of ports."""

    name = "endpointslicemirroring-controller"
    latency = 5 * MILLISECOND

    def attach(self, store: MemoryStore) -> None:
        store.add_index(BY_ENDPOINTS, RESOURCE, _mirrored_by)

    def watches(self) -> Mapping[str, Handler]:
        return {"endpoints": _changed, "services": _service_changed, RESOURCE: _slice_changed}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        existing = ctx.store.select(BY_ENDPOINTS, RESOURCE, f"{key.namespace}/{key.name}")
        found = ctx.store.get(key)
        service = ctx.store.get(Key("services", key.namespace, key.name))
        if found is None or not _is_mirrored(found) or service is None or service["spec"].get("selector"):
            for page in existing:
                ctx.client.delete(Key(RESOURCE, key.namespace, name(page)))
        elif not is_deleting(found):
            self._write(ctx, found, existing)
        return None

    def _write(self, ctx: Context, found: Doc, existing: list[Doc]) -> None:
        free: dict[Part, list[Doc]] = {}
        for page in existing:
            free.setdefault((page["addressType"], slices.ports_of(page)), []).append(page)
        wanted = parts(found)
        held = {part: free[part].pop(0) for part in wanted if free.get(part)}
        spare = [page for pages in free.values() for page in pages]
        for part, endpoints in wanted.items():
            old = held.get(part) or (spare.pop(0) if _is_fitting(spare, part) else None)
            made = _page(found, part, endpoints)
            if old is None:
                ctx.client.create(made)
            elif any(old.get(field) != made[field] for field in ("endpoints", "ports")) or _differs(old, made):
                ctx.client.update({**old, **made, "metadata": _titled(old, made)["metadata"]})
        for page in spare:
            ctx.client.delete(Key(RESOURCE, namespace(found), name(page)))


def parts(found: Doc) -> dict[Part, list[Doc]]:
    """The endpoints of each slice that Endpoints should have."""
    made: dict[Part, dict[str, Doc]] = {}
    for subset in found.get("subsets") or ():
        ports = tuple(
            (port.get("name", ""), port.get("protocol", "TCP"), port["port"], port.get("appProtocol", ""))
            for port in subset.get("ports") or ()
        )
        ready = [(address, True) for address in subset.get("addresses") or ()]
        others = [(address, False) for address in subset.get("notReadyAddresses") or ()]
        for address, is_ready in (ready + others)[:MOST]:
            parsed = ip_address(address["ip"])
            endpoint = _endpoint(address, str(parsed), is_ready)
            made.setdefault((f"IPv{parsed.version}", ports), {})[str(slices.identity(endpoint))] = endpoint
    return {part: list(endpoints.values()) for part, endpoints in made.items()}


def _endpoint(address: Doc, ip: str, is_ready: bool) -> Doc:
    made: Doc = {"addresses": [ip], "conditions": {"ready": is_ready}}
    return {**made, **{field: address[field] for field in ("hostname", "targetRef", "nodeName") if address.get(field)}}


def _is_mirrored(found: Doc) -> bool:
    return labels(found).get(SKIP) != "true" and LEADER not in notes(found)


def _is_fitting(spare: list[Doc], part: Part) -> bool:
    """Whether a slice that would go may become this one: its type of addresses never changes."""
    return bool(spare) and spare[0]["addressType"] == part[0]


def _page(found: Doc, part: Part, endpoints: list[Doc]) -> Doc:
    family, ports = part
    kept = {key: value for key, value in notes(found).items() if key not in (facts.TRIGGER_TIME, APPLIED)}
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "generateName": f"{name(found)}-",
            "namespace": namespace(found),
            "labels": {**labels(found), SERVICE_NAME: name(found), MANAGED_BY: MANAGER},
            **({"annotations": kept} if kept else {}),
            "ownerReferences": [owners.reference(found)],
        },
        "addressType": family,
        "endpoints": endpoints,
        "ports": slices.port_docs(ports),
    }


def _differs(old: Doc, made: Doc) -> bool:
    return labels(old) != labels(made) or notes(old) != notes(made)


def _titled(old: Doc, made: Doc) -> Doc:
    return with_metadata(old, labels=labels(made), annotations=notes(made) or None)


def _mirrored_by(page: Doc) -> tuple[str, ...]:
    held = labels(page)
    if held.get(MANAGED_BY) != MANAGER or SERVICE_NAME not in held:
        return ()
    return (f"{namespace(page)}/{held[SERVICE_NAME]}",)


def _changed(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    """Those of services with a selector, by far the most, are known by who writes them."""
    found = after or before
    if found is not None and labels(found).get("endpoints.kubernetes.io/managed-by") != "endpoint-controller":
        yield key


def _service_changed(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    if before is None or after is None or before["spec"].get("selector") != after["spec"].get("selector"):
        yield Key("endpoints", key.namespace, key.name)


def _slice_changed(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    if before is not None and after is None and labels(before).get(MANAGED_BY) == MANAGER:
        yield Key("endpoints", key.namespace, labels(before).get(SERVICE_NAME, ""))
