"""Saving an engine's turn: changes, ledger, reasons and clock in one short transaction, fenced by the lease."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import transaction
from django.db.models import Max, Sum
from django.db.models.functions import Length

from core.models import Cluster, Decision, EngineTurn
from core.store import rows
from core.store.codec import expand, register_dictionary, squeeze_text
from core.store.columns import Row
from core.store.prepare import prepare, write
from core.store.protocol import HeadMoved, Logged

LATEST_ONLY = frozenset({"FailedScheduling"})
"""Actions of which only the latest decision about an object is kept: a pod's newest verdict answers for all before."""

FOLD_LEAST = 1 << 18
"""Bytes of deltas below which they are not worth folding."""
FOLD_FACTOR = 3
"""How many times the whole the deltas weigh at most: a fold writes it, a load reads both."""

_DECISIONS = Decision._meta.db_table
_DECISION = ("cluster_id", "revision", "time", "subject", "component", "action", "reason")

Reason = tuple[int, int, str, str, str, Mapping[str, Any]]
"""(revision, time, subject uid, component, action, reason), as the engine's ``Decision``."""


class Fenced(Exception):
    """Another engine holds the cluster's lease: whatever this one computed must not be written."""


@dataclass(frozen=True)
class Turn:
    """What a turn of the engine did since revision ``began_from``, under lease ``epoch``.

    ``delta`` is the JSON text of the ledger's, whose value `load_ledger` gives back; ``is_whole``: it is all that the
    ledger holds, as `TurnWriter.wants_whole` asks for. ``decisions`` have their reasons as JSON text. ``clock`` are
    fields of the cluster's row.
    """

    began_from: int
    epoch: int
    changes: Sequence[Logged] = ()
    delta: bytes | None = None
    is_whole: bool = False
    decisions: Sequence[tuple[int, int, str, str, str, bytes]] = ()
    clock: Mapping[str, Any] = field(default_factory=dict)

    @property
    def head(self) -> int:
        """The revision that it leads to."""
        return self.changes[-1].revision if self.changes else self.began_from


class TurnWriter:
    """Writes the turns of one engine, remembering how much its deltas weigh.

    A worker and its saving process may have one each for a lease; they write in turn.
    """

    def __init__(self, cluster_id: int) -> None:
        register_dictionary()
        self._cluster_id = cluster_id
        self._rows = EngineTurn.objects.filter(cluster_id=cluster_id)
        self._whole = self._weigh(whole=True)
        self._deltas = self._weigh(whole=False)

    @property
    def wants_whole(self) -> bool:
        """Whether the deltas have outgrown the whole: the next turn should bring all that the ledger holds."""
        return self._deltas > max(FOLD_FACTOR * self._whole, FOLD_LEAST)

    def write(self, turn: Turn) -> None:
        """Write everything or nothing, packed before the lock is taken. Raises `Fenced` and `HeadMoved`."""
        prepared = prepare(self._cluster_id, turn.changes)
        delta = None if turn.delta is None else squeeze_text(turn.delta)
        with transaction.atomic():
            self._lock(turn)
            write(prepared)
            _write_decisions([(self._cluster_id, *one) for one in turn.decisions])
            if delta is not None:
                self._write_ledger(turn, delta)
            Cluster.objects.filter(pk=self._cluster_id).update(revision=turn.head, **turn.clock)
        if delta is not None:
            self._settle(len(delta), turn.is_whole)

    def _lock(self, turn: Turn) -> None:
        """Take the cluster's lock."""
        cluster = Cluster.objects.select_for_update().only("revision", "lease_epoch").get(pk=self._cluster_id)
        if cluster.lease_epoch != turn.epoch:
            raise Fenced(f"lease epoch is {cluster.lease_epoch}, not {turn.epoch}")
        if cluster.revision != turn.began_from:
            raise HeadMoved(f"head is {cluster.revision}, not {turn.began_from}")

    def _write_ledger(self, turn: Turn, delta: bytes) -> None:
        if turn.is_whole:
            self._rows.all()._raw_delete(using="default")
        last = self._rows.aggregate(last=Max("sequence"))["last"] or 0
        EngineTurn.objects.create(
            cluster_id=self._cluster_id,
            sequence=last + 1,
            revision=turn.head,
            whole=turn.is_whole,
            delta=delta,
        )

    def _settle(self, weight: int, is_whole: bool) -> None:
        if is_whole:
            self._whole, self._deltas = weight, 0
        else:
            self._deltas += weight

    def _weigh(self, *, whole: bool) -> int:
        weight = self._rows.filter(whole=whole).aggregate(bytes=Sum(Length("delta")))["bytes"]
        return int(weight or 0)


def load_ledger(cluster_id: int) -> tuple[list[Any], int | None]:
    """The saved deltas in their order, and the revision of the last of them (``None``: the engine has not run yet)."""
    saved = list(EngineTurn.objects.filter(cluster_id=cluster_id).order_by("sequence"))
    return [expand(bytes(row.delta)) for row in saved], saved[-1].revision if saved else None


def decisions_about(cluster_id: int, uid: str) -> list[Reason]:
    """The kept reasons about an object, oldest first."""
    found = Decision.objects.filter(cluster_id=cluster_id, subject=uid)
    return [(*row[:5], orjson.loads(bytes(row[5]))) for row in found.values_list(*_DECISION[1:])]


def _write_decisions(decisions: Sequence[Row]) -> None:
    """Keep reasons, as rows in the order of `_DECISION`."""
    latest = {(one[0], one[3], one[5]): one for one in decisions if one[5] in LATEST_ONLY}
    others = [one for one in decisions if one[5] not in LATEST_ONLY]
    rows.many(f"DELETE FROM {_DECISIONS} WHERE cluster_id = %s AND subject = %s AND action = %s", list(latest))
    rows.insert(_DECISIONS, _DECISION, sorted([*latest.values(), *others], key=lambda one: one[1]))
