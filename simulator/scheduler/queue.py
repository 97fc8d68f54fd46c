"""The queue in memory: a heap over the waiting pods that can always be made again from them and the ledger's memos."""

from __future__ import annotations

import heapq
from typing import NamedTuple

from core.meta.objects import Doc, Key, uid
from simulator.engine.context import Context
from simulator.scheduler import queueing
from simulator.scheduler.queueing import UNSCHEDULABLE, Rank, Standing
from simulator.scheduler.waiting import WaitingPods

FIELD = "standing"
LOOKS = "looks"


class Next(NamedTuple):
    """The pod to try; ``standing`` is ``None`` at its first attempt."""

    key: Key
    pod: Doc
    standing: Standing | None


class Queue:
    """Holds an entry for every pod that may be tried; entries that no longer hold are dropped when met.

    The ledger counts the looks at the queue. When that number is not the one remembered here, the ledger was
    loaded or undone without us, and the heap is made anew.
    """

    def __init__(self, waiting: WaitingPods) -> None:
        self._waiting = waiting
        self._heap: list[Rank] = []
        self._looks = -1

    def begin(self, ctx: Context) -> None:
        """To be called at the beginning of every look."""
        looks = ctx.memo("", LOOKS, 0)
        if looks != self._looks:
            self._heap = [
                queueing.rank(key, pod, standing)
                for key, pod in self._waiting.pods.items()
                if not is_unschedulable(standing := read(ctx, pod))
            ]
            heapq.heapify(self._heap)
        self._looks = looks + 1
        ctx.set_memo("", LOOKS, self._looks)

    def forget(self) -> None:
        """What is in memory may be wrong: make it anew at the next look."""
        self._looks = -1

    def offer(self, key: Key, pod: Doc, standing: Standing | None = None) -> None:
        heapq.heappush(self._heap, queueing.rank(key, pod, standing))

    def pop(self, ctx: Context) -> Next | None:
        """The next pod to try."""
        found = self.peek(ctx)
        if found is not None:
            heapq.heappop(self._heap)
        return found

    def peek(self, ctx: Context) -> Next | None:
        """The next pod to try, which stays."""
        while self._heap:
            rank = self._heap[0]
            key = rank[3]
            pod = self._waiting.pods.get(key)
            if pod is not None:
                standing = read(ctx, pod)
                if not is_unschedulable(standing) and queueing.rank(key, pod, standing) == rank:
                    return Next(key, pod, standing)
            heapq.heappop(self._heap)
        return None


def is_unschedulable(standing: Standing | None) -> bool:
    return standing is not None and standing.state == UNSCHEDULABLE


def read(ctx: Context, pod: Doc) -> Standing | None:
    return queueing.read(ctx.memo(uid(pod), FIELD))


def note(ctx: Context, pod_uid: str, standing: Standing | None) -> None:
    ctx.set_memo(pod_uid, FIELD, queueing.write(standing) if standing else None)
