"""Objects as tables: the columns and cells that `kubectl get` shows, as JSON and as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from core.kinds import registry
from core.kinds.kind import Column, Kind
from core.kinds.printing import name_and_birth
from core.meta.objects import Doc

GAP = 3
"""Spaces between columns of text."""


def cells(kind: Kind, doc: Doc, now: int) -> list[Any]:
    """Return the printed values of an object at virtual µs `now`, one per column of its kind."""
    printer = kind.cells or name_and_birth
    return list(printer(doc, now))


def definition(column: Column) -> Doc:
    """Return the wire form of a column."""
    return {
        "name": column.name,
        "type": column.type,
        "format": column.format,
        "priority": column.priority,
    }


def table(kind: Kind, docs: Iterable[Doc], now: int, metadata: Doc | None = None) -> Doc:
    """Return the `meta.k8s.io/v1 Table` of objects, each row with its object's metadata."""
    rows = [{"cells": cells(kind, doc, now), "object": _partial(doc)} for doc in docs]
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": metadata or {},
        "columnDefinitions": [definition(column) for column in kind.columns],
        "rows": rows,
    }


def _partial(doc: Doc) -> Doc:
    return {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": doc["metadata"]}


def text(resource: str, docs: Sequence[Doc], now: int, *, wide: bool = False) -> str:
    """Return the table as kubectl prints it, without a last line break; `wide` is `-o wide`."""
    kind = registry.KINDS[resource]
    shown = [at for at, column in enumerate(kind.columns) if wide or not column.priority]
    lines = [[kind.columns[at].name.upper() for at in shown]]
    for doc in docs:
        found = cells(kind, doc, now)
        lines.append([_word(found[at]) for at in shown])
    widths = [max(len(line[at]) for line in lines) for at in range(len(shown))]
    return "\n".join(_line(line, widths) for line in lines)


def _line(words: Sequence[str], widths: Sequence[int]) -> str:
    padded = [word.ljust(width + GAP) for word, width in zip(words[:-1], widths, strict=False)]
    return "".join(padded) + words[-1]


def _word(value: Any) -> str:
    if value is None:
        return "<none>"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
