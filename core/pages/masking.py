"""What people sent back after seeing a Secret masked, with its values as they were."""

from core.meta.objects import Doc
from core.projection.masking import MASK


def unmasked(doc: Doc, old: Doc) -> Doc:
    """What a person sent back after seeing it masked, with the values that are still masked as in `old`."""
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
