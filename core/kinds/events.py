"""Events: what happened to an object, in the two API groups that show the same rows."""

from __future__ import annotations

from typing import Any, Final

from core.kinds import printing
from core.kinds.kind import Kind, columns
from core.meta.objects import Doc

_EVENT: Final[Doc] = {
    "source": {},
    "firstTimestamp": None,
    "lastTimestamp": None,
    "eventTime": None,
    "reportingComponent": "",
    "reportingInstance": "",
}


def _complete(doc: Doc) -> Doc:
    return {**_EVENT, **doc}


def _cells(doc: Doc, now: int) -> list[Any]:
    subject = doc.get("involvedObject") or doc.get("regarding") or {}
    first, last, count = _times(doc)
    return [
        printing.since(last, now),
        doc.get("type", ""),
        doc.get("reason", ""),
        _subject(subject),
        subject.get("fieldPath", ""),
        _source(doc),
        (doc.get("message") or doc.get("note") or "").strip(),
        printing.since(first, now),
        str(count),
        printing.name(doc),
    ]


def _times(doc: Doc) -> tuple[str | None, str | None, int]:
    """Return first and last time and the count, from a series where there is one."""
    first = doc.get("firstTimestamp") or doc.get("deprecatedFirstTimestamp") or doc.get("eventTime")
    last = doc.get("lastTimestamp") or doc.get("deprecatedLastTimestamp") or first
    series = doc.get("series")
    if series:
        return first, series.get("lastObservedTime"), series.get("count", 0)
    return first, last, doc.get("count") or doc.get("deprecatedCount") or 1


def _subject(subject: Doc) -> str:
    kind = str(subject.get("kind", "")).lower()
    return f"{kind}/{subject['name']}" if subject.get("name") else kind


def _source(doc: Doc) -> str:
    source = doc.get("source") or doc.get("deprecatedSource") or {}
    component = source.get("component") or doc.get("reportingComponent") or doc.get("reportingController") or ""
    host = source.get("host") or (doc.get("reportingInstance") or "" if not source else "")
    return f"{component}, {host}" if host else str(component)


EVENT = Kind(
    kind="Event",
    plural="events",
    short_names=("ev",),
    columns=columns(
        "Last Seen",
        "Type",
        "Reason",
        "Object",
        "Subobject+",
        "Source+",
        "Message",
        "First Seen+",
        "Count+",
        "Name+",
    ),
    defaults=_complete,
    cells=_cells,
)

EVENT_OF_EVENTS = Kind(
    kind="Event",
    plural="events",
    group="events.k8s.io",
    short_names=("ev",),
    columns=columns(
        "Last Seen",
        "Type",
        "Reason",
        "Object",
        "Subobject+",
        "Source+",
        "Message",
        "First Seen+",
        "Count+",
        "Name+",
    ),
    stored_as="events",
    cells=_cells,
)

KINDS = (EVENT, EVENT_OF_EVENTS)
