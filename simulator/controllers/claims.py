"""Whose an object is: what a controller adopts, keeps and releases.

Source of the rules: pkg/controller/controller_ref_manager.go (ClaimObject). An owner that is being deleted
neither adopts nor releases; objects that are being deleted are not adopted.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.machinery.door import Door
from core.meta import owners
from core.meta.labels import Selector
from core.meta.objects import Doc, is_deleting, labels, uid, with_metadata


def is_adopted(owner: Doc, selector: Selector, orphan: Doc) -> bool:
    """Whether ``owner`` takes an object that nobody controls."""
    return not is_deleting(owner) and not is_deleting(orphan) and selector.matches(labels(orphan))


def is_released(owner: Doc, selector: Selector, owned: Doc) -> bool:
    """Whether ``owner`` lets go of an object that it controls."""
    return not is_deleting(owner) and not selector.matches(labels(owned))


def adopted(owner: Doc, orphan: Doc) -> Doc:
    """``orphan`` controlled by ``owner``."""
    others = [found for found in owners.owners(orphan) if found["uid"] != uid(owner)]
    return with_metadata(orphan, ownerReferences=[*others, owners.reference(owner)])


def claim(client: Door, owner: Doc, selector: Selector, owned: Iterable[Doc], orphans: Iterable[Doc]) -> list[Doc]:
    """Adopt and release through the door; what ``owner`` controls then."""
    kept: list[Doc] = []
    for doc in owned:
        if is_released(owner, selector, doc):
            client.update(owners.without(doc, uid(owner)))
        elif is_deleting(owner) is False or selector.matches(labels(doc)):
            kept.append(doc)
    taken = [client.update(adopted(owner, doc)) for doc in orphans if is_adopted(owner, selector, doc)]
    return kept + taken


def controller_key_fields(doc: Doc | None, kind: str) -> str:
    """The name of the controlling owner when it is of ``kind``; else empty."""
    reference = owners.controller_of(doc) if doc is not None else None
    return reference["name"] if reference and reference["kind"] == kind else ""
