"""The only meeting point of Django and the engine: loads a cluster's engine, gives it turns and saves them."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable

from django.conf import settings

from core import authority, clock, notify
from core.models import Cluster
from core.store import log as changes_log
from core.store.loading import objects_at
from core.store.memory import MemoryStore
from core.store.prepare import prepare
from core.store.protocol import HeadMoved
from core.store.turns import Turn, TurnWriter, load_ledger
from simulator import assembly
from simulator.engine.engine import Engine
from simulator.engine.engine import Turn as Done
from simulator.engine.ledger import Delta
from simulator.engine.stability import Stability
from simulator.lease import wall_now

log = logging.getLogger(__name__)

BUDGET = 0.1
"""Wall seconds that a turn computes for; where turns are cut does not change the log."""
LEAST_BUDGET = 0.01
CHECK_EVERY = 16
"""Items between two looks at the wall clock."""


class Session:
    """One cluster's engine in this process, under one lease ``epoch``. Raises ``Cluster.DoesNotExist``."""

    def __init__(self, cluster_id: int, epoch: int) -> None:
        self.cluster_id = cluster_id
        self._epoch = epoch
        self._writer = TurnWriter(cluster_id)
        self._budget = BUDGET
        row = Cluster.objects.get(pk=cluster_id)
        self.engine = load(row)
        self._stability = Stability(self.engine)
        self._stability.changed = row.time

    def turn(self) -> int | None:
        """Take in what was written, compute, save; the wall µs at which to come again (``None``: when nudged).

        Raises `Fenced` when the lease was lost.
        """
        while True:
            row = Cluster.objects.get(pk=self.cluster_id)
            self._catch_up(row)
            reached = self._compute(row)
            try:
                return self._save(row, reached)
            except HeadMoved:
                # Somebody wrote meanwhile: decide again, sooner done each time, so that nobody can starve the engine.
                self.engine.rollback()
                self._budget = max(self._budget / 2, LEAST_BUDGET)

    def _catch_up(self, row: Cluster) -> None:
        head = self.engine.store.head()
        if row.revision != head:
            entries = changes_log.read(self.cluster_id, head, row.revision)
            self.engine.ingest(entry.change for entry in entries)

    def _compute(self, row: Cluster) -> int | None:
        """Run up to the goal or the budget; how far time has come, ``None`` where the budget ended it before."""
        stop = _deadline(self._budget)
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

    def _save(self, row: Cluster, reached: int | None) -> int | None:
        done = self.engine.finish()
        wall = wall_now()
        fields = _clock_fields(row, done, wall, reached)
        if done.changes or done.delta.agenda or done.delta.memos or fields:
            self._write(row, done, fields)
            self._budget = min(self._budget * 2, BUDGET)
        self.engine.accept()
        if reached is None:
            return wall
        for field, value in fields.items():
            setattr(row, field, value)
        return None if done.next_due is None else clock.wall_of(row, done.next_due, wall)

    def _write(self, row: Cluster, done: Done, fields: clock.Fields) -> None:
        turn = Turn(
            began_from=row.revision,
            epoch=self._epoch,
            changes=done.changes,
            delta=list(done.delta) if done.delta.agenda or done.delta.memos else None,
            whole=lambda: list(self.engine.ledger.whole()),
            decisions=done.decisions,
            clock={**fields, "step": done.delta.step},
        )
        prepared = prepare(self.cluster_id, done.changes)
        self._writer.write(turn, prepared, self._writer.pack(turn))
        if done.changes:
            notify.announce(self.cluster_id, done.changes[-1].revision)


def load(row: Cluster) -> Engine:
    """The cluster's engine as its last saved turn left it, with what was written since taken in."""
    deltas, revision = load_ledger(row.pk)
    revision = revision or 0
    store = MemoryStore(keep_log=False)
    store.load(objects_at(row.pk, revision) if revision else (), revision)
    engine = Engine(store, row.seed, assembly.components(authority.installed(settings.VAR)), row.first_time)
    engine.ledger.replay(Delta(*delta) for delta in deltas)
    engine.recorder.reload()
    gc.freeze()  # what was loaded stays: no collection need look at it
    log.info("cluster %s loaded at revision %s", row.name, revision)
    return engine


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
