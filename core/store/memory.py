"""The store in memory: the engine's cache, the headless simulation, what-if copies and the tests' fake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from core.meta.objects import Doc, Key, name, namespace, uid
from core.store.protocol import EVENTS, Change, Logged, Write

Listener = Callable[[Key, Doc | None, Doc | None], None]
"""Called after each change with the document before and after it (``None``: there was, or is, none)."""

Docs = list[Doc]
Changes = list[Change]
Log = list[Logged]

_new = tuple.__new__  # a NamedTuple's own constructor takes twice as long

Extractor = Callable[[Doc], Iterable[str]]


class MemoryStore:
    """One cluster's objects with indexes, listeners, and the changes that may still be undone.

    ``keep_log`` keeps every change for `changes`; the engine's cache leaves that to the SQL store.
    Events pass through to the listeners and the log and are not held as objects.
    """

    def __init__(self, *, head: int = 0, keep_log: bool = True) -> None:
        self._objects: dict[str, dict[Key, Doc]] = defaultdict(dict)
        self._indexes: dict[str, dict[str, list[_Index]]] = {}
        self._by_resource: dict[str, list[_Index]] = defaultdict(list)
        self._owners = _Index(_owner_uids)
        self._listeners: list[Listener] = []
        self._log: list[Change] = []
        self._keep_log = keep_log
        self._head = head
        self.pending: list[tuple[Logged, Doc | None]] = []
        self._handed_out = 0

    # reading

    def head(self) -> int:
        return self._head

    def get(self, key: Key) -> Doc | None:
        return self._objects[key.resource].get(key)

    def list(self, resource: str, namespace: str = "") -> Docs:
        """As `Reader.list`; costs a sort, so controllers prefer `select`."""
        held = self._objects[resource]
        if not held:
            return []
        return [held[key] for key in sorted([key for key in held if key.namespace == namespace] if namespace else held)]

    def each(self, resource: str) -> Iterable[Doc]:
        """All objects of a resource in no particular order: only for sums and sets."""
        return self._objects[resource].values()

    def count(self, resource: str) -> int:
        return len(self._objects[resource])

    def resources(self) -> Iterable[str]:
        return [resource for resource, held in self._objects.items() if held]

    def owned_by(self, uid: str) -> Docs:
        return [self._objects[key.resource][key] for key in sorted(self._owners.keys(uid))]

    def on_node(self, node: str) -> Docs:
        """As `Reader.on_node`; looks at every pod, so components keep an index."""
        return [pod for pod in self.list("pods") if pod["spec"].get("nodeName") == node]

    # indexes

    def add_index(self, index: str, resource: str, extract: Extractor) -> None:
        """Keep ``index`` of ``resource``: for each value that ``extract`` names, the keys of the objects naming it.

        ``extract`` may read an object's spec, labels and owners alone, so that a change of status leaves indexes alone.
        Components that need the same one name it alike and share it.
        """
        if resource in self._indexes.get(index, {}):
            return
        kept = _Index(extract)
        self._indexes.setdefault(index, {})[resource] = [kept]
        self._by_resource[resource].append(kept)
        for key, doc in self._objects[resource].items():
            kept.replace(key, None, doc)

    def select(self, index: str, resource: str, value: str) -> Docs:
        """The objects of ``resource`` filed under ``value``, sorted by namespace and name."""
        held = self._objects[resource]
        return [held[key] for key in sorted(self._indexes[index][resource][0].keys(value))]

    def selected(self, index: str, resource: str, value: str) -> set[Key]:
        """The keys filed under ``value``; the index's own set, not to be changed."""
        return self._indexes[index][resource][0].keys(value)

    # writing

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def commit(self, writes: Sequence[Write], *, time: int, actor: str) -> Changes:
        made = []
        for verb, key, doc in writes:
            self._head += 1
            doc["metadata"]["resourceVersion"] = str(self._head)
            change = _new(Change, (self._head, time, actor, verb, key, doc))
            self._apply(change)
            made.append(change)
        return made

    def tell(self, event: Logged) -> None:
        """Log an event, which has the next revision."""
        self._head = event.revision
        self.pending.append((event, None))
        if self._keep_log:
            self._log.append(Change(event.revision, event.time, event.actor, event.verb, event.key, event.doc))

    def ingest(self, changes: Iterable[Change]) -> None:
        """Take in changes that another writer has committed: same effect as writing them, but they are not ours.

        Nothing of our own may be pending. `rollback` undoes them as well, to be taken in again.
        """
        assert len(self.pending) == self._handed_out, "what is pending must be accepted or undone first"
        for change in changes:
            assert change.revision == self._head + 1, f"revision {change.revision} does not follow {self._head}"
            self._head = change.revision
            self._apply(change)
        self._handed_out = len(self.pending)

    def written(self) -> Log:
        """Our own changes since this was last asked; they may still be undone."""
        begin, self._handed_out = self._handed_out, len(self.pending)
        return [change for change, _ in self.pending[begin:]]

    def load(self, docs: Iterable[tuple[Key, Doc]], head: int) -> None:
        """Fill an empty store with the objects of revision ``head``; listeners are not called."""
        for key, doc in docs:
            self._place(key, doc)
        self._head = head

    def accept(self) -> None:
        """What is pending is from now on beyond rollback."""
        self.pending = []
        self._handed_out = 0

    def accept_written(self) -> None:
        """What `written` has told of is from now on beyond rollback; what came after it is not."""
        del self.pending[: self._handed_out]
        self._handed_out = 0

    def rollback(self) -> None:
        """Undo what is pending, latest first, telling listeners of each step with before and after exchanged."""
        for change, before in reversed(self.pending):
            if change.key.resource != EVENTS:
                self._place(change.key, before)
                after = None if change.verb == "DELETED" else change.doc
                for listener in self._listeners:
                    listener(change.key, after, before)
            self._head = change.revision - 1
        if self._keep_log:
            del self._log[len(self._log) - len(self.pending) :]
        self.accept()

    def changes(self, since: int, until: int | None = None) -> Iterator[Change]:
        assert self._keep_log, "this store was made without a log"
        first = self._log[0].revision if self._log else 0
        for change in self._log[max(0, since + 1 - first) :]:
            if until is not None and change.revision > until:
                return
            yield change

    def _apply(self, change: Change) -> None:
        key = change.key
        before: Doc | None = None
        if key.resource != EVENTS:
            after = None if change.verb == "DELETED" else change.doc
            before = self._place(key, after)
            for listener in self._listeners:
                listener(key, before, after)
        self.pending.append((change, before))
        if self._keep_log:
            self._log.append(change)

    def _place(self, key: Key, doc: Doc | None) -> Doc | None:
        held = self._objects[key.resource]
        before = held.get(key)
        if doc is None:
            held.pop(key, None)
        else:
            held[key] = doc
        if before is None or doc is None or not _is_filed_alike(before, doc):
            for index in self._by_resource[key.resource]:
                index.replace(key, before, doc)
            if before is None or doc is None or _owners_of(before) is not _owners_of(doc):
                self._owners.replace(key, before, doc)
        return before


