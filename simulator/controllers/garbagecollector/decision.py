"""What becomes of an object by the state of its owners.

Source of the rules: attemptToDeleteItem in pkg/controller/garbagecollector/garbagecollector.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from core.machinery.deletion import FOREGROUND, ORPHAN, Propagation
from core.meta import owners
from core.meta.objects import Doc, is_deleting, with_metadata

State = Literal["solid", "absent", "waiting"]
"""An owner that is there and stays, one that is not there, one that waits for its dependents to be gone."""


class Disown(NamedTuple):
    """Keep the object; take out the references to these uids."""

    uids: frozenset[str]


class Delete(NamedTuple):
    """Delete the object in this way."""

    propagation: Propagation


def is_waiting(doc: Doc) -> bool:
    """Whether a foreground deletion waits for the dependents."""
    return is_deleting(doc) and FOREGROUND in (doc["metadata"].get("finalizers") or ())


def is_orphaning(doc: Doc) -> bool:
    """Whether the dependents are to be let go before the object goes."""
    return is_deleting(doc) and ORPHAN in (doc["metadata"].get("finalizers") or ())


def is_blocking(dependent: Doc, uid: str) -> bool:
    """Whether its owner ``uid`` must wait for ``dependent``."""
    return any(held["uid"] == uid and held.get("blockOwnerDeletion") for held in owners.owners(dependent))


def judge(doc: Doc, state_of: Callable[[Doc], State], has_dependents: bool) -> Disown | Delete | None:
    """What is to be done with an object; ``None`` when nothing.

    ``state_of`` tells the state of the owner that a reference names. One solid owner keeps the object.
    """
    held = owners.owners(doc)
    if not held or is_deleting(doc):
        return None
    states = {reference["uid"]: state_of(reference) for reference in held}
    if "solid" in states.values():
        gone = frozenset(uid for uid, state in states.items() if state != "solid")
        return Disown(gone) if gone else None
    if "waiting" in states.values() and has_dependents:
        return Delete("Foreground")
    return Delete(_own_way(doc))


def _own_way(doc: Doc) -> Propagation:
    finalizers = doc["metadata"].get("finalizers") or ()
    if ORPHAN in finalizers:
        return "Orphan"
    return "Foreground" if FOREGROUND in finalizers else "Background"


def without_owners(doc: Doc, uids: Iterable[str]) -> Doc:
    """``doc`` no longer owned by ``uids``."""
    for uid in uids:
        doc = owners.without(doc, uid)
    return doc


def unblocking(doc: Doc) -> Doc:
    """``doc`` with no owner that must wait for it."""
    held = [{**reference, "blockOwnerDeletion": False} for reference in owners.owners(doc)]
    return with_metadata(doc, ownerReferences=held)


def without_finalizer(doc: Doc, finalizer: str) -> Doc:
    kept = [held for held in doc["metadata"].get("finalizers") or () if held != finalizer]
    return with_metadata(doc, finalizers=kept or None)
