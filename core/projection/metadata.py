"""What rows of several tables read alike: times, owners, numbers that may be absent."""

from __future__ import annotations

from typing import Any

from core.meta import quantity
from core.meta.objects import Doc
from core.meta.time import SECOND, parse


def seconds(text: str | None) -> int:
    """Whole virtual seconds of a time in a document; 0 when it has none."""
    if not text:
        return 0
    try:
        return parse(text) // SECOND
    except ValueError:
        return 0


def created(doc: Doc) -> int:
    return seconds(doc["metadata"].get("creationTimestamp"))


def controller(doc: Doc) -> Doc:
    """The owner reference of the controller, else the first one, else an empty one."""
    references = doc["metadata"].get("ownerReferences") or ()
    for reference in references:
        if reference.get("controller"):
            return reference  # type: ignore[no-any-return]  # part of a document
    return references[0] if references else {}


def spec(doc: Doc) -> Doc:
    return doc.get("spec") or {}


def status(doc: Doc) -> Doc:
    return doc.get("status") or {}


def milli(amount: Any) -> int:
    """Thousandths of a quantity; 0 for one that cannot be read."""
    try:
        return quantity.milli(amount)
    except (quantity.QuantityError, TypeError):
        return 0


def whole(amount: Any) -> int:
    """Whole units of a quantity; 0 for one that cannot be read."""
    try:
        return quantity.value(amount)
    except (quantity.QuantityError, TypeError):
        return 0
