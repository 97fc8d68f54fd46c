"""Filling absent fields in without touching the original: unchanged parts are shared, not copied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.meta.objects import Doc

Change = Callable[[Doc], Doc]


def fill(doc: Doc, defaults: Mapping[str, Any]) -> Doc:
    """Return `doc` with the absent (or null) fields of `defaults`; itself when none is absent."""
    missing = {field: value for field, value in defaults.items() if doc.get(field) is None}
    return {**doc, **missing} if missing else doc


def put(doc: Doc, field: str, value: Any) -> Doc:
    """Return `doc` with one field set; itself when it is already so."""
    return doc if field in doc and doc[field] is value else {**doc, field: value}


def without(doc: Doc, *fields: str) -> Doc:
    """Return `doc` without some fields; itself when it has none of them."""
    if not any(field in doc for field in fields):
        return doc
    return {field: value for field, value in doc.items() if field not in fields}


def within(doc: Doc, field: str, change: Change) -> Doc:
    """Return `doc` with one of its mappings changed; itself when that is absent or stays as it is."""
    before = doc.get(field)
    if not isinstance(before, dict):
        return doc
    after = change(before)
    return doc if after is before else {**doc, field: after}


def inside(doc: Doc, field: str, change: Change) -> Doc:
    """As `within`, where an absent mapping counts as an empty one (a struct that is no pointer upstream)."""
    return within(doc if isinstance(doc.get(field), dict) else {**doc, field: {}}, field, change)


def each(doc: Doc, field: str, change: Change) -> Doc:
    """Return `doc` with every item of one of its lists changed; itself when all stay as they are."""
    before = doc.get(field)
    if not before:
        return doc
    after = [change(item) for item in before]
    if all(new is old for new, old in zip(after, before, strict=True)):
        return doc
    return {**doc, field: after}


def deep(doc: Doc, path: str, change: Change) -> Doc:
    """Apply `change` at a dotted path; the document itself when something on the way is absent."""
    field, _, rest = path.partition(".")
    if not rest:
        return within(doc, field, change)
    return within(doc, field, lambda part: deep(part, rest, change))
