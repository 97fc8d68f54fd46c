"""The loop that keeps as many pods of a template as a ReplicaSet or ReplicationController asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from core.meta import labels, owners
from core.meta.errors import StatusError
from core.meta.labels import Selector
from core.meta.objects import Doc, Key, is_deleting, name, namespace, uid
from core.meta.time import MILLISECOND, rfc3339
from core.store.memory import MemoryStore
from simulator.controllers import claims, pods, selection
from simulator.controllers.replicaset import batches, ranking, status
from simulator.controllers.tally import Tally
from simulator.engine.aspects import ENDING, LABELS, OWNERS, STANDING, concerned_by
from simulator.engine.component import Component, Handler, Observer, Retry
from simulator.engine.context import Context
from simulator.engine.event import Said
from simulator.engine.ledger import WorkKey

ORPHANS = "lone pods by label"
SELECTORS = "selectors of pods"


class ReplicaSetController(Component):
    """Creates and deletes pods until the number is right; adopts and releases; writes the status."""

    name = "replicaset-controller"
    latency = 5 * MILLISECOND
    service = 4 * MILLISECOND
    """One look's share of the workers' time: under load, looks queue up and each sees the changes of many pods."""
    resource: ClassVar[str] = "replicasets.apps"
    keeps = "replicasets.apps"
    kind: ClassVar[str] = "ReplicaSet"

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def attach(self, store: MemoryStore) -> None:
        self._store = store
        store.add_index(ORPHANS, "pods", _orphan_places)
        store.add_index(SELECTORS, self.resource, self._place)
        self._tally.fill(store)

    def observers(self) -> Mapping[str, Observer]:
        return self._tally.observers()

    def watches(self) -> Mapping[str, Handler]:
        return {"pods": self._pod_changed, self.resource: self._owner_changed}

    def selector(self, owner: Doc) -> Selector:
        """Which pods are its."""
        return labels.of(owner["spec"].get("selector"))

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        owner = ctx.store.get(key)
        if owner is None:
            return None
        self._claim(ctx, owner)
        template = labels.of_map((owner["spec"]["template"].get("metadata") or {}).get("labels"))
        active = self._tally.count(uid(owner), template).active
        failure = None if is_deleting(owner) else self._scale(ctx, owner, active)
        count = self._tally.count(uid(owner), template)
        available, again = self._available(ctx, owner, count.ready)
        made = status.derive(owner, count, available, failure, rfc3339(ctx.now))
        if made != owner.get("status"):
            ctx.client.update_status({**(ctx.store.get(key) or owner), "status": made})
        if failure is not None:
            raise Retry
        return again

    def _owner_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        if after is not None and (before is None or _wanted(before) != _wanted(after)):
            yield key

    @concerned_by(ENDING | LABELS | OWNERS | STANDING)
    def _pod_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        held = owners.controller_of(after) if after is not None else None
        if held is not None and held["kind"] == self.kind:
            yield Key(self.resource, key.namespace, held["name"])
        if before is not None and (after is None or owners.owners(before) is not owners.owners(after)):
            was = owners.controller_of(before)
            if was is not None and was != held and was["kind"] == self.kind:
                yield Key(self.resource, key.namespace, was["name"])
        if held is None and after is not None:
            yield from self._adopters(after)

    def _adopters(self, pod: Doc) -> Iterable[Key]:
        for owner in selection.candidates(self._store, SELECTORS, self.resource, selection.places(pod)):
            if claims.is_adopted(owner, self.selector(owner), pod):
                yield Key(self.resource, namespace(owner), name(owner))

    def _claim(self, ctx: Context, owner: Doc) -> None:
        selector = self.selector(owner)
        orphans = ctx.store.select(ORPHANS, "pods", selection.place(namespace(owner), selector))
        released = not self._tally.is_matching(uid(owner), selector)
        if not released and not orphans:
            return
        owned = self._owned(ctx, owner) if released else []
        claims.claim(ctx.client, owner, selector, owned, [pod for pod in orphans if pods.is_active(pod)])

    def _place(self, owner: Doc) -> tuple[str, ...]:
        return (selection.place(namespace(owner), self.selector(owner)),)

    def _owned(self, ctx: Context, owner: Doc) -> list[Doc]:
        return [
            doc
            for doc in ctx.store.owned_by(uid(owner))
            if owners.is_controlled_by(doc, owner) and doc["kind"] == "Pod"
        ]

    def _scale(self, ctx: Context, owner: Doc, active: int) -> status.Failure | None:
        missing = owner["spec"].get("replicas", 1) - active
        if missing > 0:
            return self._create(ctx, owner, min(missing, batches.BURST))
        if missing < 0:
            self._delete(ctx, owner, min(-missing, batches.BURST))
        return None

    def _create(self, ctx: Context, owner: Doc, count: int) -> status.Failure | None:
        made: Doc | None = None
        failed: StatusError | None = None
        for size in batches.slow_start(count):
            told: list[Said] = []
            for _ in range(size):
                try:
                    made = ctx.client.create_alike(made) if made else ctx.client.create(from_template(owner))
                except StatusError as error:
                    if not _is_namespace_ending(error):
                        failed = error
                        told.append(ctx.say("Warning", "FailedCreate", f"Error creating: {error.message}"))
                else:
                    told.append(ctx.say("Normal", "SuccessfulCreate", f"Created pod: {name(made)}"))
            ctx.record_all(owner, told)
            if failed:
                break
        return status.Failure("FailedCreate", failed.message) if failed else None

    def _delete(self, ctx: Context, owner: Doc, count: int) -> None:
        active = [pod for pod in self._owned(ctx, owner) if pods.is_active(pod)]
        chosen = ranking.choose(active, self._related(ctx, owner, active), count, ctx.now)
        for pod in chosen:
            ctx.client.delete(Key("pods", namespace(pod), name(pod)))
            ctx.record(owner, "Normal", "SuccessfulDelete", f"Deleted pod: {name(pod)}")

    def _related(self, ctx: Context, owner: Doc, own: list[Doc]) -> list[Doc]:
        """The pods of all sets that the same controller (a Deployment) controls."""
        above = owners.controller_uid(owner)
        if not above:
            return own
        siblings = [doc for doc in ctx.store.owned_by(above) if doc["kind"] == self.kind]
        return [pod for sibling in siblings for pod in self._owned(ctx, sibling)]

    def _available(self, ctx: Context, owner: Doc, ready: int) -> tuple[int, int | None]:
        """How many are available now, and the µs until the next one becomes so."""
        min_ready = owner["spec"].get("minReadySeconds", 0)
        if not min_ready or not ready:
            return ready, None
        moments = [pods.available_at(pod, min_ready) for pod in self._owned(ctx, owner) if pods.is_active(pod)]
        waits = [moment - ctx.now for moment in moments if moment is not None]
        return sum(wait <= 0 for wait in waits), min((wait for wait in waits if wait > 0), default=None)


def _is_namespace_ending(error: StatusError) -> bool:
    return any(cause.get("reason") == "NamespaceTerminating" for cause in error.causes)


class ReplicationController(ReplicaSetController):
    """The same for the older kind, whose selector is a plain map."""

    name = "replicationcontroller-controller"
    source = "replication-controller"
    resource = keeps = "replicationcontrollers"
    kind = "ReplicationController"

    def selector(self, owner: Doc) -> Selector:
        return labels.of_map(owner["spec"].get("selector"))


def from_template(owner: Doc) -> Doc:
    """A pod of ``owner``'s template, still without a name; all pods made of one share its labels and spec."""
    template = owner["spec"]["template"]
    given = template.get("metadata") or {}
    meta = {field: given[field] for field in ("labels", "annotations", "finalizers") if given.get(field)}
    meta["generateName"] = f"{name(owner)}-"
    meta["namespace"] = namespace(owner)
    meta["ownerReferences"] = [owners.reference(owner)]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": template["spec"]}


def _orphan_places(pod: Doc) -> tuple[str, ...]:
    return () if owners.controller_uid(pod) else selection.places(pod)


def _wanted(owner: Doc) -> tuple[object, bool]:
    """What tells a change of the wish from the loop's own writes of the status."""
    return owner["metadata"].get("generation"), is_deleting(owner)
