"""Which pods belong together by default: those that a pod's Services and controller select."""

from __future__ import annotations

from collections.abc import Mapping

from core.meta import labels, owners
from core.meta.labels import Requirement, Selector
from core.meta.objects import Doc, name, namespace, uid
from core.meta.objects import labels as labels_of
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.template import Template

OWNERS = {
    "replicationcontrollers": "ReplicationController",
    "replicasets.apps": "ReplicaSet",
    "statefulsets.apps": "StatefulSet",
}
"""Resources whose selectors count, and their kinds."""


class DefaultSelectors:
    """Follows Services and controllers, and answers for a pod (plugins/helper/spread.go)."""

    def __init__(self) -> None:
        self._services: dict[str, dict[str, Mapping[str, str]]] = {}
        self._owners: dict[str, tuple[Requirement, ...]] = {}
        self._known: dict[tuple[Template, str], Incoming] = {}

    def change_service(self, before: Doc | None, after: Doc | None) -> None:
        if before and after and before["spec"].get("selector") == after["spec"].get("selector"):
            return
        doc = after or before or {}
        of_namespace = self._services.setdefault(namespace(doc), {})
        selector = after["spec"].get("selector") if after else None
        if selector:
            of_namespace[name(doc)] = selector
        else:
            of_namespace.pop(name(doc), None)
        self._known.clear()

    def change_owner(self, before: Doc | None, after: Doc | None) -> None:
        if before and after and before["spec"].get("selector") == after["spec"].get("selector"):
            return
        if after is None:
            self._owners.pop(uid(before or {}), None)
        else:
            self._owners[uid(after)] = _requirements(after)
        self._known.clear()

    def incoming(self, pod: Doc, template: Template) -> Incoming:
        """The pod as plugins see it; without a selector when it is of no Service or known controller."""
        owner = owners.controller_uid(pod)
        known = self._known.get((template, owner))
        if known is None:
            known = self._known[template, owner] = Incoming(template, self._find(pod, owner))
        return known

    def _find(self, pod: Doc, owner: str) -> Selector | None:
        merged: dict[str, str] = {}
        of_namespace = self._services.get(namespace(pod), {})
        for service in sorted(of_namespace):
            if labels.of_map(of_namespace[service]).matches(labels_of(pod)):
                merged |= of_namespace[service]
        found = (*(labels.of_map(merged).requirements if merged else ()), *self._owners.get(owner, ()))
        return Selector(found) if found else None


def _requirements(owner: Doc) -> tuple[Requirement, ...]:
    selector = owner["spec"].get("selector")
    if owner["kind"] == "ReplicationController":
        return labels.of_map(selector).requirements
    return labels.of(selector).requirements
