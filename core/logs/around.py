"""What a container found around it when it started: other objects as they were then, whatever became of them since."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress

from core import serviceaccounts
from core.logs.environment import TOKENS, Lookup, Past
from core.logs.runs import Run
from core.meta.objects import Doc, Key, revision, uid
from core.meta.time import SECOND, parse
from core.serviceaccounts import Account
from core.store.protocol import Compacted
from core.store.sql import SqlStore


class Surroundings(Past):
    """Finds objects as they were in the second of a run's start, and tells what became of them later."""

    def __init__(self, store: SqlStore, run: Run) -> None:
        self._store, self._start, self._pod = store, run.start, run.pod

    def __call__(self, key: Key) -> Doc | None:
        """An object; those that are gone are not found."""
        if key.resource == TOKENS:
            return self._token({"audience": key.namespace, "expirationSeconds": int(key.name or 0)})
        if not key.name:
            items = self._store.list(key.resource, key.namespace)
            return {"items": [item for item in items if parse(item["metadata"]["creationTimestamp"]) <= self._start]}
        held = self._store.get(key)
        if held is None or revision(held) <= self._began():
            return held
        try:
            before = self._store.history(uid(held), self._began())
        except Compacted:
            return held
        return before[-1].doc if before else held

    def later(self, keys: Collection[Key]) -> Iterator[tuple[int, Lookup]]:
        known: dict[Key, Doc | None] = {}
        with suppress(Compacted):
            for change in self._store.changes(self._began()):
                if change.key in keys:
                    known = {**known, change.key: None if change.verb == "DELETED" else change.doc}
                    yield change.time, _over(known, self)

    def _token(self, wanted: Doc) -> Doc | None:
        """A token of the pod's account, bound to the pod, as its kubelet asked for it; none without the account."""
        meta, spec = self._pod["metadata"], self._pod["spec"]
        account = self(Key("serviceaccounts", meta["namespace"], spec.get("serviceAccountName", "default")))
        node = self(Key("nodes", "", spec.get("nodeName", "none")))
        if account is None or node is None:
            return None
        bound = {"node": _named(node), "pod": _named(self._pod)}
        bearer = Account(meta["namespace"], account["metadata"]["name"], uid(account))
        begun = self._start // SECOND
        return {"token": serviceaccounts.projected(self._store.cluster_id, bearer, bound, begun, wanted)}

    def _began(self) -> int:
        return self._store.revision_at(self._start + SECOND - 1)


def _named(doc: Doc) -> Doc:
    return {"name": doc["metadata"]["name"], "uid": uid(doc)}


def at_start(store: SqlStore, run: Run) -> Surroundings:
    """What a run found."""
    return Surroundings(store, run)


def _over(known: dict[Key, Doc | None], others: Lookup) -> Lookup:
    return lambda key: known[key] if key in known else others(key)
