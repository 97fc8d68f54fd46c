"""Defaults: a document with every absent field that the API server would fill in."""

from __future__ import annotations

from core.kinds.kind import Kind
from core.meta.objects import Doc


def apply(kind: Kind, doc: Doc) -> Doc:
    """Return `doc` with its kind's defaults; whatever was complete already is shared, not copied.

    Applying them again changes nothing.
    """
    if not isinstance(doc.get("metadata"), dict):
        doc = {**doc, "metadata": {}}
    return kind.defaults(doc)
