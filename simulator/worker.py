"""A worker process's clusters: which it holds, and when each wants its next turn."""

from __future__ import annotations

import gc
import logging

from core.models import Cluster
from core.store.turns import Fenced
from simulator import lease
from simulator.lease import Renewer, wall_now
from simulator.saving import COLLECT_AFTER, SavingProcess
from simulator.session import Session

log = logging.getLogger(__name__)

LONGEST_WAIT = 5_000_000
"""µs: what is due later is left to the sweep, so that few messages wait in memory."""

LOST_AFTER = 1_000_000

MOST_HELD = 32
"""Clusters kept warm at once; the one that has waited longest is let go."""


class Worker:
    """Gives turns to the clusters of one process. ``holder`` is its Celery node name."""

    def __init__(self, holder: str) -> None:
        self.holder = holder
        self._sessions: dict[int, Session] = {}
        self._plans: dict[int, int] = {}
        self._saving = SavingProcess()
        gc.set_threshold(*COLLECT_AFTER)
        self._renewer = Renewer()
        self._renewer.start()

    def advance(self, cluster_id: int, planned: int | None) -> int | None:
        """Give the cluster one turn; the wall µs for which to queue the next, ``None`` when that is not called for.

        Does nothing when another worker holds the cluster, when it is no more, or when the turn was planned
        for a time that a later plan has replaced: a cluster has one plan at most, however many nudge it.
        """
        if planned is not None and self._plans.get(cluster_id) != planned:
            return None
        if planned is not None:
            del self._plans[cluster_id]
        try:
            session = self._session(cluster_id)
            return self._plan(cluster_id, session.turn()) if session else None
        except (Fenced, Cluster.DoesNotExist) as reason:
            log.info("cluster %s let go: %s", cluster_id, reason or type(reason).__name__)
            self._drop(cluster_id)
            return None
        except Exception:
            # What the engine holds in memory may be half-done: the next turn begins from what is stored.
            self._drop(cluster_id)
            raise

    def _plan(self, cluster_id: int, wanted: int | None) -> int | None:
        """``wanted`` when it becomes the cluster's plan; a turn too far off is left to the sweep.

        A plan whose time has long passed is one whose message was lost.
        """
        wall = wall_now()
        planned = self._plans.get(cluster_id)
        if wanted is None or wanted > wall + LONGEST_WAIT:
            return None
        if planned is not None and wall - LOST_AFTER < planned <= wanted:
            return None
        self._plans[cluster_id] = wanted
        return wanted

    def _session(self, cluster_id: int) -> Session | None:
        session = self._sessions.pop(cluster_id, None)
        if session is None:
            epoch = lease.acquire(cluster_id, self.holder)
            if epoch is None:
                return None
            self._renewer.held[cluster_id] = epoch
            session = Session(cluster_id, epoch, self._saving)
        self._sessions[cluster_id] = session  # last in, so the first is the one that waited longest
        if len(self._sessions) > MOST_HELD:
            self._let_go(next(iter(self._sessions)))
        return session

    def _let_go(self, cluster_id: int) -> None:
        epoch = self._renewer.held[cluster_id]
        self._drop(cluster_id)
        lease.release(cluster_id, epoch)

    def _drop(self, cluster_id: int) -> None:
        self._sessions.pop(cluster_id, None)
        self._plans.pop(cluster_id, None)
        self._renewer.held.pop(cluster_id, None)


_workers: dict[str, Worker] = {}


def worker(holder: str) -> Worker:
    """This process's worker of that name."""
    if holder not in _workers:
        _workers[holder] = Worker(holder)
    return _workers[holder]
