"""Events, and objects that no other table shows, as rows."""

from __future__ import annotations

from core.meta.objects import Doc, Key
from core.projection.columns import Row
from core.projection.metadata import created, seconds


def event_row(doc: Doc) -> Row:
    """The row of an event of either group, in the order of ``COLUMNS["events"]``."""
    meta = doc["metadata"]
    about = doc.get("involvedObject") or doc.get("regarding") or {}
    series = doc.get("series") or {}
    return [
        meta.get("uid", ""),
        _last_seen(doc, series),
        doc.get("type", ""),
        doc.get("reason", ""),
        doc.get("message") or doc.get("note") or "",
        series.get("count") or doc.get("count") or doc.get("deprecatedCount") or 1,
        f"{about.get('kind', '')}/{about.get('name', '')}",
        meta.get("namespace", ""),
        about.get("uid", ""),
        _source(doc),
    ]


def object_row(key: Key, doc: Doc) -> Row:
    """The row of any object, in the order of ``COLUMNS["objects"]``."""
    return [doc["metadata"].get("uid", ""), key.resource, doc.get("kind", ""), key.namespace, key.name, created(doc)]


def _last_seen(doc: Doc, series: Doc) -> int:
    fields = (
        series.get("lastObservedTime"),
        doc.get("lastTimestamp"),
        doc.get("eventTime"),
        doc.get("deprecatedLastTimestamp"),
        doc.get("firstTimestamp"),
        doc["metadata"].get("creationTimestamp"),
    )
    return next((seconds(field) for field in fields if field), 0)


def _source(doc: Doc) -> str:
    found = doc.get("source") or doc.get("deprecatedSource") or {}
    return str(found.get("component") or doc.get("reportingComponent") or doc.get("reportingController") or "")
