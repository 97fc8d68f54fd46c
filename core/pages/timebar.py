"""The time bar's history: how busy each moment was, and marks for what people look for."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.http import HttpRequest

from core.founding import ACTOR as FOUNDER
from core.meta.objects import Doc
from core.models import Cluster
from core.pages.answers import Answer, cluster_view
from core.projection.marks import ROLLOUT, USER, WARNING, mark_of
from core.store.landmarks import busyness, landmarks
from core.store.log import Logged

BUCKETS = 240
MOST_MARKS = 400
PLACES = 200
"""Marks of one kind that lie within this part of the span would lie on top of each other."""
LONGEST_LABEL = 160


class Stretch(NamedTuple):
    """A part of a cluster's log; `created` tells clusters of one id apart, as restored databases may have them."""

    cluster_id: int
    created: datetime
    since: int
    until: int


class Mark(NamedTuple):
    """A moment worth a line on the scrubber."""

    time: int
    kind: str
    label: str
    revision: int


@cluster_view("GET")
def history(request: HttpRequest, cluster: Cluster) -> Answer:
    """First and last recorded moment, changes over time, and marks."""
    first, last = cluster.first_time, max(cluster.time, cluster.first_time + 1)
    marks = marks_of(Stretch(cluster.pk, cluster.created, cluster.first_revision, cluster.revision))
    return {
        "first": first,
        "last": last,
        "buckets": [list(bucket) for bucket in busyness(cluster, first, last, BUCKETS)],
        "marks": [list(mark) for mark in thin(marks, first, last)],
    }


@lru_cache(maxsize=32)
def marks_of(stretch: Stretch) -> tuple[Mark, ...]:
    """All marks of a stretch of the log, in order. The log does not change, so the answer is kept."""
    found = (_mark(entry) for entry in landmarks(stretch.cluster_id, stretch.since, stretch.until))
    return tuple(sorted(mark for mark in found if mark is not None))


def _mark(entry: Logged) -> Mark | None:
    change = entry.change
    kind = mark_of(change, by_person=entry.step is not None)
    if not kind or change.actor == FOUNDER:
        return None
    return Mark(change.time, kind, _label(kind, entry)[:LONGEST_LABEL], change.revision)


def _label(kind: str, entry: Logged) -> str:
    change = entry.change
    subject = "/".join(part for part in (change.key.namespace, change.key.name) if part)
    if kind == USER:
        did = {"ADDED": "created", "MODIFIED": "changed", "DELETED": "deleted"}[change.verb]
        return f"{change.actor} {did} {change.doc['kind']} {subject}"
    if kind == ROLLOUT:
        return f"ReplicaSet {subject}"
    if kind == WARNING:
        return f"{_involved(change.doc)}: {change.doc.get('reason', '')}"
    return f"{_involved(change.doc)}: {change.doc.get('message') or change.doc.get('note') or ''}"


def _involved(event: Doc) -> str:
    about = event.get("involvedObject") or event.get("regarding") or {}
    return f"{about.get('kind', '')} {about.get('name', '')}".strip()


def thin(marks: Iterable[Mark], first: int, last: int) -> list[Mark]:
    """Marks that can be told apart: of each kind one per place of the span, and what people did before all else."""
    width = max((last - first) // PLACES, 1)
    kept: dict[tuple[str, int], Mark] = {}
    for mark in marks:
        kept.setdefault((mark.kind, (mark.time - first) // width), mark)
    ranked = sorted(kept.values(), key=lambda mark: (mark.kind != USER, mark.kind == WARNING, -mark.time))
    return sorted(ranked[:MOST_MARKS], key=lambda mark: (mark.kind == USER, mark))  # drawn last, so on top
