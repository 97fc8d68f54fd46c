"""Editing one object as text: what a person changed since they read it is laid over what the object is now."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from core.machinery.decode import Document, documents
from core.machinery.door import Door
from core.meta import errors
from core.meta.errors import StatusError
from core.meta.objects import Doc, Key, revision, with_metadata
from core.pages.answers import Refusal
from core.pages.manifests.faults import Fault, decoded, fault, of_refusal
from core.pages.masking import unmasked
from core.store import moments
from core.store.protocol import Compacted
from core.store.sql import SqlStore

_ABSENT: Any = object()


@dataclass(frozen=True)
class Edit:
    """An object before and after."""

    old: Doc
    new: Doc


def edit(door: Door, store: SqlStore, key: Key, text: str) -> Edit:
    """Change the object at `key` to what `text` says. Raises `Refusal` with `errors` that have lines, or 404."""
    old = door.reader.get(key)
    if old is None:
        raise errors.not_found(key.resource, key.name)
    document, wanted = _read(text, old)
    base = _base(store, key, wanted) or old
    merged = rebase(base, wanted, old)
    try:
        new = door.update(with_metadata(merged, resourceVersion=None))
    except StatusError as error:
        raise _refusal(error.code, of_refusal(document, error), error) from None
    return Edit(old, new)


def _read(text: str, old: Doc) -> tuple[Document, Doc]:
    """The one document in `text`, decoded, that still names the object which is edited."""
    found = documents(text)
    faults: list[Fault] = [
        {"line": error.line, "column": error.column, "path": "", "message": error.message, "suggestion": ""}
        for error in found.errors
    ]
    if faults:
        raise _refusal(400, faults)
    if len(found.documents) != 1:
        raise Refusal(400, _("There must be exactly one document; here are %(n)s.") % {"n": len(found.documents)})
    document = replace(found.documents[0], doc=unmasked(found.documents[0].doc, old))
    faults = _renamed(document, old)
    if not faults:
        _kind, doc, faults = decoded(document)
    if faults:
        raise _refusal(422, faults)
    return document, doc


def _renamed(document: Document, old: Doc) -> list[Fault]:
    """Editing cannot make another object of it."""
    changed = [name for name in ("apiVersion", "kind") if document.doc[name] != old[name]]
    found = [fault(document, name, _renamed_to(name)) for name in changed]
    metadata = document.doc.get("metadata")
    if not isinstance(metadata, dict):
        return [*found, fault(document, "metadata", _renamed_to("metadata"))]
    names = [name for name in ("name", "namespace") if metadata.get(name) != old["metadata"].get(name)]
    return found + [fault(document, f"metadata.{name}", _renamed_to(f"metadata.{name}")) for name in names]


def _renamed_to(path: str) -> str:
    return _("%(path)s names the object and cannot be edited.") % {"path": path}


def _refusal(code: int, faults: list[Fault], error: StatusError | None = None) -> Refusal:
    message = error.message if error else faults[0]["message"]
    return Refusal(code, message, errors=faults, status=error.status() if error else None)


def _base(store: SqlStore, key: Key, wanted: Doc) -> Doc | None:
    """The object as the person read it, by the resourceVersion in their text; None when that is no longer kept."""
    text = wanted["metadata"].get("resourceVersion")
    if not isinstance(text, str) or not text.isdecimal():
        return None
    try:
        found = moments.object_at(store.cluster_id, key, revision(wanted))
    except Compacted:
        return None
    return found if found and found["metadata"]["uid"] == wanted["metadata"].get("uid") else None


def rebase(base: Any, wanted: Any, live: Any) -> Any:
    """`live` with what differs between `base` and `wanted`; what the person left alone is as it is now."""
    if wanted == base:
        return live
    if not (isinstance(wanted, dict) and isinstance(live, dict) and isinstance(base, dict)):
        return wanted
    names = [*live, *(name for name in wanted if name not in live)]
    pairs = ((name, rebase(*(part.get(name, _ABSENT) for part in (base, wanted, live)))) for name in names)
    return {name: value for name, value in pairs if value is not _ABSENT}
