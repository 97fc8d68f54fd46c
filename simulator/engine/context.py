"""What a component is given: the time, the objects, the door, events, reasons, memos and random streams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from core.machinery.door import Door
from core.meta.objects import Doc, uid
from core.meta.streams import Stream
from core.store.memory import MemoryStore
from simulator.engine.event import Said
from simulator.engine.ledger import WorkKey

if TYPE_CHECKING:
    from simulator.engine.engine import Engine


class Decision(NamedTuple):
    """Why a component did, or did not do, something: the dashboard's answer to "why"."""

    revision: int
    time: int
    subject: str
    component: str
    action: str
    reason: dict[str, Any]


class Context:
    """One component's view of the engine."""

    __slots__ = ("_engine", "_name", "_source", "client", "store")

    def __init__(self, engine: Engine, name: str, source: str, client: Door) -> None:
        self._engine = engine
        self._name = name
        self._source = source
        self.client = client
        self.store: MemoryStore = engine.store

    @property
    def now(self) -> int:
        """Virtual µs."""
        return self._engine.now

    @property
    def seed(self) -> str:
        return self._engine.seed

    def after(self, key: WorkKey, delay: int) -> None:
        """Look at ``key`` in ``delay`` µs at the latest."""
        self._engine.ledger.add(self._name, key, self._engine.now + delay)

    def at(self, key: WorkKey, due: int) -> None:
        """Look at ``key`` at ``due`` µs at the latest."""
        self._engine.ledger.add(self._name, key, max(due, self._engine.now))

    def cancel(self, key: WorkKey) -> None:
        self._engine.ledger.cancel(self._name, key)

    def memo(self, subject: WorkKey, field: str, default: Any = None) -> Any:
        return self._engine.ledger.memo(self._name, subject, field, default)

    def set_memo(self, subject: WorkKey, field: str, value: Any) -> None:
        """Note a JSON value that survives a crash; ``None`` forgets it."""
        self._engine.ledger.set_memo(self._name, subject, field, value)

    def record(  # noqa: PLR0913 -- the fields of an event
        self, about: Doc, kind: str, reason: str, message: str, *, host: str = "", action: str = ""
    ) -> None:
        """Emit an event of type ``kind`` (Normal, Warning) about an object; ``action`` as `Said`."""
        self._engine.recorder.record(about, (Said(kind, reason, message, self._source, host, action),))

    def say(self, kind: str, reason: str, message: str) -> Said:
        """An event of this component for `record_all`."""
        return Said(kind, reason, message, self._source)

    def record_all(self, about: Doc, told: Sequence[Said]) -> None:
        """Emit several events about one object, all of one component and host; each costs less than alone."""
        if told:
            self._engine.recorder.record(about, told)

    def decide(self, about: Doc, action: str, reason: dict[str, Any]) -> None:
        """Keep the reason of a decision about an object."""
        engine = self._engine
        engine.decisions.append(Decision(engine.store.head(), engine.now, uid(about), self._name, action, reason))

    def draw(self, purpose: str, subject: str) -> Stream:
        """The random stream of this purpose and subject (usually a uid)."""
        return Stream(self._engine.seed, purpose, subject)
