"""What the page of one object shows: YAML, history, events, and links to its owner and to what it owns."""

from __future__ import annotations

from typing import Any

from core.admin.columns import document, printed
from core.clients import open_store
from core.kinds.registry import KINDS
from core.machinery.decode import encode
from core.meta.objects import Doc
from core.meta.time import rfc3339
from core.models import Object
from core.projection.events import event_row
from core.projection.masking import shown

MOST = 200
"""Changes and events shown, the newest first."""


def details(row: Object) -> dict[str, Any]:
    """The template's context for an object."""
    kind = KINDS[row.resource]
    store = open_store(row.cluster_id)
    cells = printed(row, kind)
    changes = store.history(row.uid)
    return {
        "facts": [(column.name, cell) for column, cell in zip(kind.columns, cells, strict=False)],
        "yaml": encode(shown(document(row))),
        "changes": [
            (change.revision, rfc3339(change.time), change.actor, change.verb, difference(before, change.doc))
            for before, change in zip([None, *(one.doc for one in changes)], changes, strict=False)
        ][: -MOST - 1 : -1],
        "events": [
            (rfc3339(change.time), *event_row(change.doc)[2:6], event_row(change.doc)[9])
            for change in reversed(store.events_about(row.uid))
        ][:MOST],
    }


def difference(before: Doc | None, after: Doc) -> str:
    """The fields that a change set, as far as one line shows."""
    if before is None:
        return ""
    found = [
        f"{part}.{field}"
        for part in ("metadata", "spec", "status")
        for field in _changed(before.get(part) or {}, after.get(part) or {})
        if field not in ("resourceVersion", "managedFields")
    ]
    return ", ".join(found)


def _changed(before: Any, after: Any) -> list[str]:
    if not isinstance(before, dict) or not isinstance(after, dict):
        return []
    return sorted(field for field in {*before, *after} if before.get(field) != after.get(field))
