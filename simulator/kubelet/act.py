"""What effects act through: events about the pod or a container of it, the node's images and puller, draws, writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.meta.objects import Key
from core.meta.time import SECOND
from simulator.engine.event import Said
from simulator.kubelet.life import Life, Slot

if TYPE_CHECKING:
    from simulator.engine.context import Context
    from simulator.kubelet.nodebook import NodeBook

_new = tuple.__new__  # a NamedTuple's own constructor takes twice as long

NORMAL, WARNING = "Normal", "Warning"
SOURCE = "kubelet"
REPORT = 10 * SECOND
"""How often a kubelet looks whether its node's status has changed (nodeStatusUpdateFrequency)."""


@dataclass(slots=True)
class Act:
    """One look's hands."""

    ctx: Context
    book: NodeBook
    told: list[Said] = field(default_factory=list)
    """Events of this look that are not recorded yet."""

    def tell(self, life: Life, slot: Slot | None, kind: str, reason: str, message: str) -> None:
        """Tell an event about the pod or one of its containers; `record` must follow before the pod is written."""
        part = "" if slot is None else slot.facts.part
        self.told.append(_new(Said, (kind, reason, message, SOURCE, life.site.name, "", part)))

    def record(self, life: Life) -> None:
        """Record what was told, about the pod as it is now."""
        if self.told:
            self.ctx.record_all(life.pod, self.told)
            self.told = []

    def draw(self, life: Life, purpose: str, low: int, high: int) -> int:
        """µs drawn for this pod; the same again for the same purpose."""
        return low + self.ctx.draw(purpose, life.uid).below(high - low)

    def book_pull(self, life: Life, image: str, took: int) -> int:
        """Queue a pull of ``took`` µs (``image`` empty when it will fail); when it will be over."""
        node = life.site.name
        until = max(life.now, life.site.free_at()) + took
        self.book.book_pull(self.ctx, node, until, image)
        if image:
            self.ctx.at(Key("nodes", "", node), until + REPORT)
        return until
