"""The tables of a cluster as of now or of any kept revision, read from its store."""

from __future__ import annotations

from core.projection.tables import EVENTS_SHOWN, Tables
from core.store.keyframes import objects_of
from core.store.loading import objects_at_head
from core.store.sql import SqlStore


def current_tables(store: SqlStore) -> Tables:
    """The tables at the head.

    Nobody is locked out meanwhile: what was written while the objects were read is applied from the log afterwards.
    """
    tables = Tables(store.head())
    tables.load(objects_at_head(store.cluster_id))
    _add_events(tables, store)
    stretch = store.stretch(tables.revision, store.head())
    tables.apply(stretch.changes, stretch.until, stretch.persons)
    return tables


def past_tables(store: SqlStore, revision: int) -> Tables:
    """The tables at ``revision``. Raises `Compacted`."""
    tables = Tables(revision)
    tables.load(objects_of(store.cluster_id, revision))
    _add_events(tables, store)
    return tables


def _add_events(tables: Tables, store: SqlStore) -> None:
    newest = store.events(tables.revision, EVENTS_SHOWN)
    tables.load((change.key, change.doc) for change in reversed(newest))
