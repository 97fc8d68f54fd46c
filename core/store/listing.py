"""Lists for readers that pass documents on: packed as they are stored, unpacked only where somebody looks inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from core.meta.objects import Doc
from core.models import Cluster, Object
from core.store import keyframes, log
from core.store.codec import current_codec, dump
from core.store.rows import select

_CLUSTERS, _OBJECTS = Cluster._meta.db_table, Object._meta.db_table


class Packed(NamedTuple):
    """One object of a list."""

    namespace: str
    name: str
    labels: str | None
    """As JSON text; ``None`` where the document alone tells."""
    dictionary: int
    data: bytes

    def text(self) -> bytes:
        """The document as JSON."""
        return current_codec().text(self.dictionary, self.data)

    def doc(self) -> Doc:
        found: Doc = current_codec().unpack(self.dictionary, self.data)
        return found


@dataclass(frozen=True, slots=True)
class Whole:
    """One object of a list that was at hand as a document."""

    namespace: str
    name: str
    held: Doc
    labels: str | None = None

    def text(self) -> bytes:
        """The document as JSON."""
        return dump(self.held)

    def doc(self) -> Doc:
        return self.held


Item = Packed | Whole


class Wanted(NamedTuple):
    """Which objects to read: all of a resource, in one namespace, of one name, on one node."""

    resource: str
    namespace: str = ""
    name: str = ""
    node: str = ""


def at_head(cluster_id: int, wanted: Wanted) -> tuple[list[Item], int]:
    """The objects, sorted by namespace and name, and the revision at which they are so.

    One statement sees one state of the database, so the revision is read by the same one.
    """
    given = [(column, value) for column, value in zip(wanted._fields, wanted, strict=True) if value]
    held = " AND ".join(f"o.{column} = %s" for column, _ in given)
    sql = (
        "SELECT c.revision, o.namespace, o.name, o.labels, o.dictionary_id, o.doc"
        f" FROM {_CLUSTERS} c LEFT JOIN {_OBJECTS} o ON o.cluster_id = c.id AND {held} WHERE c.id = %s"
    )
    rows = select(sql, [*(value for _, value in given), cluster_id])
    if not rows:
        raise Cluster.DoesNotExist
    found = [Packed(row[1], row[2], row[3], row[4], bytes(row[5])) for row in rows if row[2] is not None]
    return sorted(found, key=place), int(rows[0][0])


def at(cluster_id: int, wanted: Wanted, revision: int) -> list[Item]:
    """The objects as they were at ``revision``, sorted by namespace and name. Raises `Compacted`."""
    written = keyframes.written_at(cluster_id, revision)
    revisions = [
        revision
        for key, revision in written.items()
        if key.resource == wanted.resource and wanted.namespace in ("", key.namespace)
    ]
    rows = log.rows_of(cluster_id, revisions, "namespace, name, dictionary_id, doc")
    return sorted((Packed(row[0], row[1], None, row[2], bytes(row[3])) for row in rows), key=place)


def whole(docs: Iterable[Doc], wanted: Wanted) -> list[Item]:
    """Those of ``docs`` that are wanted, sorted by namespace and name."""
    found = (Whole(doc["metadata"].get("namespace", ""), doc["metadata"]["name"], doc) for doc in docs)
    return sorted((item for item in found if wanted.namespace in ("", item.namespace)), key=place)


def place(item: Item) -> tuple[str, str]:
    """Where an object stands in its list."""
    return item.namespace, item.name
