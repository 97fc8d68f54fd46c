"""The store in the database: current objects in one table, every change in the log, written together or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import transaction

from core import clock
from core.meta.objects import Doc, Key
from core.models import Cluster, Object
from core.store import listing, log, rows
from core.store.codec import current_codec
from core.store.keyframes import objects_of
from core.store.listing import Item, Wanted
from core.store.loading import objects_at
from core.store.log import Logged, Stretch
from core.store.memory import MemoryStore
from core.store.prepare import prepare, write
from core.store.protocol import EVENTS, Change, Compacted, Write
from core.store.turns import Reason, Turn, TurnWriter, decisions_about, load_ledger

_OBJECTS = Object._meta.db_table
_DOC = "dictionary_id, doc"

Docs = list[Doc]
Changes = list[Change]
Reasons = list[Reason]
Objects = list[tuple[Key, Doc]]
Items = list[Item]

Committed = Callable[[int, int], None]
"""Told (cluster id, revision) after each commit."""


class Saved(NamedTuple):
    """The state that the engine's last turn saved; what was written since is to be read from the log."""

    objects: Objects
    revision: int
    deltas: list[Any]


class SqlStore:
    """One cluster's objects and log. Each method is one statement or one transaction; nothing is cached.

    Opened by `core.clients` alone. Takes no part in what the documents mean.
    """

    def __init__(self, cluster_id: int, committed: Committed | None = None) -> None:
        self.cluster_id = cluster_id
        self._committed = committed
        self._open: _Transaction | None = None
        self._turns: TurnWriter | None = None

    # reading

    def cluster(self) -> Cluster:
        """The cluster's row as it is now; within a transaction as it was at its beginning."""
        return self._open.cluster if self._open else Cluster.objects.get(pk=self.cluster_id)

    def head(self) -> int:
        if self._open:
            return self._open.head
        return Cluster.objects.values_list("revision", flat=True).get(pk=self.cluster_id)

    def get(self, key: Key) -> Doc | None:
        if key.resource == EVENTS:
            return next((change.doc for change in self.events() if change.key == key), None)
        found = self._objects("resource = %s AND namespace = %s AND name = %s", key)
        return found[0][1] if found else None

    def list(self, resource: str, namespace: str = "") -> Docs:
        if resource == EVENTS:
            live = [change for change in self.events() if not namespace or change.key.namespace == namespace]
            return [change.doc for change in sorted(live, key=lambda change: change.key)]
        if self._open:
            return self._open.listed(resource, namespace, self._listed)
        return [doc for _, doc in self._listed(resource, namespace)]

    def _listed(self, resource: str, namespace: str) -> Objects:
        if namespace:
            return self._objects("resource = %s AND namespace = %s", (resource, namespace))
        return self._objects("resource = %s", (resource,))

    def items(self, wanted: Wanted) -> tuple[Items, int]:
        """What a list holds, packed, and the revision at which it does."""
        if wanted.resource == EVENTS:
            return self._events(wanted)
        return listing.at_head(self.cluster_id, wanted)

    def items_at(self, wanted: Wanted, revision: int) -> Items:
        """What a list held at ``revision``. Raises `Compacted`."""
        if wanted.resource == EVENTS:
            return listing.whole([change.doc for change in self.events(revision)], wanted)
        return listing.at(self.cluster_id, wanted, revision)

    def is_overtaken(self, revision: int, seconds: int) -> bool:
        """Whether the first change after ``revision`` is older than that (by the wall clock)."""
        row = next(log.read(self.cluster_id, revision, revision + 1), None)
        return row is not None and row.wall < (time.time() - seconds) * 1000

    def _events(self, wanted: Wanted) -> tuple[Items, int]:
        head = self.head()
        live = log.live_events(self.cluster_id, head, self._now())
        return listing.whole([change.doc for change in live], wanted), head

    def _now(self) -> int:
        """The virtual time, which passes though nothing is written."""
        return clock.now(self.cluster(), time.time_ns() // 1000)

    def owned_by(self, uid: str) -> Docs:
        first = self._objects("owner = %s AND owner <> ''", (uid,))
        more = self._objects("more_owners <> '' AND more_owners LIKE %s", (f"%{uid} %",))
        return [doc for _, doc in sorted(first + more, key=_by_key) if uid in _owner_uids(doc)]

    def on_node(self, node: str) -> Docs:
        """The pods bound to a node, by an index."""
        return [doc for _, doc in self._objects("node = %s AND node <> '' AND resource = 'pods'", (node,))]

    def changes(self, since: int, until: int | None = None) -> Iterator[Change]:
        """As `Store.changes`."""
        return (entry.change for entry in self.logged(since, until))

    def logged(self, since: int, until: int | None = None) -> Iterator[Logged]:
        """As `changes`, with the wall time of each commit. Raises `Compacted` at once."""
        cluster = self.cluster()
        self._check_kept(since, cluster)
        return log.read(self.cluster_id, since, cluster.revision if until is None else until)

    def stretch(self, since: int, until: int) -> Stretch:
        """What the log after ``since`` up to and with ``until`` amounts to. Raises `Compacted`."""
        self._check_kept(since, self.cluster())
        return log.stretch(self.cluster_id, since, until)

    def history(self, uid: str, until: int | None = None) -> Changes:
        """What is kept of an object's changes up to revision ``until``, oldest first."""
        return list(log.about(self.cluster_id, uid, self._until(until), events=False))

    def before(self, change: Change) -> Doc | None:
        """The object as it was before a change; ``None`` when that is no longer kept, or it is an event's."""
        found = log.latest(self.cluster_id, change.doc["metadata"]["uid"], change.revision - 1)
        return found.doc if found else None

    def events_about(self, uid: str, until: int | None = None, now: int | None = None) -> Changes:
        """The latest change of each event about an object that was alive at virtual ``now``, oldest first."""
        alive_after = (self._now() if now is None else now) - log.EVENT_LIFE
        found: dict[Key, Change] = {}
        for change in log.about(self.cluster_id, uid, self._until(until), events=True):
            found[change.key] = change
        return [change for change in found.values() if change.time > alive_after and change.verb != "DELETED"]

    def events(self, until: int | None = None, most: int | None = None) -> Changes:
        """The latest change of each event that is alive, newest first; only the newest ``most`` when given."""
        revision = self._until(until)
        now = self._now() if until is None else self.time_of(revision)
        return log.live_events(self.cluster_id, revision, now, most)

    def time_of(self, revision: int) -> int:
        """The virtual time of a revision (of the latest kept one at or before it)."""
        row = next(log.read(self.cluster_id, revision - 1, revision), None)
        return row.change.time if row else self.cluster().first_time

    # whole states

    def load(self) -> tuple[Objects, int]:
        """All objects at the head, equal parts shared, and the head."""
        head = self.head()
        return list(objects_at(self.cluster_id, head)), head

    def load_turn(self) -> Saved:
        """What the engine's last saved turn left. Raises nothing when there is none: then all is as at revision 0."""
        deltas, revision = load_ledger(self.cluster_id)
        at = revision or 0
        return Saved(list(objects_at(self.cluster_id, at)), at, deltas)

    def at(self, revision: int) -> MemoryStore:
        """The objects as they were at ``revision``, in a store of their own. Raises `Compacted`."""
        store = MemoryStore(head=revision, keep_log=False)
        store.load(objects_of(self.cluster_id, revision), revision)
        return store

    def revision_at(self, time: int) -> int:
        """The last revision at or before virtual ``time``; the first that was kept when all are later."""
        cluster = self.cluster()
        return log.revision_at(self.cluster_id, time, cluster.first_revision, cluster.revision)

    def decisions(self, uid: str) -> Reasons:
        """The kept reasons about an object, oldest first."""
        return decisions_about(self.cluster_id, uid)

    # writing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Several commits become one: all of them or, when an exception leaves the block, none."""
        if self._open:
            yield
            return
        with transaction.atomic():
            cluster = Cluster.objects.select_for_update().get(pk=self.cluster_id)
            self._open = _Transaction(cluster)
            try:
                yield
                self._finish(self._open)
            finally:
                self._open = None

    def commit(self, writes: Sequence[Write], *, time: int, actor: str) -> Changes:
        with self.transaction():
            opened = self._open
            assert opened
            changes = [opened.stamp(one, time, actor) for one in writes]
            write(prepare(self.cluster_id, changes, opened.step))
            return changes

    def flush(self, turn: Turn) -> None:
        """Save a turn of the engine, whose changes carry their revisions already. Raises `Fenced` and `HeadMoved`."""
        if self._turns is None:
            self._turns = TurnWriter(self.cluster_id)
        self._turns.write(turn)
        if turn.changes and self._committed:
            self._committed(self.cluster_id, turn.changes[-1].revision)

    def _finish(self, opened: _Transaction) -> None:
        if opened.head != opened.cluster.revision:
            Cluster.objects.filter(pk=self.cluster_id).update(revision=opened.head)
            self._announce(opened.head)

    def _announce(self, revision: int) -> None:
        committed = self._committed
        if committed:
            transaction.on_commit(lambda: committed(self.cluster_id, revision), robust=True)

    def _check_kept(self, since: int, cluster: Cluster) -> None:
        if since < cluster.first_revision:
            raise Compacted(f"revision {since} is older than {cluster.first_revision}, the first that was kept")

    def _until(self, revision: int | None) -> int:
        return self.head() if revision is None else revision

    def _objects(self, where: str, parameters: Sequence[str]) -> Objects:
        sql = f"SELECT resource, namespace, name, {_DOC} FROM {_OBJECTS} WHERE cluster_id = %s AND {where}"
        unpack = current_codec().unpack
        found = sorted(rows.select(sql, (self.cluster_id, *parameters)), key=lambda row: row[:3])
        return [(Key(*row[:3]), unpack(row[3], bytes(row[4]))) for row in found]


def _by_key(pair: tuple[Key, Doc]) -> Key:
    return pair[0]


def _owner_uids(doc: Doc) -> set[str]:
    return {reference["uid"] for reference in doc["metadata"].get("ownerReferences") or ()}


class _Transaction:
    """Where an open transaction has come to.

    Nobody else writes meanwhile, so what was listed once is kept and follows the transaction's own writes: admission
    of many services lists all services for each.
    """

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.head = cluster.revision
        self.step = cluster.step
        self._lists: dict[tuple[str, str], dict[Key, Doc]] = {}

    def listed(self, resource: str, namespace: str, read: Callable[[str, str], Objects]) -> Docs:
        """The objects of a resource (in one namespace when given), read from the database at most once."""
        held = self._lists.get((resource, ""), self._lists.get((resource, namespace)))
        if held is None:
            held = self._lists[resource, namespace] = dict(read(resource, namespace))
        return [held[key] for key in sorted(held) if not namespace or key.namespace == namespace]

    def stamp(self, one: Write, time: int, actor: str) -> Change:
        self.head += 1
        one.doc["metadata"]["resourceVersion"] = str(self.head)
        for place in ("", one.key.namespace) if one.key.namespace else ("",):
            held = self._lists.get((one.key.resource, place))
            if held is not None and one.verb == "DELETED":
                held.pop(one.key, None)
            elif held is not None:
                held[one.key] = one.doc
        return Change(self.head, time, actor, one.verb, one.key, one.doc)
