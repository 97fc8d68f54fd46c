"""What the engine must remember beside the objects: who is due when, and the components' memos.

Every entry that a turn touches is known with its value before, so that a turn can be undone, and with its value
after, so that a turn can be saved as one small row. Replaying the saved turns gives the ledger back.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from core.meta.objects import Key

WorkKey = str | Key
Slot = tuple[str, WorkKey]
"""(component, key): at most one pending item each."""

MemoSlot = tuple[str, WorkKey, str]
"""(component, subject, field)."""


_new = tuple.__new__  # a NamedTuple's own constructor takes twice as long


class Item(NamedTuple):
    """One piece of work; items are done in the order of these fields."""

    due: int
    priority: int
    sequence: int
    component: str
    key: WorkKey


class Delta(NamedTuple):
    """What one turn did to the ledger, as JSON values; ``None`` for an entry that is gone."""

    step: int
    sequence: int
    agenda: list[list[Any]]
    memos: list[list[Any]]


class _Touched(NamedTuple):
    """What the entries that a turn touched were before it, and the counters after it."""

    agenda: dict[Slot, Item | None]
    memos: dict[MemoSlot, Any]
    ended: tuple[int, int]


class Ledger:
    """Agenda, memos and two counters: ``step`` (items done) and ``sequence`` (items ever added)."""

    def __init__(self, priorities: Mapping[str, int]) -> None:
        self._priorities = priorities
        self._agenda: dict[Slot, Item] = {}
        self._heap: list[Item] = []
        self._memos: dict[tuple[str, str], dict[WorkKey, Any]] = defaultdict(dict)
        """(component, field) → subject → value: most fields have few subjects, so that a look costs little."""
        self._touched_agenda: dict[Slot, Item | None] = {}
        self._touched_memos: dict[MemoSlot, Any] = {}
        self._told: list[_Touched] = []
        self.step = 0
        self.sequence = 0
        self._began = (0, 0)

    # agenda

    def add(self, component: str, key: WorkKey, due: int) -> None:
        """Let ``component`` look at ``key`` at ``due`` (µs), unless it already will by then."""
        slot = (component, key)
        present = self._agenda.get(slot)
        if present is not None and present.due <= due:
            return
        self.sequence += 1
        item = _new(Item, (due, self._priorities[component], self.sequence, component, key))
        self._touched_agenda.setdefault(slot, present)
        self._agenda[slot] = item
        heapq.heappush(self._heap, item)

    def cancel(self, component: str, key: WorkKey) -> None:
        slot = (component, key)
        present = self._agenda.pop(slot, None)
        if present is not None:
            self._touched_agenda.setdefault(slot, present)

    def pending(self, component: str, key: WorkKey) -> int | None:
        """When ``component`` will look at ``key``; ``None`` when it will not."""
        item = self._agenda.get((component, key))
        return item.due if item else None

    def next_due(self) -> int | None:
        """When the next item is due; ``None`` when there is none."""
        heap = self._heap
        while heap and self._agenda.get(heap[0][3:]) is not heap[0]:
            heapq.heappop(heap)
        return heap[0].due if heap else None

    def pop(self, until: int) -> Item | None:
        """Take the next item that is due at or before ``until``."""
        heap, agenda = self._heap, self._agenda
        while heap:
            item = heap[0]
            slot = item[3:]
            if agenda.get(slot) is item:
                if item[0] > until:
                    return None
                heapq.heappop(heap)
                self._touched_agenda.setdefault(slot, item)
                del agenda[slot]
                self.step += 1
                return item
            heapq.heappop(heap)
        return None

    def __len__(self) -> int:
        return len(self._agenda)

    # memos

    def memo(self, component: str, subject: WorkKey, field: str, default: Any = None) -> Any:
        """A component's own note; a JSON value that nobody changes in place."""
        return self._memos[component, field].get(subject, default)

    def set_memo(self, component: str, subject: WorkKey, field: str, value: Any) -> None:
        """Note ``value``; ``None`` forgets the note."""
        held = self._memos[component, field]
        present = held.get(subject)
        if present == value:
            return
        self._touched_memos.setdefault((component, subject, field), present)
        if value is None:
            del held[subject]
        else:
            held[subject] = value

    def memos_of(self, component: str) -> list[tuple[WorkKey, Any]]:
        """All (subject, value) notes that a component keeps under the empty field."""
        return list(self._memos[component, ""].items())

    # turns

    def delta(self) -> Delta:
        """What happened since the last `delta`, `accept` or `rollback`; `rollback` still undoes it."""
        agenda: list[list[Any]] = []
        for slot in self._touched_agenda:
            item = self._agenda.get(slot)
            agenda.append([slot[0], slot[1], item.due if item else None, item.sequence if item else None])
        memos = [[*slot, self.memo(*slot)] for slot in self._touched_memos]
        self._told.append(_Touched(self._touched_agenda, self._touched_memos, (self.step, self.sequence)))
        self._touched_agenda, self._touched_memos = {}, {}
        return Delta(self.step, self.sequence, agenda, memos)

    def accept(self) -> None:
        """What happened is from now on beyond rollback."""
        self._touched_agenda, self._touched_memos = {}, {}
        self._told = []
        self._began = (self.step, self.sequence)

    def accept_told(self) -> None:
        """What `delta` has told of is from now on beyond rollback; what came after it is not."""
        self._began = self._told[-1].ended
        self._told = []

    def rollback(self) -> None:
        """Undo everything since the last `accept` or `accept_told`, the latest first."""
        latest = _Touched(self._touched_agenda, self._touched_memos, (self.step, self.sequence))
        for agenda, memos, _ in reversed([*self._told, latest]):
            self._undo(agenda, memos)
        self.step, self.sequence = self._began
        self.accept()

    def _undo(self, agenda: Mapping[Slot, Item | None], memos: Mapping[MemoSlot, Any]) -> None:
        for slot, item in agenda.items():
            if item is None:
                self._agenda.pop(slot, None)
            else:
                self._agenda[slot] = item
                heapq.heappush(self._heap, item)
        for memo_slot, value in memos.items():
            self._put_memo(memo_slot, value)

    def _put_memo(self, slot: MemoSlot, value: Any) -> None:
        component, subject, field = slot
        if value is None:
            self._memos[component, field].pop(subject, None)
        else:
            self._memos[component, field][subject] = value

    def replay(self, deltas: Iterable[Delta]) -> None:
        """Bring a new ledger to where the saved turns left it."""
        for delta in deltas:
            for component, raw, due, sequence in delta.agenda:
                key = _work_key(raw)
                if due is None:
                    self._agenda.pop((component, key), None)
                else:
                    self._agenda[component, key] = Item(due, self._priorities[component], sequence, component, key)
            for component, raw, field, value in delta.memos:
                self._put_memo((component, _work_key(raw), field), value)
            self.step, self.sequence = delta.step, delta.sequence
        self._heap = sorted(self._agenda.values())
        self.accept()

    def whole(self) -> Delta:
        """Everything the ledger holds, as one delta: what a row of saved turns can be folded into."""
        agenda = [[item.component, item.key, item.due, item.sequence] for item in self._agenda.values()]
        memos = [
            [component, subject, field, value]
            for (component, field), held in self._memos.items()
            for subject, value in held.items()
        ]
        return Delta(self.step, self.sequence, agenda, memos)


def _work_key(raw: Any) -> WorkKey:
    return raw if isinstance(raw, str) else Key(*raw)
