"""Which pods each service selects, kept up to date change by change.

Pods are grouped by their labels: all pods of a template (in a zone) are one group, which a service selects as a
whole. So a pod's change costs a look-up, not a comparison with every service, and a service's change a comparison
with the groups that have one of its labels, not with every pod.
"""

from __future__ import annotations

from collections import defaultdict

from core.meta import labels
from core.meta.labels import Selector
from core.meta.objects import Doc, Key
from core.store.memory import MemoryStore

Labels = frozenset[tuple[str, str]]
Group = tuple[str, Labels]
"""(namespace, labels)."""
Pair = tuple[str, str, str]
"""(namespace, label key, label value)."""
_NO_LABELS: Labels = frozenset()


class Membership:
    """Pods by service. Reversible: an observer called with its arguments exchanged undoes itself."""

    def __init__(self) -> None:
        self._pods: dict[Group, set[Key]] = {}
        self._services: dict[Group, set[Key]] = {}
        self._groups: dict[Key, set[Group]] = {}
        self._selectors: dict[Key, Selector] = {}
        self._groups_by_pair: dict[Pair, set[Group]] = defaultdict(set)
        self._services_by_pair: dict[Pair, set[Key]] = defaultdict(set)

    def fill(self, store: MemoryStore) -> None:
        """Take in what is there already."""
        for resource, observe in (("services", self.follow_service), ("pods", self.follow_pod)):
            for doc in store.each(resource):
                observe(Key(resource, doc["metadata"]["namespace"], doc["metadata"]["name"]), None, doc)

    def is_idle(self) -> bool:
        """Whether there is no service at all that selects pods."""
        return not self._selectors

    def pods_of(self, service: Key) -> list[Key]:
        """The pods that a service selects, sorted."""
        return sorted(key for group in self._groups.get(service, ()) for key in self._pods[group])

    def services_of(self, pod: Doc) -> list[Key]:
        """The services that select a pod, sorted."""
        group = _group(pod)
        held = self._services.get(group)
        return sorted(self._matching(group) if held is None else held)

    def follow_pod(self, key: Key, before: Doc | None, after: Doc | None) -> None:
        if before is not None and after is not None and _labels(before) == _labels(after):
            return
        if before is not None:
            self._leave(key, _group(before))
        if after is not None:
            self._join(key, _group(after))

    def follow_service(self, key: Key, before: Doc | None, after: Doc | None) -> None:
        old = self._selectors.get(key)
        new = _selector(after)
        if old == new:
            return
        if old is not None:
            self._unselect(key, old)
        if new is not None:
            self._select(key, new)

    def _join(self, key: Key, group: Group) -> None:
        held = self._pods.get(group)
        if held is not None:
            held.add(key)
            return
        self._pods[group] = {key}
        self._services[group] = self._matching(group)
        for service in self._services[group]:
            self._groups[service].add(group)
        for pair in group[1]:
            self._groups_by_pair[(group[0], *pair)].add(group)

    def _matching(self, group: Group) -> set[Key]:
        namespace, found = group
        carried = dict(found)
        candidates = {key for pair in found for key in self._services_by_pair.get((namespace, *pair), ())}
        return {key for key in candidates if self._selectors[key].matches(carried)}

    def _leave(self, key: Key, group: Group) -> None:
        held = self._pods[group]
        held.discard(key)
        if held:
            return
        del self._pods[group]
        for service in self._services.pop(group):
            self._groups[service].discard(group)
        for pair in group[1]:
            _discard(self._groups_by_pair, (group[0], *pair), group)

    def _select(self, key: Key, selector: Selector) -> None:
        self._selectors[key] = selector
        self._groups[key] = set()
        places = [(key.namespace, *pair) for pair in selector.exact]
        for place in places:
            self._services_by_pair[place].add(key)
        fewest = min((self._groups_by_pair.get(place, set()) for place in places), key=len)
        for group in fewest:
            if selector.matches(dict(group[1])):
                self._groups[key].add(group)
                self._services[group].add(key)

    def _unselect(self, key: Key, selector: Selector) -> None:
        for group in self._groups.pop(key):
            self._services[group].discard(key)
        for pair in selector.exact:
            _discard(self._services_by_pair, (key.namespace, *pair), key)
        del self._selectors[key]


def _labels(pod: Doc) -> dict[str, str]:
    return pod["metadata"].get("labels") or {}


def _group(pod: Doc) -> Group:
    held = _labels(pod)
    return pod["metadata"]["namespace"], frozenset(held.items()) if held else _NO_LABELS


def _selector(service: Doc | None) -> Selector | None:
    """The selector of a service whose endpoints are ours to make."""
    if service is None or service["spec"].get("type") == "ExternalName" or not service["spec"].get("selector"):
        return None
    return labels.of_map(service["spec"]["selector"])


def _discard(index: dict[Pair, set], place: Pair, value: object) -> None:  # type: ignore[type-arg]
    index[place].discard(value)
    if not index[place]:
        del index[place]
