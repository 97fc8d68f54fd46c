"""What the tables keep of a document beside its bytes, for lists, filters and indexes."""

from __future__ import annotations

from typing import Any

import orjson

from core.meta.objects import Doc
from core.meta.time import parse
from core.store.protocol import Logged

OBJECT = (
    "cluster_id", "resource", "namespace", "name", "uid", "revision", "created", "owner", "more_owners",
    "node", "phase", "labels", "dictionary_id", "doc",
)  # fmt: skip
CHANGE = (
    "id", "time", "actor", "verb", "resource", "namespace", "name", "subject", "step", "dictionary_id", "doc",
)  # fmt: skip
"""Of the log; ``wall`` is added when the rows are inserted."""

Row = tuple[Any, ...]


def object_row(cluster_id: int, change: Logged, dictionary: int, packed: bytes) -> Row:
    """The row of the object that ``change`` left, in the order of `OBJECT`."""
    doc, meta = change.doc, change.doc["metadata"]
    owner, more = owner_columns(meta)
    labels = meta.get("labels")
    return (
        cluster_id,
        *change.key,
        meta.get("uid", ""),
        change.revision,
        parse(meta["creationTimestamp"]) if meta.get("creationTimestamp") else change.time,
        owner,
        more,
        _text(doc.get("spec"), "nodeName"),
        _text(doc.get("status"), "phase"),
        orjson.dumps(labels).decode() if labels else "{}",
        dictionary,
        packed,
    )


def owner_columns(meta: Doc) -> tuple[str, str]:
    """The uid of the controller (or else the first owner), and those of the others."""
    references = meta.get("ownerReferences")
    if not references:
        return "", ""
    if len(references) == 1:
        return references[0]["uid"], ""
    first = next((one for one in references if one.get("controller")), references[0])
    return first["uid"], "".join(f"{one['uid']} " for one in references if one is not first)


def _text(part: Any, field: str) -> str:
    value = part.get(field) if isinstance(part, dict) else None
    return value if isinstance(value, str) and "\0" not in value else ""  # which PostgreSQL does not take
