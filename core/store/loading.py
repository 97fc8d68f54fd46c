"""Reading whole states: all objects at the head, or at the engine's last turn, with equal parts held once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from core.meta.objects import Doc, Key, uid
from core.models import Cluster, Object
from core.store import log
from core.store.codec import current_codec
from core.store.protocol import EVENTS
from core.store.rows import pages

_TABLE = Object._meta.db_table
_SHARED_METADATA = ("labels", "annotations", "ownerReferences", "managedFields")


class Interner:
    """Gives equal parts of documents one identity: 150,000 pods of one template share one spec's parts."""

    def __init__(self) -> None:
        self._known: dict[bytes, Any] = {}

    def intern(self, doc: Doc) -> Doc:
        """``doc``, its equal parts exchanged for known ones; changed in place, so only for a fresh document."""
        metadata = doc["metadata"]
        for field in _SHARED_METADATA:
            if field in metadata:
                metadata[field] = self._known_as(metadata[field])
        for part in (doc.get("spec"), doc.get("status")):
            if isinstance(part, dict):
                self._intern_members(part)
        return doc

    def _intern_members(self, part: Doc) -> None:
        for field, value in part.items():
            if isinstance(value, (dict, list)):
                part[field] = self._known_as(value)

    def _known_as(self, value: Any) -> Any:
        return self._known.setdefault(orjson.dumps(value), value)


def objects_at_head(cluster_id: int) -> Iterator[tuple[Key, Doc]]:
    """All current objects, in the order of their rows."""
    sql = (
        f"SELECT id, resource, namespace, name, dictionary_id, doc FROM {_TABLE}"
        " WHERE cluster_id = %s AND id > %s ORDER BY id LIMIT %s"
    )
    unpack = current_codec().unpack
    for _, resource, namespace, name, dictionary, data in pages(sql, [cluster_id], after=0):
        yield Key(resource, namespace, name), unpack(dictionary, bytes(data))


def objects_at(cluster_id: int, revision: int) -> Iterator[tuple[Key, Doc]]:
    """All objects as of a recent ``revision``: the current ones but for what was written since. Equal parts are shared.

    The log is read after the objects, so what is written meanwhile does no harm and nobody is locked out.
    """
    intern = Interner().intern
    current = {key: intern(doc) for key, doc in objects_at_head(cluster_id)}
    written: dict[Key, str] = {}
    head = Cluster.objects.values_list("revision", flat=True).get(pk=cluster_id)
    for change in (entry.change for entry in log.read(cluster_id, revision, head)):
        if change.key.resource != EVENTS:
            written.setdefault(change.key, uid(change.doc))
    yield from (pair for pair in current.items() if pair[0] not in written)
    for key, first_uid in written.items():
        before = log.latest(cluster_id, first_uid, revision)
        if before is not None and before.verb != "DELETED":
            yield key, intern(before.doc)
