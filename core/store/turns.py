"""Saving an engine's turn: changes, ledger, reasons and clock in one short transaction, fenced by the lease."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson
from django.db import transaction
from django.db.models import Max, Sum
from django.db.models.functions import Length

from core.models import Cluster, Decision, EngineTurn
from core.store import rows
from core.store.codec import dump, expand, register_dictionary, squeeze
from core.store.prepare import prepare, write
from core.store.protocol import Change, HeadMoved

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

    ``delta`` is the ledger's, a JSON value that `load_ledger` gives back; ``is_whole``: it is all that the ledger
    holds, as `TurnWriter.wants_whole` asks for. ``clock`` are fields of the cluster's row.
    """

    began_from: int
    epoch: int
    changes: Sequence[Change] = ()
    delta: Any = None
    is_whole: bool = False
    decisions: Sequence[Reason] = ()
    clock: Mapping[str, Any] = field(default_factory=dict)


class LedgerRow(NamedTuple):
    """A packed delta, and whether it is the whole."""

    data: bytes
    whole: bool


class TurnWriter:
    """Writes the turns of one engine, remembering how much its deltas weigh. One per lease."""

    def __init__(self, cluster_id: int) -> None:
        register_dictionary()
        self._cluster_id = cluster_id
        self._rows = EngineTurn.objects.filter(cluster_id=cluster_id)
        self._sequence = self._rows.aggregate(last=Max("sequence"))["last"] or 0
        self._whole = self._weigh(whole=True)
        self._deltas = self._weigh(whole=False)

    @property
    def wants_whole(self) -> bool:
        """Whether the deltas have outgrown the whole: the next turn should bring all that the ledger holds."""
        return self._deltas > max(FOLD_FACTOR * self._whole, FOLD_LEAST)

    def write(self, turn: Turn) -> None:
        """Write everything or nothing, packed before the lock is taken. Raises `Fenced` and `HeadMoved`."""
        prepared = prepare(self._cluster_id, turn.changes)
        ledger = None if turn.delta is None else LedgerRow(squeeze(turn.delta), turn.is_whole)
        with transaction.atomic():
            head = self._lock(turn)
            write(prepared)
            _write_decisions(self._cluster_id, turn.decisions)
            if ledger:
                self._write_ledger(ledger, head)
            Cluster.objects.filter(pk=self._cluster_id).update(revision=head, **turn.clock)
        if ledger:
            self._settle(ledger)

    def _lock(self, turn: Turn) -> int:
        """Take the cluster's lock; the head after this turn."""
        cluster = Cluster.objects.select_for_update().only("revision", "lease_epoch").get(pk=self._cluster_id)
        if cluster.lease_epoch != turn.epoch:
            raise Fenced(f"lease epoch is {cluster.lease_epoch}, not {turn.epoch}")
        if cluster.revision != turn.began_from:
            raise HeadMoved(f"head is {cluster.revision}, not {turn.began_from}")
        return turn.changes[-1].revision if turn.changes else turn.began_from

    def _write_ledger(self, ledger: LedgerRow, head: int) -> None:
        if ledger.whole:
            self._rows.all()._raw_delete(using="default")
        EngineTurn.objects.create(
            cluster_id=self._cluster_id,
            sequence=self._sequence + 1,
            revision=head,
            whole=ledger.whole,
            delta=ledger.data,
        )

    def _settle(self, ledger: LedgerRow) -> None:
        self._sequence += 1
        if ledger.whole:
            self._whole, self._deltas = len(ledger.data), 0
        else:
            self._deltas += len(ledger.data)

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


def _write_decisions(cluster_id: int, decisions: Sequence[Reason]) -> None:
    if not decisions:
        return
    latest = {(one[2], one[4]): one for one in decisions if one[4] in LATEST_ONLY}
    others = [one for one in decisions if one[4] not in LATEST_ONLY]
    where = "cluster_id = %s AND subject = %s AND action = %s"
    rows.many(f"DELETE FROM {_DECISIONS} WHERE {where}", [(cluster_id, *slot) for slot in latest])
    kept = sorted([*latest.values(), *others], key=lambda one: one[0])
    packed = [(cluster_id, *one[:5], dump(one[5])) for one in kept]
    rows.insert(_DECISIONS, _DECISION, packed)
