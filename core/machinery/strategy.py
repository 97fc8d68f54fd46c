"""What the API server itself fills in or keeps out of a write, for every kind alike: status and generation.

Source of the rules: the ``PrepareForCreate`` and ``PrepareForUpdate`` of k8s.io/kubernetes/pkg/registry.
"""

from __future__ import annotations

from core.kinds.kind import OWNED, Kind
from core.meta import objects
from core.meta.objects import Doc, with_metadata

KEPT = ("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "resourceVersion", "generation")
"""Metadata that only the server sets: an update takes them from the stored object."""

OUTSIDE_GENERATION = frozenset({"apiVersion", "kind", "metadata", "status"})


def prepare_create(kind: Kind, doc: Doc) -> Doc:
    """A new object as it may be stored: its first generation, and no status of the writer's making."""
    doc = _with_first_status(kind, doc)
    if kind.has_generation or "generation" in doc["metadata"]:
        doc = with_metadata(doc, generation=1 if kind.has_generation else None)
    return kind.created(doc)


def _with_first_status(kind: Kind, doc: Doc) -> Doc:
    if kind.keeps_first_status:
        return doc
    if kind.first_status is not None:
        return {**doc, "status": kind.first_status}
    return {field: value for field, value in doc.items() if field != "status"} if kind.has_status else doc


def prepare_update(kind: Kind, new: Doc, old: Doc) -> Doc:
    """A replacement as it may be stored: the server's fields and the status kept, a changed spec counted."""
    new = with_kept(new, old)
    if kind.has_status:
        new = _keep_status(new, old)
    return count_change(kind, kind.updated(new, old), old)


def with_kept(new: Doc, old: Doc) -> Doc:
    """A replacement with the metadata that only the server sets."""
    before = old["metadata"]
    return with_metadata(new, **{field: before.get(field) for field in KEPT})


def count_change(kind: Kind, new: Doc, old: Doc) -> Doc:
    """The replacement with the generation that it makes: the next one if what is wanted differs."""
    before = old["metadata"].get("generation")
    counts = kind.has_generation and _is_wanted_changed(kind, new, old)
    wanted = (before or 0) + 1 if counts else before
    return new if new["metadata"].get("generation") == wanted else with_metadata(new, generation=wanted)


def _keep_status(new: Doc, old: Doc) -> Doc:
    if new.get("status") == old.get("status"):
        return new
    kept = {field: value for field, value in new.items() if field != "status"}
    return {**kept, "status": old["status"]} if "status" in old else kept


def _is_wanted_changed(kind: Kind, new: Doc, old: Doc) -> bool:
    if kind.counts_annotations and objects.annotations(new) != objects.annotations(old):
        return True
    fields = (new.keys() | old.keys()) - OUTSIDE_GENERATION
    return any(new.get(field) != old.get(field) for field in fields)


def _with_owned(kind: Kind, old: Doc, after: Doc) -> Doc:
    before = old["metadata"]
    changed = {
        name: after.get(name) or None
        for name in (*OWNED, "managedFields")
        if (after.get(name) or None) != (before.get(name) or None) and name not in kind.status_leaves
    }
    return with_metadata(old, **changed) if changed else old


def with_status(kind: Kind, old: Doc, new: Doc) -> Doc:
    """The old document with what the ``status`` path changes; itself when all agree.

    That is the status and, but for a kind's `status_leaves`, what writers own of the metadata.
    """
    kept = old if new["metadata"] is old["metadata"] else _with_owned(kind, old, new["metadata"])
    if new.get("status") == old.get("status"):
        return kept
    return {**kept, "status": new.get("status") or {}}
