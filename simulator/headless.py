"""A whole cluster in memory, without web or database: what `simulate`, what-if copies and tests run on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.clock import STABLE_WITHIN
from core.kinds import registry
from core.machinery.door import Door
from core.meta.objects import Doc, Key
from core.store.memory import MemoryStore
from simulator import assembly
from simulator.engine.engine import Engine
from simulator.engine.stability import Stability

Progress = Callable[[int], None]
"""Told the virtual µs reached, now and then."""


class Simulation:
    """One engine over a memory store, begun at virtual µs ``now`` with the objects of ``bootstrap``.

    ``ca`` is the cluster's certificate authority, ``key`` its private key (PEM). Equal arguments and equal calls give
    equal histories.
    """

    def __init__(  # noqa: PLR0913 -- all that a history follows from
        self, bootstrap: Iterable[Doc], *, seed: str, now: int, ca: str, key: str = "", keep_log: bool = True
    ) -> None:
        self.store = MemoryStore(keep_log=keep_log)
        self.engine = Engine(self.store, seed, assembly.components(ca, key=key), now)
        self._stability = Stability(self.engine)
        self.door = Door(self.store, seed=seed, clock=lambda: self.engine.now, actor="admin")
        self._trusted = Door(self.store, seed=seed, clock=lambda: self.engine.now, actor="bootstrap", trusted=True)
        for doc in bootstrap:
            self._trusted.create(doc)
        self.engine.accept()

    def apply(self, docs: Iterable[Doc]) -> list[Doc]:
        """Create each document, or replace the object of its name, through the door. Raises `StatusError`."""
        stored = [self._put(doc) for doc in docs]
        self.engine.accept()
        return stored

    def run(self, until: int, progress: Progress | None = None) -> None:
        """Run to virtual µs ``until``."""
        while not self.engine.run(until, _every(1000)):
            self._settle(progress)
        self.engine.now = max(self.engine.now, until)
        self._settle(progress)

    def run_until_stable(self, progress: Progress | None = None) -> bool:
        """Run until the cluster is at rest, an hour at most; whether it came to rest."""
        bound = self.engine.now + STABLE_WITHIN
        self._stability.begin(self.engine.now)
        while (target := self._stability.reached_at()) <= bound:
            due = self.engine.ledger.next_due()
            if due is None or due > target:
                self.run(target, progress)
                return True
            self.engine.run(min(due, bound), _every(1000))
            self._settle(progress)
        self.run(bound, progress)
        return False

    def _put(self, doc: Doc) -> Doc:
        key: Key = registry.key_of(doc)
        return self.door.create(doc) if self.store.get(key) is None else self.door.update(doc)

    def _settle(self, progress: Progress | None) -> None:
        self.engine.accept()
        if progress:
            progress(self.engine.now)


def _every(count: int) -> Callable[[], bool]:
    """A stop that says yes at each ``count``-th asking."""
    left = count

    def stop() -> bool:
        nonlocal left
        left -= 1
        return left <= 0

    return stop
