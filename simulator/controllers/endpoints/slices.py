"""How endpoints are laid out on slices of at most 100, with as few and as small writes as upstream makes.

Source of the rules: reconcileByPortMapping and finalize in k8s.io/endpointslice/reconciler.go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.meta.objects import Doc, name
from simulator.controllers.endpoints.entries import Ports

MOST = 100

Identity = tuple[str, str]
"""(address, uid of the pod) of an endpoint."""


class Layout(NamedTuple):
    """What each slice that is written holds then: new ones, changed ones by name; and those that go."""

    create: list[tuple[Ports, list[Doc]]]
    update: dict[str, tuple[Ports, list[Doc]]]
    delete: list[str]


class _Pages:
    """The slices of one set of ports while endpoints are moved."""

    def __init__(self, existing: Sequence[Doc], wanted: dict[Identity, Doc]) -> None:
        self.changed: dict[str, list[Doc]] = {}
        self.kept: dict[str, list[Doc]] = {}
        self.emptied: list[str] = []
        self.left = dict(wanted)
        for page in existing:
            self._sort_out(page)

    def _sort_out(self, page: Doc) -> None:
        held = page.get("endpoints") or []
        now = [found for endpoint in held if (found := self.left.pop(identity(endpoint), None)) is not None]
        if now == held and now:
            self.kept[name(page)] = held
        elif now:
            self.changed[name(page)] = now
        else:
            self.emptied.append(name(page))

    def fill(self) -> list[list[Doc]]:
        """Place what is left: on slices that change anyway, then on one where all of it fits, then on new ones."""
        rest = list(self.left.values())
        for title in sorted(self.changed, key=lambda held: (-len(self.changed[held]), held)):
            room = MOST - len(self.changed[title])
            self.changed[title] = [*self.changed[title], *rest[:room]]
            rest = rest[room:]
        fresh: list[list[Doc]] = []
        while rest:
            title = self._fitting(len(rest))
            if title:
                self.changed[title] = [*self.kept.pop(title), *rest]
                break
            fresh.append(rest[:MOST])
            rest = rest[MOST:]
        return fresh

    def _fitting(self, count: int) -> str:
        """The fullest unchanged slice that has room for ``count`` more."""
        fit = [title for title, held in self.kept.items() if len(held) + count <= MOST]
        return min(fit, key=lambda title: (-len(self.kept[title]), title), default="")


def plan(existing: Sequence[Doc], wanted: Mapping[Ports, dict[Identity, Doc]]) -> Layout:
    """Lay ``wanted`` out over ``existing`` slices (sorted by name); slices that would go are reused for new ones.

    A service without endpoints keeps one slice with neither endpoints nor ports.
    """
    by_ports: dict[Ports, list[Doc]] = {}
    for page in existing:
        by_ports.setdefault(ports_of(page), []).append(page)
    layout = Layout([], {}, [])
    for ports in (*wanted, *(held for held in by_ports if held not in wanted)):
        pages = _Pages(by_ports.get(ports, ()), wanted.get(ports, {}))
        layout.create.extend((ports, fresh) for fresh in pages.fill())
        layout.update.update((title, (ports, held)) for title, held in pages.changed.items())
        layout.delete.extend(pages.emptied)
    return _reuse(_with_placeholder(existing, layout))


def _with_placeholder(existing: Sequence[Doc], layout: Layout) -> Layout:
    if layout.create or len(existing) != len(layout.delete):
        return layout
    if len(existing) == 1 and not existing[0].get("endpoints") and not existing[0].get("ports"):
        return Layout([], {}, [])
    return Layout([((), [])], layout.update, layout.delete)


def _reuse(layout: Layout) -> Layout:
    create, delete = list(layout.create), list(layout.delete)
    update = dict(layout.update)
    while create and delete:
        update[delete.pop(0)] = create.pop()
    return Layout(create, update, delete)


def identity(endpoint: Doc) -> Identity:
    return endpoint["addresses"][0], (endpoint.get("targetRef") or {}).get("uid", "")


def ports_of(page: Doc) -> Ports:
    found = page.get("ports") or ()
    return tuple((port.get("name", ""), port["protocol"], port["port"], port.get("appProtocol", "")) for port in found)


def port_docs(ports: Ports) -> list[Doc] | None:
    made = []
    for title, protocol, number, application in ports:
        port: Doc = {"name": title, "protocol": protocol, "port": number}
        made.append({**port, "appProtocol": application} if application else port)
    return made or None
