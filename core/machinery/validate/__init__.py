"""Field rules: what is wrong with a document that has the right shape, one FieldError each, in upstream's order."""

from __future__ import annotations

from core.kinds.kind import Kind
from core.machinery.validate import certificates, changes, metadata, podchanges, reviews, rules
from core.meta.fields import FieldError
from core.meta.objects import Doc


def create(kind: Kind, doc: Doc) -> list[FieldError]:
    """Return every field error of a new, defaulted and admitted document; empty when it may be stored."""
    found = metadata.check(kind, doc) + rules.check(kind, doc)
    return found + podchanges.check_new(doc) if kind.resource == "pods" else found


def question(kind: Kind, doc: Doc) -> list[FieldError]:
    """Return every field error of a review, which is answered and never stored."""
    return reviews.check(kind, doc)


def status(kind: Kind, new: Doc, old: Doc) -> list[FieldError]:
    """Return every field error of a changed status: of the metadata written with it, and by the rules of the kind."""
    found = metadata.check(kind, new) + metadata.check_update(new, old)
    return found + certificates.conditions(new, old) if kind.plural == "certificatesigningrequests" else found


def update(kind: Kind, new: Doc, old: Doc) -> list[FieldError]:
    """Return every field error of a changed document, immutable fields included."""
    return metadata.check(kind, new) + metadata.check_update(new, old) + changes.check(kind, new, old)
