"""Owner references: who made an object, and who controls it."""

from __future__ import annotations

from typing import Any

Doc = dict[str, Any]


def reference(owner: Doc, *, controller: bool = True, block: bool = True) -> Doc:
    """Return the reference that a controller puts on what it creates for `owner`."""
    meta = owner["metadata"]
    found: Doc = {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": meta["name"],
        "uid": meta["uid"],
    }
    if controller:
        found["controller"] = True
    if block:
        found["blockOwnerDeletion"] = True
    return found


def owners(doc: Doc) -> list[Doc]:
    """All owner references; empty for an orphan."""
    found: list[Doc] = doc["metadata"].get("ownerReferences") or []
    return found


def controller_of(doc: Doc) -> Doc | None:
    """The one reference marked as controller, if any."""
    for found in doc["metadata"].get("ownerReferences") or ():
        if found.get("controller"):
            return found  # type: ignore[no-any-return]  # part of a document
    return None


def controller_uid(doc: Doc) -> str:
    """The uid of the controlling owner; empty when nobody controls."""
    found = controller_of(doc)
    return found["uid"] if found else ""


def is_controlled_by(doc: Doc, owner: Doc) -> bool:
    """Whether `owner` (by uid, not by name) controls `doc`."""
    return bool(controller_uid(doc) == owner["metadata"]["uid"])


def without(doc: Doc, uid: str) -> Doc:
    """Return `doc` no longer owned by `uid`; the same object when it was not."""
    kept = [found for found in owners(doc) if found["uid"] != uid]
    if len(kept) == len(owners(doc)):
        return doc
    meta = {key: value for key, value in doc["metadata"].items() if key != "ownerReferences"}
    if kept:
        meta["ownerReferences"] = kept
    return {**doc, "metadata": meta}
