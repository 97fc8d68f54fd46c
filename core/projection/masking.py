"""Documents as people may see them: without managed fields, and without what Secrets hold."""

from __future__ import annotations

from core.machinery.merge import LAST_APPLIED
from core.meta.objects import Doc

MASK = "••••••••"


def shown(doc: Doc) -> Doc:
    """The document without managed fields; the values of a Secret masked, also where kubectl keeps a copy of them."""
    metadata = {name: value for name, value in doc["metadata"].items() if name != "managedFields"}
    if doc.get("kind") != "Secret":
        return {**doc, "metadata": metadata}
    annotations = metadata.get("annotations") or {}
    if LAST_APPLIED in annotations:
        metadata["annotations"] = {**annotations, LAST_APPLIED: MASK}
    masked = {field: dict.fromkeys(doc[field], MASK) for field in ("data", "stringData") if doc.get(field)}
    return {**doc, **masked, "metadata": metadata}
