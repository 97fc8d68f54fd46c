"""The scheduling queue's rules: who is next, how long a failed pod backs off, when it is tried again regardless."""

from __future__ import annotations

from typing import Any, NamedTuple

from core.meta.objects import Doc, Key
from core.meta.time import MINUTE, SECOND, parse

FIRST_BACKOFF = 1 * SECOND
MOST_BACKOFF = 10 * SECOND
STAY_MOST = 5 * MINUTE
"""How long a pod stays unschedulable without any event (upstream podMaxInUnschedulablePodsDuration)."""

ACTIVE = "active"
BACKOFF = "backoff"
UNSCHEDULABLE = "unschedulable"


class Standing(NamedTuple):
    """A pod's place in the queue since its last attempt at ``tried`` (virtual µs); kept as a memo."""

    state: str
    attempts: int
    tried: int
    plugins: tuple[str, ...]

    @property
    def ready(self) -> int:
        """When its back-off ends: 1 s after the first failure, doubled for each further one, 10 s at most."""
        return self.tried + min(FIRST_BACKOFF << min(self.attempts - 1, 10), MOST_BACKOFF)

    def moved(self, now: int) -> Standing:
        """Let back in by an event."""
        return self._replace(state=BACKOFF if now < self.ready else ACTIVE)


def failed(before: Standing | None, now: int, plugins: list[str]) -> Standing:
    return Standing(UNSCHEDULABLE, before.attempts + 1 if before else 1, now, tuple(plugins))


def read(memo: Any) -> Standing | None:
    return Standing(memo[0], memo[1], memo[2], tuple(memo[3])) if memo else None


def write(standing: Standing) -> list[Any]:
    return [standing.state, standing.attempts, standing.tried, list(standing.plugins)]


Rank = tuple[int, int, int, Key]


def rank(key: Key, pod: Doc, standing: Standing | None) -> Rank:
    """Sorts the queue: pods that back off last, by when that ends; the others by priority, then by waiting longest.

    A pod that backs off is taken only when nobody else waits, as upstream's SchedulerPopFromBackoffQ does.
    """
    priority = pod["spec"].get("priority") or 0
    if standing is None:
        return 0, -priority, parse(pod["metadata"]["creationTimestamp"]), key
    if standing.state == BACKOFF:
        return 1, standing.ready, 0, key
    return 0, -priority, standing.tried, key
