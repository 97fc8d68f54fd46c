"""The run loop: takes the next due item, moves the clock to it, lets its component look, and hands changes on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from core.machinery.apply import Writer
from core.machinery.door import Door
from core.meta.errors import StatusError
from core.meta.objects import Doc, Key
from core.meta.time import MILLISECOND, SECOND
from core.store.memory import MemoryStore
from core.store.protocol import Change, Logged
from simulator.engine import aspects
from simulator.engine.component import Component, Handler, Observer, Retry
from simulator.engine.context import Context, Decision
from simulator.engine.ledger import Delta, Item, Ledger, WorkKey
from simulator.engine.recorder import Recorder

RETRY_FIRST = 5 * MILLISECOND
RETRY_MOST = 1000 * SECOND
"""client-go's ItemExponentialFailureRateLimiter, as every controller has it by default."""


class Concerned(NamedTuple):
    """Who looks at a change, in the order of components."""

    observers: tuple[Observer, ...]
    handlers: tuple[tuple[Component, Handler], ...]


class Turn(NamedTuple):
    """All that a turn did; written in one transaction or undone."""

    changes: list[Logged]
    delta: Delta
    decisions: list[Decision]
    now: int
    next_due: int | None


class Engine:
    """One cluster's components over its objects and ledger.

    ``components`` are in their order of priority, which is part of determinism. The state of an engine is its store,
    its ledger and ``now``; two engines with equal state go on equally.
    """

    def __init__(self, store: MemoryStore, seed: str, components: Sequence[Component], now: int) -> None:
        self.store = store
        self.seed = seed
        self.now = now
        self.ledger = Ledger({component.name: order for order, component in enumerate(components)})
        self.recorder = Recorder(self)
        self.decisions: list[Decision] = []
        self._components = {component.name: component for component in components}
        self._contexts = {component.name: self._context(component) for component in components}
        self._handlers: dict[str, list[tuple[Component, Handler]]] = defaultdict(list)
        self._observers: dict[str, list[Observer]] = defaultdict(list)
        self._keepers: dict[str, list[Component]] = defaultdict(list)
        self._concerned: dict[tuple[str, int], Concerned] = {}
        self._undoing = False
        self._turn_began = self._turn_finished = now
        for component in components:
            self._attach(component)
        store.listen(self._changed)

    def run(self, until: int, stop: Callable[[], bool] = lambda: False) -> bool:
        """Do all items due at or before ``until`` (µs) or until ``stop()``; whether nothing due is left.

        ``stop`` is asked after every item; where it says yes does not change what is written.
        """
        while (item := self.ledger.pop(until)) is not None:
            self.now = max(self.now, item.due)
            self._look(item)
            if stop():
                due = self.ledger.next_due()
                return due is None or due > until
        return True

    def ingest(self, changes: Iterable[Change]) -> None:
        """Take in what others wrote since; each at its own virtual time."""
        for change in changes:
            self.now = max(self.now, change.time)
            self.store.ingest([change])
            for component in self._keepers[change.key.resource]:
                self._enqueue(component, change.key)

    def finish(self) -> Turn:
        """What was done since the last turn was finished, accepted or undone.

        The engine may go on at once; once the turn is written, `accept_finished` must follow; if not, `rollback`.
        """
        decisions, self.decisions = self.decisions, []
        self._turn_finished = self.now
        return Turn(self.store.written(), self.ledger.delta(), decisions, self.now, self.ledger.next_due())

    def accept_finished(self) -> None:
        """The turns that were finished are kept: from now on beyond `rollback`, unlike what was done since."""
        self.store.accept_written()
        self.ledger.accept_told()
        self._turn_began = self._turn_finished

    def accept(self) -> None:
        """All that was done is kept: from now on beyond `rollback`."""
        self.store.accept()
        self.ledger.accept()
        self.decisions = []
        self._turn_began = self.now

    def rollback(self) -> None:
        """Undo everything since the last `accept` or `accept_finished`."""
        self._undoing = True
        self.store.rollback()
        self._undoing = False
        self.ledger.rollback()
        self.recorder.reload()
        self.decisions = []
        self.now = self._turn_began

    def _context(self, component: Component) -> Context:
        writer = Writer(component.manager)
        door = Door(
            self.store, seed=self.seed, clock=lambda: self.now, actor=component.name, trusted=True, writer=writer
        )
        return Context(self, component.name, component.source or component.name, door)

    def _attach(self, component: Component) -> None:
        component.attach(self.store)
        if component.keeps:
            self._keepers[component.keeps].append(component)
        for resource, handler in component.watches().items():
            self._handlers[resource].append((component, handler))
        for resource, observer in component.observers().items():
            self._observers[resource].append(observer)

    def _changed(self, key: Key, before: Doc | None, after: Doc | None) -> None:
        touched = aspects.touched(before, after) if key.resource == "pods" else aspects.ALL
        concerned = self._concerned.get((key.resource, touched)) or self._find_concerned(key.resource, touched)
        for observer in concerned.observers:
            observer(key, before, after)
        if self._undoing:
            return
        for component, handler in concerned.handlers:
            for wanted in handler(key, before, after):
                self._enqueue(component, wanted)

    def _find_concerned(self, resource: str, touched: int) -> Concerned:
        found = self._concerned[resource, touched] = Concerned(
            tuple(observer for observer in self._observers[resource] if aspects.of(observer) & touched),
            tuple(pair for pair in self._handlers[resource] if aspects.of(pair[1]) & touched),
        )
        return found

    def _enqueue(self, component: Component, key: WorkKey) -> None:
        due = self.now + component.latency
        if component.service:
            pending = self.ledger.pending(component.name, key)
            if pending is not None and pending <= max(due, self.ledger.memo(component.name, "", "free", 0)):
                return
            due = max(due, self.ledger.memo(component.name, "", "free", 0))
            self.ledger.set_memo(component.name, "", "free", due + component.service)
        self.ledger.add(component.name, key, due)

    def _look(self, item: Item) -> None:
        component, subject = self._components[item.component], item.key
        try:
            again = component.reconcile(self._contexts[item.component], item.key)
        except (Retry, StatusError):
            failures = self.ledger.memo(item.component, subject, "failures", 0)
            again = min(RETRY_FIRST << min(failures, 40), RETRY_MOST)
            self.ledger.set_memo(item.component, subject, "failures", failures + 1)
        else:
            self.ledger.set_memo(item.component, subject, "failures", None)
        if again is not None:
            self.ledger.add(item.component, item.key, self.now + again)
