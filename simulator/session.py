"""The only meeting point of Django and the engine: loads a cluster's engine, gives it turns and saves them."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from core import authority, clock
from core.models import Cluster
from core.store import log as changes_log
from core.store.codec import dump
from core.store.loading import objects_at
from core.store.memory import MemoryStore
from core.store.protocol import HeadMoved
from core.store.turns import Turn, load_ledger
from simulator import assembly
from simulator.engine.engine import Engine
from simulator.engine.engine import Turn as Done
from simulator.engine.ledger import Delta
from simulator.engine.stability import Stability
from simulator.lease import wall_now
from simulator.saving import Saver, SavingBeside, SavingHere, SavingProcess

log = logging.getLogger(__name__)

BUDGET = 0.1
"""Wall seconds that a turn computes for; where turns are cut does not change the log."""
LEAST_BUDGET = 0.01
TRIES = 2
"""Turns that give way to what people wrote meanwhile, before one is done that lets them wait."""
STRETCH = 2.0
"""Wall seconds for which turns follow on each other at most, while nobody sets the clock."""
LAST_SHARE = 1 / 16
"""Of the budget, which the last turn of a stretch computes for."""
BEHIND = 2
"""Turns in a row that ended by their budget, after which saving is worth a process: starting it takes a second."""
CHECK_EVERY = 16
"""Items between two looks at the wall clock."""


class Session:
    """One cluster's engine in this process, under one lease ``epoch``. Raises ``Cluster.DoesNotExist``.

    With a ``saving`` process, which takes over when there is much to do, turns are saved beside the computing.
    """

    def __init__(self, cluster_id: int, epoch: int, saving: SavingProcess | None = None) -> None:
        self.cluster_id = cluster_id
        self._epoch = epoch
        self._saver: Saver = SavingHere(cluster_id)
        self._saving = saving
        self._budget = BUDGET
        self._behind = 0
        row = Cluster.objects.get(pk=cluster_id)
        self.engine = load(row)
        self._stability = Stability(self.engine)
        self._stability.begin(row.time)

    def turn(self) -> int | None:
        """Take in what was written, compute, save; the wall µs at which to come again (``None``: when nudged).

        Who writes meanwhile goes first: what was computed is undone, and decided again in less time. Raises `Fenced`
        when the lease was lost.
        """
        for _ in range(TRIES):
            try:
                return self._decide(Cluster.objects.get(pk=self.cluster_id))
            except HeadMoved:
                self.engine.rollback()
                self._budget = max(self._budget / 2, LEAST_BUDGET)
        return self._insist()

    def _insist(self) -> int | None:
        """A turn as short as can be, under the cluster's lock: who writes at every moment cannot starve the engine."""
        self._budget = LEAST_BUDGET
        self._behind = 0
        if self._saver.is_beside:  # another connection, which would wait for our lock
            self._saver = SavingHere(self.cluster_id)
        with transaction.atomic():
            return self._decide(Cluster.objects.select_for_update().get(pk=self.cluster_id))

    def _decide(self, row: Cluster) -> int | None:
        """Take in what was written up to ``row``, compute and save. Raises `HeadMoved` when somebody wrote since."""
        self._catch_up(row)
        return self._advance(row)

    def _advance(self, row: Cluster) -> int | None:
        """Compute and save a turn; while there is more to do, up to `STRETCH`, compute the next beside the saving.

        The last turns are ever shorter, so that little is left to be waited for.
        """
        end, share = time.monotonic() + STRETCH, 1.0
        reached = self._compute(row, share)
        self._behind = self._behind + 1 if reached is None else 0
        while reached is None and self._is_beside() and share > LAST_SHARE and not _is_reset(row):
            share = share if time.monotonic() < end else share / 2
            is_begun = self._begin(row, None)
            gc.freeze()  # documents hold no cycles: no collection need look at them
            reached = self._compute(row, share)
            self._end(is_begun)
        self._end(self._begin(row, reached))
        if reached is None:
            return wall_now()
        due = self.engine.ledger.next_due()
        return None if due is None else clock.wall_of(row, due, wall_now())

    def _is_beside(self) -> bool:
        """Whether turns are saved by another process: from when the engine was `BEHIND` that many turns in a row."""
        if self._saving and not self._saver.is_beside and self._behind > BEHIND and self._saving.is_ready():
            self._saver = SavingBeside(self.cluster_id, self._saving)
        return self._saver.is_beside

    def _catch_up(self, row: Cluster) -> None:
        head = self.engine.store.head()
        if row.revision != head:
            entries = changes_log.read(self.cluster_id, head, row.revision)
            self.engine.ingest(entry.change for entry in entries)

    def _compute(self, row: Cluster, share: float) -> int | None:
        """Run up to the goal or a share of the budget; how far time has come, ``None`` where that ended it before."""
        stop = _deadline(self._budget * share)
        if row.until_stable:
            return self._run_until_stable(row, stop)
        goal = clock.goal(row, wall_now())
        if not self.engine.run(goal, stop):
            return None
        return max(self.engine.now, goal) if goal < clock.UNBOUNDED else self.engine.now

    def _run_until_stable(self, row: Cluster, stop: Callable[[], bool]) -> int | None:
        bound = row.anchor_time + clock.STABLE_WITHIN
        while True:
            goal = max(row.time, self.engine.now, min(self._stability.reached_at(), bound))
            if not self.engine.run(goal, stop):
                return None
            if self._stability.reached_at() <= goal or goal >= bound:
                return goal

    def _begin(self, row: Cluster, reached: int | None) -> bool:
        """Begin to save what was done, and bring ``row`` to where that leaves it; whether there was anything."""
        done = self.engine.finish()
        fields = _clock_fields(row, done, wall_now(), reached)
        is_noted = bool(done.delta.agenda or done.delta.memos)
        if not (done.changes or is_noted or fields):
            return False
        is_whole = is_noted and self._saver.wants_whole
        turn = Turn(
            began_from=row.revision,
            epoch=self._epoch,
            changes=done.changes,
            delta=dump(self.engine.ledger.whole() if is_whole else done.delta) if is_noted else None,
            is_whole=is_whole,
            decisions=[(*decision[:5], dump(decision.reason)) for decision in done.decisions],
            clock={**fields, "step": done.delta.step},
        )
        self._saver.begin(turn)
        for field, value in {**fields, "revision": self.engine.store.head()}.items():
            setattr(row, field, value)
        return True

    def _end(self, is_begun: bool) -> None:
        """Wait until what `_begin` began is saved: then it is beyond undoing. Raises `HeadMoved` when it was not."""
        if is_begun:
            self._saver.wait()
            self._budget = min(self._budget * 2, BUDGET)
        self.engine.accept_finished()


