"""Documents as people may see them, and back: managed fields hidden, the values of Secrets masked."""

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


def unmasked(doc: Doc, old: Doc) -> Doc:
    """What a person sent back after seeing `shown` of it, with the values that are still masked as in `old`."""
    if doc.get("kind") != "Secret":
        return doc
    restored = _restored(doc, "data", old.get("data") or {})
    metadata = restored.get("metadata")
    if not isinstance(metadata, dict):
        return restored
    return {**restored, "metadata": _restored(metadata, "annotations", old["metadata"].get("annotations") or {})}


def _restored(holder: Doc, field: str, before: Doc) -> Doc:
    """`holder` with what is masked in its map `field` as it was before."""
    values = holder.get(field)
    if not isinstance(values, dict) or MASK not in values.values():
        return holder
    known = {name: before.get(name, value) if value == MASK else value for name, value in values.items()}
    return {**holder, field: known}
