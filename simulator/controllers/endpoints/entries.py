"""What each service's pods look like as endpoints, made anew only for pods that changed since the last look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from core.meta.objects import Doc, Key, labels
from core.store.memory import MemoryStore
from simulator.controllers import pods
from simulator.controllers.endpoints import facts
from simulator.controllers.membership import Membership

ZONE = "topology.kubernetes.io/zone"

Ports = tuple[tuple[str, str, int, str], ...]
"""(name, protocol, number, application protocol) of each port, in the service's order."""

Make = Callable[[Doc, Doc, str], Any]
"""(service, pod, zone) → how the pod is shown."""


class Entry(NamedTuple):
    """One pod of a service: what it was made of, and what was made."""

    pod: Doc
    service: Doc
    zone: str
    ports: Ports
    shown: Any


class Entries:
    """The entries of each service as of its last look. They depend on the objects they name alone."""

    def __init__(self, make: Make) -> None:
        self._make = make
        self._held: dict[Key, dict[Key, Entry]] = {}

    def forget(self, key: Key) -> None:
        self._held.pop(key, None)

    def renew(self, store: MemoryStore, members: Membership, key: Key, service: Doc) -> Mapping[Key, Entry]:
        """The entries of the pods that have an address and have not ended, in the order of their names."""
        known = self._held.get(key, {})
        made: dict[Key, Entry] = {}
        for pod_key in members.pods_of(key):
            pod, held = store.get(pod_key), known.get(pod_key)
            if held is not None and held.pod is pod and held.service is service and held.zone == _zone(store, pod):
                made[pod_key] = held
            elif pod is not None and facts.is_listed(pod, terminating=True):
                zone = _zone(store, pod)
                shown = self._make(service, pod, zone)
                made[pod_key] = Entry(pod, service, zone, resolve_ports(service, pod), shown)
        self._held[key] = made
        return made


def resolve_ports(service: Doc, pod: Doc) -> Ports:
    """The service's ports as this pod serves them; ports that it does not name are left out."""
    found = []
    for port in service["spec"].get("ports") or ():
        number = facts.find_port(pod, port)
        if number is not None:
            found.append((port.get("name", ""), port.get("protocol", "TCP"), number, port.get("appProtocol", "")))
    return tuple(found)


def _zone(store: MemoryStore, pod: Doc) -> str:
    node = store.get(Key("nodes", "", pods.node_name(pod)))
    return labels(node).get(ZONE, "") if node is not None else ""