class _Index:
    """Keys by the values that an extractor names."""

    def __init__(self, extract: Extractor) -> None:
        self._extract = extract
        self._keys: dict[str, set[Key]] = {}

    def keys(self, value: str) -> set[Key]:
        return self._keys.get(value) or set()

    def replace(self, key: Key, before: Doc | None, after: Doc | None) -> None:
        old = self._extract(before) if before is not None else ()
        new = self._extract(after) if after is not None else ()
        if old == new:
            return
        for value in old:
            filed = self._keys[value]
            filed.discard(key)
            if not filed:
                del self._keys[value]
        for value in new:
            self._keys.setdefault(value, set()).add(key)


def _is_filed_alike(before: Doc, after: Doc) -> bool:
    """Whether all that an index may read is the same: most changes of an object are of its status."""
    old, new = before["metadata"], after["metadata"]
    return (
        before.get("spec") is after.get("spec")
        and old.get("labels") is new.get("labels")
        and old.get("ownerReferences") is new.get("ownerReferences")
    )


def _owners_of(doc: Doc) -> list[Doc] | None:
    found: list[Doc] | None = doc["metadata"].get("ownerReferences")
    return found


def _owner_uids(doc: Doc) -> tuple[str, ...]:
    owners = _owners_of(doc)
    return tuple(owner["uid"] for owner in owners) if owners else ()


def key_of(resource: str, doc: Doc) -> Key:
    """The key of ``doc`` as an object of ``resource``."""
    return Key(resource, namespace(doc), name(doc))


def same_object(one: Doc, other: Doc) -> bool:
    """Whether two documents are states of one object, not of two that had one name after another."""
    return uid(one) == uid(other)
