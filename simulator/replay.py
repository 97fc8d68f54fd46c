"""A cluster's history made again from its inputs alone: same seed and same inputs give the same log."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from core.clock import UNBOUNDED
from core.store.log import Logged
from core.store.memory import MemoryStore
from simulator import assembly
from simulator.engine.engine import Engine


def replay(  # noqa: PLR0913 -- all that a history follows from
    inputs: Iterable[Logged], *, seed: str, ca: str, key: str, beginning: int, head: int
) -> MemoryStore:
    """The store, log included, of a new engine that was fed ``inputs`` where they were admitted, at revision ``head``.

    ``inputs`` are the log's entries whose ``step`` is not ``None``, in order.
    """
    store = MemoryStore()
    engine = Engine(store, seed, assembly.components(ca, key=key), beginning)
    for step, entries in groupby(inputs, lambda entry: entry.step):
        if engine.ledger.step < (step or 0):
            engine.run(UNBOUNDED, lambda step=step: engine.ledger.step >= step)  # type: ignore[misc]  # mypy infers no lambda with a default
        engine.accept()
        engine.ingest(entry.change for entry in entries)
        engine.accept()
    engine.run(UNBOUNDED, lambda: store.head() >= head)
    engine.accept()
    return store
