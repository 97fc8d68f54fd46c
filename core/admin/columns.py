"""A kind's printer columns as columns of its list in the admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.admin import display
from django.utils.html import format_html

from core.kinds.kind import Kind
from core.machinery import table
from core.meta.objects import Doc
from core.models import Object
from core.store.codec import current_codec

Cell = Callable[[Any, Object], Any]

GOOD = frozenset({"Running", "Ready", "Active", "Bound", "True", "Complete", "Completed", "Succeeded", "Available"})
WAITING = frozenset({"Pending", "ContainerCreating", "PodInitializing", "Released", "Progressing"})
ENDING = frozenset({"Terminating", "Paused"})
STATUS_COLUMNS = frozenset({"Status", "Phase"})


def document(row: Object) -> Doc:
    """The document of a row, unpacked once."""
    found: Doc | None = row.__dict__.get("_document")
    if found is None:
        found = row.__dict__["_document"] = current_codec().unpack(row.dictionary_id or 0, bytes(row.doc))
    return found


def printed(row: Object, kind: Kind) -> list[Any]:
    """The printed values of a row at its cluster's time, one per column of its kind."""
    found: list[Any] | None = row.__dict__.get("_printed")
    if found is None:
        found = row.__dict__["_printed"] = table.cells(kind, document(row), row.cluster.time)
    return found


def list_columns(kind: Kind) -> dict[str, Cell]:
    """Methods for ``list_display`` by name: the columns that ``kubectl get`` prints after the name, wide ones too."""
    return {
        f"column_{position}": _column(kind, position)
        for position, column in enumerate(kind.columns)
        if position and column.name not in ("Created At", "Containers", "Images", "Selector", "Readiness Gates")
    }


def _column(kind: Kind, position: int) -> Cell:
    title = kind.columns[position].name
    ordering = {"Age": "-created", "Node": "node", "Status": "phase"}.get(title)

    @display(description=title, ordering=ordering)
    def cell(_: Any, row: Object) -> Any:
        value = printed(row, kind)[position]
        return status_badge(str(value)) if title in STATUS_COLUMNS else _text(value)

    return cell


def status_badge(word: str) -> str:
    """A status with its colour, and a shape that says the same."""
    first = word.split(",")[0]
    return format_html('<span class="status status-{}">{}</span>', _tone(first), word)


def _tone(word: str) -> str:
    if word in GOOD:
        return "ok"
    if word in ENDING:
        return "gone"
    return "wait" if word in WAITING or word.startswith("Init:") else "bad"


def _text(value: Any) -> Any:
    if value is None:
        return "<none>"
    return str(value).lower() if isinstance(value, bool) else value
