"""Which pods each selecting object (a service, a budget) selects, kept up to date change by change.

Pods are grouped by their labels: all pods of a template (in a zone) are one group, which is selected as a
whole. So a pod's change costs a look-up, not a comparison with every service, and a service's change a comparison
with the groups that have one of its labels, not with every pod.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from core.meta.labels import Selector
from core.meta.objects import Doc, Key
from core.store.memory import MemoryStore
from simulator.controllers import pods
from simulator.engine.aspects import LABELS, concerned_by
from simulator.engine.component import Observer

Group = tuple[str, pods.Labels]
"""(namespace, labels)."""
Pair = tuple[str, str, str]
"""(namespace, label key, label value)."""
_ANY = ("*", "")
"""The pair that every group counts as having, for selectors that demand none."""


class Membership:
    """Pods by the objects of ``resource`` that select them, by what ``selector_of`` reads of each (or ``None``).

    Reversible: an observer called with its arguments exchanged undoes itself. Several components may share one; it is
    filled and followed for the first of them.
    """

    def __init__(self, resource: str, selector_of: Callable[[Doc], Selector | None]) -> None:
        self._is_followed = False
        self._resource = resource
        self._selector_of = selector_of
        self._pods: dict[Group, set[Key]] = {}
        self._selecting: dict[Group, set[Key]] = {}
        self._groups: dict[Key, set[Group]] = {}
        self._selectors: dict[Key, Selector] = {}
        self._groups_by_pair: dict[Pair, set[Group]] = defaultdict(set)
        self._selecting_by_pair: dict[Pair, set[Key]] = defaultdict(set)

    def fill(self, store: MemoryStore) -> None:
        """Take in what is there already."""
        if self._is_followed:
            return
        for resource, observe in ((self._resource, self.follow_selecting), ("pods", self.follow_pod)):
            for doc in store.each(resource):
                observe(Key(resource, doc["metadata"]["namespace"], doc["metadata"]["name"]), None, doc)

    def observers(self) -> Mapping[str, Observer]:
        """What keeps it up to date."""
        if self._is_followed:
            return {}
        self._is_followed = True
        return {"pods": self.follow_pod, self._resource: self.follow_selecting}

    def is_idle(self) -> bool:
        """Whether nothing at all selects pods."""
        return not self._selectors

    def pods_of(self, key: Key) -> list[Key]:
        """The pods that an object selects, sorted."""
        return sorted(pod for group in self._groups.get(key, ()) for pod in self._pods[group])

    def selecting(self, pod: Doc) -> list[Key]:
        """The objects that select a pod, sorted."""
        group = _group(pod)
        held = self._selecting.get(group)
        return sorted(self._matching(group) if held is None else held)

    @concerned_by(LABELS)
    def follow_pod(self, key: Key, before: Doc | None, after: Doc | None) -> None:
        if before is not None:
            self._leave(key, _group(before))
        if after is not None:
            self._join(key, _group(after))

    def follow_selecting(self, key: Key, before: Doc | None, after: Doc | None) -> None:
        old = self._selectors.get(key)
        new = self._selector_of(after) if after is not None else None
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
        self._selecting[group] = self._matching(group)
        for service in self._selecting[group]:
            self._groups[service].add(group)
        for pair in (*group[1], _ANY):
            self._groups_by_pair[(group[0], *pair)].add(group)

    def _matching(self, group: Group) -> set[Key]:
        namespace, found = group
        carried = dict(found)
        candidates = {key for pair in (*found, _ANY) for key in self._selecting_by_pair.get((namespace, *pair), ())}
        return {key for key in candidates if self._selectors[key].matches(carried)}

    def _leave(self, key: Key, group: Group) -> None:
        held = self._pods[group]
        held.discard(key)
        if held:
            return
        del self._pods[group]
        for service in self._selecting.pop(group):
            self._groups[service].discard(group)
        for pair in (*group[1], _ANY):
            _discard(self._groups_by_pair, (group[0], *pair), group)

    def _select(self, key: Key, selector: Selector) -> None:
        self._selectors[key] = selector
        self._groups[key] = set()
        places = _places(key, selector)
        for place in places:
            self._selecting_by_pair[place].add(key)
        fewest = min((self._groups_by_pair.get(place, set()) for place in places), key=len)
        for group in fewest:
            if selector.matches(dict(group[1])):
                self._groups[key].add(group)
                self._selecting[group].add(key)

    def _unselect(self, key: Key, selector: Selector) -> None:
        for group in self._groups.pop(key):
            self._selecting[group].discard(key)
        for place in _places(key, selector):
            _discard(self._selecting_by_pair, place, key)
        del self._selectors[key]


def _group(pod: Doc) -> Group:
    return pod["metadata"]["namespace"], pods.labels_of(pod)


def _places(key: Key, selector: Selector) -> list[Pair]:
    return [(key.namespace, *pair) for pair in selector.exact or (_ANY,)]


def _discard(index: dict[Pair, set[Any]], place: Pair, value: object) -> None:
    index[place].discard(value)
    if not index[place]:
        del index[place]
