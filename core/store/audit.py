"""The audit's rows: written in batches, the newest kept, read newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F

from core.models import AuditEntry, AuditTally, Cluster
from core.store import rows

MOST = 20_000
"""Entries kept of a cluster: some 16 MB."""
SLACK = 500
"""Entries beyond that until the oldest are deleted: few deletions, each of many rows."""
BATCH = 2000
"""Rows deleted in one transaction: short, so that the engine does not wait for it."""

COLUMNS = ("cluster_id", "time", "wall", "username", "verb", "resource", "namespace", "name", "code", "doc")
_TABLE = AuditEntry._meta.db_table


class Entry(NamedTuple):
    """One row, in the order of `COLUMNS`; ``doc`` is JSON."""

    cluster: int
    time: int
    wall: int
    username: str
    verb: str
    resource: str
    namespace: str
    name: str
    code: int
    doc: str


def append(entries: Sequence[Entry], lost: Mapping[int, int], most: int = MOST) -> None:
    """Write a batch, and how many entries of each cluster were lost since the last; deleted clusters' are left out."""
    with transaction.atomic():
        known = set(Cluster.objects.values_list("pk", flat=True))
        kept = [entry for entry in entries if entry.cluster in known]
        rows.insert(_TABLE, COLUMNS, kept)
        counts = Counter(entry.cluster for entry in kept)
        for cluster in known & (counts.keys() | lost.keys()):
            _count(cluster, written=counts[cluster], lost=lost.get(cluster, 0))
    for cluster in counts:
        _trim(cluster, most)


def tally(cluster_id: int) -> AuditTally:
    """The counts of a cluster."""
    return AuditTally.objects.filter(pk=cluster_id).first() or AuditTally(pk=cluster_id)


def _count(cluster_id: int, **more: int) -> None:
    changes = {name: F(name) + number for name, number in more.items()}
    if not AuditTally.objects.filter(pk=cluster_id).update(**changes):
        AuditTally.objects.get_or_create(pk=cluster_id)
        AuditTally.objects.filter(pk=cluster_id).update(**changes)


def _trim(cluster_id: int, most: int) -> None:
    """Delete the oldest entries beyond ``most``, once there are enough of them."""
    counts = tally(cluster_id)
    over = counts.written - counts.deleted - most
    while over >= SLACK:
        with transaction.atomic():
            sql = f"SELECT id FROM {_TABLE} WHERE cluster_id = %s ORDER BY id LIMIT %s"
            oldest = rows.select(sql, [cluster_id, min(over, BATCH)])
            if not oldest:
                return
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {_TABLE} WHERE cluster_id = %s AND id <= %s", [cluster_id, oldest[-1][0]])
            _count(cluster_id, deleted=len(oldest))
        over -= len(oldest)


class Wish(NamedTuple):
    """Which entries are wanted; what is empty or None leaves nothing out. ``text`` occurs somewhere in an entry."""

    username: str = ""
    verb: str = ""
    resource: str = ""
    outcome: str = ""
    """`ok`, `refused` (401, 403) or `failed` (other codes from 400)."""
    text: str = ""
    until: int | None = None
    """Virtual µs."""


_OUTCOMES = {"ok": "code < 400", "refused": "code IN (401, 403)", "failed": "code >= 400 AND code NOT IN (401, 403)"}


def newest(cluster_id: int, wish: Wish, *, before: int | None = None, most: int = 200) -> list[tuple[int, int, str]]:
    """The newest entries that a wish lets through: (id, wall ms, doc), those before an id when it is given."""
    where, values = _conditions(wish)
    if before is not None:
        where.append("id < %s")
        values.append(before)
    all_of = " AND ".join(["cluster_id = %s", *where])
    sql = f"SELECT id, wall, doc FROM {_TABLE} WHERE {all_of} ORDER BY id DESC LIMIT %s"
    return [(pk, wall, doc) for pk, wall, doc in rows.select(sql, [cluster_id, *values, most])]


def _conditions(wish: Wish) -> tuple[list[str], list[Any]]:
    same = {"username": wish.username, "verb": wish.verb, "resource": wish.resource}
    where = [f"{column} = %s" for column, value in same.items() if value]
    values: list[Any] = [value for value in same.values() if value]
    if wish.outcome in _OUTCOMES:
        where.append(_OUTCOMES[wish.outcome])
    for word in wish.text.lower().split():
        where.append(r"lower(doc) LIKE %s ESCAPE '\'")
        values.append("%" + "".join("\\" + letter if letter in r"\%_" else letter for letter in word) + "%")
    if wish.until is not None:
        where.append("time <= %s")
        values.append(wish.until)
    return where, values


def choices(cluster_id: int, column: str, most: int = 50) -> list[str]:
    """What occurs in a column, the commonest first."""
    if column not in ("username", "verb", "resource"):
        raise ValueError(column)
    sql = f"SELECT {column} FROM {_TABLE} WHERE cluster_id = %s GROUP BY {column} ORDER BY count(*) DESC LIMIT %s"
    return [row[0] for row in rows.select(sql, [cluster_id, most]) if row[0]]