def load(row: Cluster) -> Engine:
    """The cluster's engine as its last saved turn left it, with what was written since taken in."""
    deltas, revision = load_ledger(row.pk)
    revision = revision or 0
    store = MemoryStore(keep_log=False)
    store.load(objects_at(row.pk, revision) if revision else (), revision)
    ca, key = authority.installed(settings.VAR), authority.key(settings.VAR)
    engine = Engine(store, row.seed, assembly.components(ca, key=key), row.first_time)
    engine.ledger.replay(Delta(*delta) for delta in deltas)
    engine.recorder.reload()
    gc.freeze()  # what was loaded stays: no collection need look at it
    log.info("cluster %s loaded at revision %s", row.name, revision)
    return engine


def _is_reset(row: Cluster) -> bool:
    """Whether somebody has set the clock since ``row`` was read: whatever people do to it anchors it anew."""
    return row.anchor_wall != Cluster.objects.values_list("anchor_wall", flat=True).get(pk=row.pk)


def _clock_fields(row: Cluster, done: Done, wall: int, reached: int | None) -> clock.Fields:
    """What the turn changes of the clock; nothing when only time has passed."""
    fields: clock.Fields = {}
    if done.next_due != row.next_due:
        fields["next_due"] = done.next_due
    if reached is not None and row.until_stable:
        fields |= {"until_stable": False, "anchor_time": reached, "anchor_wall": wall}
    elif reached is not None:
        fields |= clock.arrived(row, wall, reached)
    if fields or done.changes or done.delta.agenda:
        fields["time"] = max(row.time, done.now if reached is None else reached)
    return fields


def _deadline(budget: float) -> Callable[[], bool]:
    """A stop that says yes once ``budget`` wall seconds have passed."""
    end = time.monotonic() + budget
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked % CHECK_EVERY == 0 and time.monotonic() > end

    return stop
