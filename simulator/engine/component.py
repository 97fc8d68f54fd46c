"""What a control loop is: a name, what it watches, and `reconcile(key)`, which reads current state and acts once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar

from core.meta.objects import Doc, Key
from core.meta.time import MILLISECOND
from core.store.memory import MemoryStore
from simulator.engine.ledger import WorkKey

if TYPE_CHECKING:
    from simulator.engine.context import Context

Handler = Callable[[Key, Doc | None, Doc | None], Iterable[WorkKey]]
"""(key, before, after) of a change → the keys to look at because of it."""

Observer = Callable[[Key, Doc | None, Doc | None], None]
"""(key, before, after) of a change → nothing, but what the component derives from objects is brought up to date."""


class Retry(Exception):
    """`reconcile` could not finish for a reason that may pass: look again after a growing delay."""


class Component:
    """One control loop. It speaks to others only through objects, and a converged one writes nothing.

    ``latency``: µs from a change to the loop's look at it. ``service``: µs that each look takes; looks queue up
    behind each other when it is not 0. All that a component holds in memory it derives in `observers` (called
    with before and after exchanged when a turn is undone) or at `attach`; the rest goes to the ledger's memos.
    """

    name: ClassVar[str]
    source: ClassVar[str] = ""
    """What events name as their source; the component's name when empty."""
    manager: ClassVar[str] = "kube-controller-manager"
    """The field manager that its writes are noted for: the program that the loop is a part of."""
    keeps: ClassVar[str] = ""
    """The resource whose status it keeps: it looks again at each object of it that somebody outside wrote."""
    latency: ClassVar[int] = 2 * MILLISECOND
    service: ClassVar[int] = 0

    def attach(self, store: MemoryStore) -> None:
        """Add the indexes that `reconcile` selects by, and derive state from what the store holds already."""

    def watches(self) -> Mapping[str, Handler]:
        """Resource → which keys a change of it makes this loop look at."""
        return {}

    def observers(self) -> Mapping[str, Observer]:
        """Resource → how derived state follows a change of it."""
        return {}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        """Bring ``key`` closer to what is wanted; the µs after which to look again, or ``None`` when done.

        May raise `Retry`; a ``StatusError`` from the door is treated alike.
        """
        raise NotImplementedError
