"""Documents as people may see them, and back: managed fields hidden, the values of Secrets masked."""

from typing import Any

from core.machinery.merge import LAST_APPLIED
from core.meta.objects import Doc

MASK = "••••••••"


def shown(doc: Doc) -> Doc:
    """The document as people may see it: without managed fields, with the values of a Secret masked."""
    metadata = {name: value for name, value in doc["metadata"].items() if name != "managedFields"}
    if doc.get("kind") != "Secret":
        return {**doc, "metadata": metadata}
    annotations = metadata.get("annotations") or {}
    if LAST_APPLIED in annotations:
        metadata["annotations"] = {**annotations, LAST_APPLIED: MASK}
    masked = {field: dict.fromkeys(doc[field], MASK) for field in ("data", "stringData") if doc.get(field)}
    return {**doc, **masked, "metadata": metadata}


def unmasked(doc: Doc, old: Doc | None) -> Doc:
    """What a person sent back after seeing `shown(old)`, with the values that are still masked as they were."""
    if old is None or doc.get("kind") != "Secret":
        return doc
    metadata = doc["metadata"]
    annotations = metadata.get("annotations") or {}
    before = (old["metadata"].get("annotations") or {}).get(LAST_APPLIED)
    if annotations.get(LAST_APPLIED) == MASK and before is not None:
        metadata = {**metadata, "annotations": {**annotations, LAST_APPLIED: before}}
    data = _restored(doc.get("data"), old.get("data") or {})
    return {**doc, "metadata": metadata, **({"data": data} if data is not None else {})}


def _restored(data: Any, before: Doc) -> Any:
    if not isinstance(data, dict):
        return data
    return {name: before.get(name, value) if value == MASK else value for name, value in data.items()}
