"""How much may be under way to one client. Pure: Daphne does not push back on slow ones; acknowledgements do."""

from __future__ import annotations

from collections import deque

BUDGET = 8 * 1024 * 1024
"""Bytes of frames that a client has not acknowledged yet, beyond which it gets no more until it has."""


class Flow:
    """What was sent to a client and is not acknowledged."""

    def __init__(self, budget: int | None = None) -> None:
        self._budget = BUDGET if budget is None else budget
        self._under_way: deque[tuple[int, int]] = deque()
        self._bytes = 0
        self.revision = -1
        """Where the client will be when it has applied all that was sent; -1 before its first snapshot."""
        self.is_behind = False
        """Whether frames were held back, so that the next one does not follow on the last."""

    def begin(self, revision: int) -> None:
        """A snapshot of ``revision`` is sent: it counts nothing, so that the frames after it can follow at once."""
        self._under_way = deque([(revision, 0)])
        self._bytes = 0
        self.revision = revision
        self.is_behind = False

    def admit(self, since: int, until: int, size: int) -> bool:
        """Whether a frame may be sent now; one that may counts as sent."""
        if self.is_behind or since != self.revision or self._bytes + size > self._budget:
            self.is_behind = True
            return False
        self._under_way.append((until, size))
        self._bytes += size
        self.revision = until
        return True

    def acknowledge(self, revision: int) -> bool:
        """The client has applied all up to ``revision``. Whether it now waits for what was held back."""
        while self._under_way and self._under_way[0][0] <= revision:
            self._bytes -= self._under_way.popleft()[1]
        return self.is_behind and not self._under_way

    def resume(self) -> None:
        """What was held back is about to be sent, from `revision` on."""
        self.is_behind = False
