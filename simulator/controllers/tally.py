"""How many pods of which standing each controller has, kept up to date pod by pod instead of counted at each look.

150,000 pods change their status several times while they start. A look at a ReplicaSet must not walk over its pods
each time: it reads a handful of counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from core.meta import owners
from core.meta.labels import Selector
from core.meta.objects import Doc, Key
from core.store.memory import MemoryStore
from simulator.controllers import pods
from simulator.engine.aspects import ENDING, LABELS, OWNERS, STANDING, concerned_by
from simulator.engine.component import Observer

_new = tuple.__new__  # a NamedTuple's own constructor takes twice as long


class Standing(NamedTuple):
    """What a controller counts a pod by."""

    labels: pods.Labels
    active: bool
    terminating: bool
    ready: bool


class Count(NamedTuple):
    """The sums of one controller's pods."""

    active: int
    labelled: int
    ready: int
    terminating: int


class Tally:
    """Pods by controller uid and standing. Reversible: `observe` with its arguments exchanged undoes it.

    Several components may share one; it is filled and followed for the first of them.
    """

    def __init__(self) -> None:
        self._is_followed = False
        self._counts: dict[str, dict[Standing, int]] = defaultdict(dict)

    def fill(self, store: MemoryStore) -> None:
        """Count the pods that are there already."""
        if not self._is_followed:
            for pod in store.each("pods"):
                self._add(pod, 1)

    def observers(self) -> Mapping[str, Observer]:
        """What keeps it up to date."""
        if self._is_followed:
            return {}
        self._is_followed = True
        return {"pods": self.observe}

    @concerned_by(ENDING | LABELS | OWNERS | STANDING)
    def observe(self, key: Key, before: Doc | None, after: Doc | None) -> None:
        """Follow one change of a pod."""
        if before is not None:
            self._add(before, -1)
        if after is not None:
            self._add(after, 1)

    def standings(self, uid: str) -> dict[Standing, int]:
        """The pods that the controller ``uid`` controls, by standing."""
        return self._counts.get(uid) or {}

    def is_matching(self, uid: str, selector: Selector) -> bool:
        """Whether all pods of the controller match ``selector``."""
        return all(selector.matches(dict(held)) for held in {s.labels for s in self.standings(uid)})

    def count(self, uid: str, template: Selector) -> Count:
        """The sums; ``labelled`` are the active ones that carry all labels of the template."""
        active = labelled = ready = terminating = 0
        for standing, number in self.standings(uid).items():
            terminating += number * standing.terminating
            if standing.active:
                active += number
                ready += number * standing.ready
                labelled += number * template.matches(dict(standing.labels))
        return Count(active, labelled, ready, terminating)

    def _add(self, pod: Doc, step: int) -> None:
        uid = owners.controller_uid(pod)
        if not uid:
            return
        counts = self._counts[uid]
        standing = _standing(pod)
        left = counts.get(standing, 0) + step
        if left:
            counts[standing] = left
            return
        del counts[standing]
        if not counts:
            del self._counts[uid]


def _standing(pod: Doc) -> Standing:
    is_over, is_leaving = pods.phase(pod) in pods.ENDED, "deletionTimestamp" in pod["metadata"]
    active = not (is_over or is_leaving)
    is_ready = active and pods.is_ready(pod)
    return _new(Standing, (pods.labels_of(pod), active, is_leaving and not is_over, is_ready))
