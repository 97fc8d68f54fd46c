"""Projections: arrays that plugins derive from node state, kept and brought up to date from the log of changed rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, ClassVar, TypeVar

if TYPE_CHECKING:
    from simulator.scheduler.nodes import Change, Nodes

KEPT = 256
"""Projections kept; the least recently used goes first."""
LOG = 8192
"""Changes remembered; a projection that is further behind is built anew."""


class Projection(ABC):
    """Something derived from all rows that can follow a change of one."""

    follows_pods: ClassVar[bool] = True
    """Whether pods matter to it, or nodes alone."""
    patience: ClassVar[int] = LOG
    """Up to how many changes it is cheaper to follow them than to build."""
    position = -1

    @abstractmethod
    def build(self, nodes: Nodes) -> None:
        """Derive everything from the present state."""

    @abstractmethod
    def follow(self, nodes: Nodes, change: Change) -> bool:
        """Take in one change, the present state being the one after all changes; False asks for `build`."""


P = TypeVar("P", bound=Projection)


class _Log:
    """The last changes; ``end`` counts all that ever were."""

    __slots__ = ("_changes", "end")

    def __init__(self) -> None:
        self._changes: list[Change] = []
        self.end = 0

    def append(self, change: Change) -> None:
        self._changes.append(change)
        self.end += 1
        if len(self._changes) > 2 * LOG:
            del self._changes[:LOG]

    def last(self, count: int) -> list[Change] | None:
        """The last changes; ``None`` when they are no longer all known."""
        return self._changes[-count:] if count <= len(self._changes) else None


class Projections:
    """The projections of one `Nodes`, and the logs that they follow: of all changes, and of nodes alone."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._kept: OrderedDict[Hashable, Projection] = OrderedDict()
        self._all = _Log()
        self._of_nodes = _Log()

    def log(self, change: Change) -> None:
        self._all.append(change)
        if change.template is None:
            self._of_nodes.append(change)

    def get(self, key: Hashable, make: Callable[[], P]) -> P:
        """The projection of this key, up to date; made when it is not there."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = make()
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        self._refresh(found)
        return found  # type: ignore[return-value]  # what `make` made for this key

    def forget(self) -> None:
        """Drop all: the columns have another length."""
        self._kept.clear()

    def _refresh(self, projection: Projection) -> None:
        log = self._all if projection.follows_pods else self._of_nodes
        if projection.position == log.end:
            return
        behind = log.end - projection.position
        changes = log.last(behind) if behind <= projection.patience else None
        if changes is None or not _follow(projection, self._nodes, changes):
            projection.build(self._nodes)
        projection.position = log.end


def _follow(projection: Projection, nodes: Nodes, changes: list[Change]) -> bool:
    for change in changes:  # noqa: SIM110 -- a generator costs more than the usual one change
        if not projection.follow(nodes, change):
            return False
    return True
