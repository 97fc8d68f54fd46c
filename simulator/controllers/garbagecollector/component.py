"""The loop that follows owner references: nothing is scanned; changes name the objects to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.kinds import registry
from core.kinds.registry import KINDS
from core.machinery.deletion import FOREGROUND, ORPHAN
from core.meta import owners
from core.meta.objects import Doc, Key, is_deleting, uid
from core.meta.time import MILLISECOND
from core.store.memory import MemoryStore
from core.store.protocol import EVENTS
from simulator.controllers.garbagecollector import decision
from simulator.controllers.garbagecollector.decision import Delete, Disown, State
from simulator.engine.aspects import ENDING, NOTES, OWNERS, concerned_by
from simulator.engine.component import Component, Handler
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey


class GarbageCollector(Component):
    """Deletes what lost its owners, lets go what is to be kept, ends foreground deletions."""

    name = "generic-garbage-collector"
    latency = 10 * MILLISECOND

    def attach(self, store: MemoryStore) -> None:
        self._store = store

    def watches(self) -> Mapping[str, Handler]:
        return {kind.resource: self._changed for kind in KINDS.values() if kind.is_stored and kind.resource != EVENTS}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        doc = ctx.store.get(key)
        if doc is None:
            return None
        if decision.is_orphaning(doc):
            self._orphan_dependents(ctx, doc)
        elif decision.is_waiting(doc):
            self._wait_for_dependents(ctx, doc)
        else:
            self._judge(ctx, key, doc)
        return None

    # watching

    @concerned_by(ENDING | NOTES | OWNERS)
    def _changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        if after is None:
            return self._vanished(before) if before is not None else ()
        if decision.is_orphaning(after) or decision.is_waiting(after):
            return self._started_ending(key, before, after)
        held = after["metadata"].get("ownerReferences")
        was = before["metadata"].get("ownerReferences") if before is not None else None
        return self._owners_changed(key, was, after) if held != was else ()

    def _owners_changed(self, key: Key, was: list[Doc] | None, after: Doc) -> Iterable[WorkKey]:
        """Itself, where an owner is gone or goes; and those that waited for it and need not any longer."""
        if any(self._state(after, reference) != "solid" for reference in owners.owners(after)):
            yield key
        for reference in was or ():
            if reference.get("blockOwnerDeletion") and not decision.is_blocking(after, reference["uid"]):
                owner = self._owner(after, reference)
                if owner is not None and decision.is_waiting(owner):
                    yield registry.key_of(owner)

    def _vanished(self, before: Doc) -> Iterable[WorkKey]:
        """Its dependents lost an owner; its owners may have waited for it."""
        yield from map(registry.key_of, self._store.owned_by(uid(before)))
        for reference in owners.owners(before):
            owner = self._owner(before, reference)
            if owner is not None and decision.is_waiting(owner):
                yield registry.key_of(owner)

    def _started_ending(self, key: Key, before: Doc | None, after: Doc) -> Iterable[WorkKey]:
        if before is not None and before["metadata"].get("finalizers") == after["metadata"].get("finalizers"):
            return
        yield key
        if decision.is_waiting(after):
            yield from map(registry.key_of, self._store.owned_by(uid(after)))

    def _owner(self, dependent: Doc, reference: Doc) -> Doc | None:
        kind = registry.by_gvk(reference["apiVersion"], reference["kind"])
        if kind is None:
            return None
        namespace = dependent["metadata"].get("namespace", "") if kind.namespaced else ""
        found = self._store.get(Key(kind.resource, namespace, reference["name"]))
        return found if found is not None and uid(found) == reference["uid"] else None

    def _state(self, dependent: Doc, reference: Doc) -> State:
        owner = self._owner(dependent, reference)
        if owner is not None:
            return "waiting" if decision.is_waiting(owner) else "solid"
        # Of a kind that nobody serves it cannot be said that the owner is gone.
        return "absent" if registry.by_gvk(reference["apiVersion"], reference["kind"]) else "solid"

    # acting

    def _judge(self, ctx: Context, key: Key, doc: Doc) -> None:
        dependents = ctx.store.owned_by(uid(doc))
        verdict = decision.judge(doc, lambda reference: self._state(doc, reference), bool(dependents))
        if isinstance(verdict, Disown):
            ctx.client.update(decision.without_owners(doc, sorted(verdict.uids)))
        elif isinstance(verdict, Delete):
            if verdict.propagation == "Foreground" and any(map(decision.is_waiting, dependents)):
                ctx.client.update(decision.unblocking(doc))  # owners in a circle: each would wait for the others
            ctx.client.delete(key, propagation=verdict.propagation, uid=uid(doc))

    def _orphan_dependents(self, ctx: Context, doc: Doc) -> None:
        for dependent in ctx.store.owned_by(uid(doc)):
            ctx.client.update(owners.without(dependent, uid(doc)))
        ctx.client.update(decision.without_finalizer(doc, ORPHAN))

    def _wait_for_dependents(self, ctx: Context, doc: Doc) -> None:
        left = [found for found in ctx.store.owned_by(uid(doc)) if decision.is_blocking(found, uid(doc))]
        if not left:
            ctx.client.update(decision.without_finalizer(doc, FOREGROUND))
            return
        for dependent in left:
            if not is_deleting(dependent):
                ctx.after(registry.key_of(dependent), self.latency)
