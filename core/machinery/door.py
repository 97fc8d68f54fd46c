"""The one door: every write by a person or a controller, decoded already, becomes a change of the store here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from core.kinds import registry
from core.kinds.kind import Kind
from core.machinery import (
    admission,
    apply,
    defaults,
    deletion,
    escalation,
    eviction,
    identity,
    merge,
    podparts,
    schema,
    strategy,
    validate,
)
from core.machinery.admission.topology import add_topology
from core.machinery.apply import Writer
from core.machinery.caller import Caller
from core.machinery.deletion import Propagation
from core.machinery.noting import Noting
from core.meta import conditions, errors, fields, labels
from core.meta.objects import Doc, Key, is_deleting, with_metadata
from core.meta.time import rfc3339
from core.store.protocol import Reader, Store, Verb, Write

NAME_ATTEMPTS = 8
_SCHEDULED = {"type": "PodScheduled", "status": "True"}


class Door:
    """Writes to one cluster on behalf of ``actor`` (a controller's name or a user's).

    ``clock`` gives virtual µs. A ``trusted`` door (the controllers' own) leaves out the checks that a document
    made by our code from checked ones cannot fail: schema, field rules. Every method raises `StatusError` with
    upstream's code, reason and text, and then has written nothing. ``dry_run`` does all but the write.
    ``caller`` is the user whose rights and warnings count; without one nothing is withheld.
    ``writer`` is noted as the owner of what it changes (`Noting` says when).
    """

    def __init__(  # noqa: PLR0913 -- a door is made in few places, by name
        self,
        store: Store,
        *,
        seed: str,
        clock: Callable[[], int],
        actor: str,
        trusted: bool = False,
        caller: Caller | None = None,
        writer: Writer | None = None,
    ) -> None:
        self._store = store
        self._seed = seed
        self._clock = clock
        self._actor = actor
        self._trusted = trusted
        self._caller = caller
        self._noting = Noting(writer, clock, trusted)

    @property
    def reader(self) -> Reader:
        """What is there now, this door's own writes included."""
        return self._store

    @property
    def now(self) -> int:
        """The virtual µs at which writes happen."""
        return self._clock()

    # verbs

    def create(self, doc: Doc, *, dry_run: bool = False) -> Doc:
        """Store a new object; the stored document."""
        kind, doc = self._decoded(doc)
        doc = self._named(kind, doc)
        key = self._key(kind, doc)
        complete = defaults.apply(kind, self._born(key, doc))
        return self._add(kind, key, self._noting.noted(kind, None, complete), dry_run)

    def update(self, doc: Doc, *, dry_run: bool = False) -> Doc:
        """Replace metadata and everything but the status; the stored document (the old one when nothing changed)."""
        _kind, doc = self._decoded(doc)
        kind, key, old = self._present(doc)
        if kind.needs_revision and not self._trusted and not doc["metadata"].get("resourceVersion"):
            raise _unconditional(kind, key)
        new = self._noting.noted(kind, old, defaults.apply(kind, doc))
        return self._replace(kind, key, old, strategy.prepare_update(kind, new, old), dry_run)

    def update_part(self, doc: Doc, part: str, *, dry_run: bool = False) -> Doc:
        """Change a part of a pod (`podparts.PARTS`) and nothing else; the stored document."""
        _kind, doc = self._decoded(doc)
        kind, key, old = self._present(doc)
        narrow = podparts.narrowed(part, defaults.apply(kind, doc), old)
        return self._put_part((kind, key, old), self._noting.noted(kind, old, narrow), part, dry_run)

    def apply(self, doc: Doc, *, dry_run: bool = False) -> Doc:
        """Create the object, or merge ``doc`` into the present one, as `kubectl apply` does; the stored document."""
        kind, doc = self._decoded(doc)
        old = self._store.get(self._key(kind, doc))
        if old is None:
            return self.create(merge.noted(doc), dry_run=dry_run)
        merged = merge.three_way(kind, merge.last_applied(old), merge.noted(doc), old)
        return self.update(merged, dry_run=dry_run)

    def decide(self, doc: Doc, *, dry_run: bool = False) -> Doc:
        """Approve or deny a certificate signing request, as its ``approval`` subresource does; the stored document."""
        kind, key, old = self._present(doc)
        new = strategy.with_kept(self._judged_status((kind, key, old), doc, "approval"), old)
        if new == old:
            return old
        return self._write("MODIFIED", key, with_metadata(self._noting.noted(kind, old, new, "approval")), dry_run)

    def apply_fields(self, key: Key, config: Doc, *, force: bool, dry_run: bool = False) -> Doc:
        """Apply a configuration as server-side apply does, for this door's writer and in the API version that it names.

        Creates the object when it is not there. Raises `StatusError`: 409 for fields that others own, unless forced.
        """
        write, old = self._noting.write(registry.of(config)), self._store.get(key)
        merged, entries = apply.applied(write, old, config, force=force)
        settled, namespace = apply.settled(write, config, merged), key.namespace or None
        doc = with_metadata(settled, namespace=namespace, managedFields=entries or None)
        if old is None:
            kind = registry.KINDS[key.resource]
            return self._add(kind, key, defaults.apply(kind, self._born(key, doc)), dry_run)
        kind, key, old = self._present(doc)
        new, part = defaults.apply(kind, doc), write.writer.subresource
        if write.writer.is_of_status:
            judged = self._judged_status((kind, key, old), doc, part)
            return self._put_status(key, old, with_metadata(judged, managedFields=entries or None), dry_run)
        if part in podparts.PARTS:
            narrow = with_metadata(podparts.narrowed(part, new, old), managedFields=entries or None)
            return self._put_part((kind, key, old), narrow, part, dry_run)
        return self._replace(kind, key, old, strategy.prepare_update(kind, new, old), dry_run)

    def update_status(self, doc: Doc, *, dry_run: bool = False) -> Doc:
        """Replace the status, and the annotations where they differ: that path leaves the rest of the object alone."""
        kind, key, old = self._present(doc)
        new = strategy.with_status(old, self._judged_status((kind, key, old), doc, "status"))
        if new is old:
            return old
        noted = self._noting.noted(kind, old, new, "status")
        return self._write("MODIFIED", key, {**noted, "metadata": dict(noted["metadata"])}, dry_run)

    def bind(self, pod: Key, node: str) -> Doc:
        """Assign a pod to a node, as its ``binding`` subresource does."""
        old = self._store.get(pod)
        if old is None:
            raise errors.not_found(pod.resource, pod.name)
        if old["spec"].get("nodeName"):
            raise errors.conflict(
                "pods/binding", pod.name, f'pod {pod.name} is already assigned to node "{old["spec"]["nodeName"]}"'
            )
        status = {
            **old["status"],
            "conditions": conditions.put(old["status"].get("conditions"), _SCHEDULED, rfc3339(self._clock())),
        }
        placed = add_topology(old, self._store.get(Key("nodes", "", node)))
        spec = {**old["spec"], "nodeName": node}
        bound = {**placed, "metadata": dict(placed["metadata"]), "spec": spec, "status": status}
        return self._write("MODIFIED", pod, bound, False)

    def delete(
        self,
        key: Key,
        *,
        propagation: Propagation | None = None,
        grace: int | None = None,
        uid: str = "",
        dry_run: bool = False,
    ) -> Doc:
        """Ask for an object's end; the document as it then is, or last was.

        ``propagation`` defaults to Background; ``uid`` is a precondition.
        """
        old = self._store.get(key)
        if old is None:
            raise errors.not_found(key.resource, key.name)
        if uid and old["metadata"]["uid"] != uid:
            raise _wrong_uid(key, uid, old)
        admission.check_delete(key)
        new = deletion.decide_delete(old, propagation or "Background", grace, self._clock())
        if new is None:
            return self._remove(key, old, dry_run)
        if new is old:
            return old
        return self._write("MODIFIED", key, {**new, "metadata": dict(new["metadata"])}, dry_run)

    def evict(self, pod: Key, *, grace: int | None = None, dry_run: bool = False) -> Doc:
        """Delete a pod if its disruption budget allows it, as its ``eviction`` subresource does; the pod as it then is.

        Raises `StatusError` 429 while the budget allows no disruption.
        """
        old = self._store.get(pod)
        if old is None:
            raise errors.not_found(pod.resource, pod.name)
        now = rfc3339(self._clock())
        found = self._store.list("poddisruptionbudgets.policy", pod.namespace)
        mine = old["metadata"].get("labels")
        held = [b for b in found if labels.of((b.get("spec") or {}).get("selector")).matches(mine)]
        charged = eviction.charge(old, held, now)
        if dry_run:
            return old
        if charged is not None:
            _, budget, before = self._present(charged)
            self._put_status(budget, before, charged, False)
        status = old.get("status") or {}
        marked = {**status, "conditions": conditions.put(status.get("conditions"), eviction.TARGET, now)}
        self._put_status(pod, old, {**old, "status": marked}, False)
        return self.delete(pod, grace=grace)

    def finalize(self, namespace: Key, finalizers: list[str]) -> Doc:
        """Set a namespace's own finalizers, as its ``finalize`` subresource does; it goes when nothing holds it."""
        old = self._store.get(namespace)
        if old is None:
            raise errors.not_found(namespace.resource, namespace.name)
        new = {**old, "spec": {**old["spec"], "finalizers": finalizers}}
        new = self._noting.noted(registry.KINDS[namespace.resource], old, new, "finalize")
        if is_deleting(old) and deletion.is_released(new):
            return self._remove(namespace, new, False)
        return self._write("MODIFIED", namespace, {**new, "metadata": dict(new["metadata"])}, False)

    # steps

    def _decoded(self, doc: Doc) -> tuple[Kind, Doc]:
        """The kind of ``doc``, and ``doc`` as that kind's type reads it. Raises `StatusError` (400)."""
        kind = registry.of(doc)
        decoded = doc if self._trusted else schema.accept(kind, doc)
        return kind, decoded if "metadata" in decoded else {**decoded, "metadata": {}}

    def _named(self, kind: Kind, doc: Doc) -> Doc:
        meta = doc.get("metadata") or {}
        if meta.get("name") or not meta.get("generateName"):
            return doc
        revision = self._store.head() + 1
        for attempt in range(NAME_ATTEMPTS):
            name = identity.make_name(self._seed, meta["generateName"], revision, attempt)
            if self._store.get(Key(kind.resource, meta.get("namespace", ""), name)) is None:
                break
        return {**doc, "metadata": {**meta, "name": name}}

    def _key(self, kind: Kind, doc: Doc) -> Key:
        meta = doc["metadata"]
        return Key(kind.resource, meta.get("namespace", "") if kind.namespaced else "", meta.get("name", ""))

    def _born(self, key: Key, doc: Doc) -> Doc:
        return with_metadata(
            doc,
            uid=identity.make_uid(self._seed, key, self._store.head() + 1),
            creationTimestamp=rfc3339(self._clock()),
            resourceVersion=None,
            deletionTimestamp=None,
            deletionGracePeriodSeconds=None,
            selfLink=None,
        )

    def _present(self, doc: Doc) -> tuple[Kind, Key, Doc]:
        """The stored object that ``doc`` is to replace, once the preconditions in ``doc`` hold."""
        kind = registry.of(doc)
        key = self._key(kind, doc)
        old = self._store.get(key)
        if old is None:
            raise errors.not_found(key.resource, key.name)
        wanted = doc["metadata"].get("resourceVersion")
        if wanted and wanted != old["metadata"]["resourceVersion"]:
            raise errors.conflict(key.resource, key.name)
        if doc["metadata"].get("uid", old["metadata"]["uid"]) != old["metadata"]["uid"]:
            raise _wrong_uid(key, doc["metadata"]["uid"], old)
        return kind, key, old

    def _add(self, kind: Kind, key: Key, complete: Doc, dry_run: bool) -> Doc:
        prepared = strategy.prepare_create(kind, complete)
        admitted = admission.admit_create(kind, prepared, self._store, self._seed, self._caller)
        if self._caller is not None:
            escalation.check(kind, admitted, None, self._store, self._caller.user)
        if not self._trusted:
            self._check(kind, key, validate.create(kind, admitted))
            admitted = schema.without_empties(kind, admitted)
        charges = admission.check_write(kind, admitted, None, self._store, self._caller)
        if self._store.get(key) is not None:
            raise errors.already_exists(key.resource, key.name)
        return self._write("ADDED", key, admitted, dry_run, charges)

    def _put_part(self, place: tuple[Kind, Key, Doc], narrow: Doc, part: str, dry_run: bool) -> Doc:
        kind, key, old = place
        new = admission.admit_update(kind, strategy.prepare_update(kind, narrow, old), old, self._store, self._seed)
        self._check(kind, key, podparts.check(part, new, old))
        charges = admission.check_write(kind, new, old, self._store, self._caller)
        if new == old or apply.differ_in_time(new, old):
            return old
        return self._write("MODIFIED", key, {**new, "metadata": dict(new["metadata"])}, dry_run, charges)

    def _judged_status(self, place: tuple[Kind, Key, Doc], doc: Doc, subresource: str) -> Doc:
        """A status as admission leaves it, once the rules of the kind allow it."""
        if self._trusted and subresource != "approval":
            return doc
        kind, key, old = place
        admit = admission.admit_approval if subresource == "approval" else admission.admit_status
        new = admit(kind, doc, old, self._store, self._caller, rfc3339(self._clock()))
        self._check(kind, key, validate.status(kind, new, old))
        return new

    def _put_status(self, key: Key, old: Doc, new: Doc, dry_run: bool) -> Doc:
        new = strategy.with_status(old, new)
        if new is old:
            return old
        return self._write("MODIFIED", key, {**new, "metadata": dict(new["metadata"])}, dry_run)

    def _replace(self, kind: Kind, key: Key, old: Doc, new: Doc, dry_run: bool) -> Doc:
        charges: Sequence[Doc] = ()
        if not self._trusted:
            new = admission.admit_update(kind, new, old, self._store, self._seed)
            new = strategy.count_change(kind, new, old)
            if self._caller is not None:
                escalation.check(kind, new, old, self._store, self._caller.user)
            self._check(kind, key, validate.update(kind, new, old))
            new = schema.without_empties(kind, new)
            charges = admission.check_write(kind, new, old, self._store, self._caller)
        if new == old or apply.differ_in_time(new, old):
            return old
        if is_deleting(old) and deletion.is_released(new):
            return self._remove(key, new, dry_run)
        return self._write("MODIFIED", key, {**new, "metadata": dict(new["metadata"])}, dry_run, charges)

    def _check(self, kind: Kind, key: Key, found: list[Any]) -> None:
        if found:
            raise errors.invalid(kind.kind, kind.group, key.name, found)

    def _remove(self, key: Key, doc: Doc, dry_run: bool) -> Doc:
        return self._write("DELETED", key, {**doc, "metadata": dict(doc["metadata"])}, dry_run)

    def _write(self, verb: Verb, key: Key, doc: Doc, dry_run: bool, charges: Sequence[Doc] = ()) -> Doc:
        """Store a change, and the quotas that it is charged to, together."""
        if not dry_run:
            writes = [_charge(quota) for quota in charges]
            self._store.commit([*writes, Write(verb, key, doc)], time=self._clock(), actor=self._actor)
        return doc


def _unconditional(kind: Kind, key: Key) -> errors.StatusError:
    why = fields.invalid("metadata.resourceVersion", 0, "must be specified for an update")
    return errors.invalid(kind.plural, kind.group, key.name, [why])


def _charge(quota: Doc) -> Write:
    meta = dict(quota["metadata"])
    return Write("MODIFIED", Key("resourcequotas", meta["namespace"], meta["name"]), {**quota, "metadata": meta})


def _wrong_uid(key: Key, wanted: str, old: Doc) -> errors.StatusError:
    held = old["metadata"]["uid"]
    why = f"Precondition failed: UID in precondition: {wanted}, UID in object meta: {held}"
    return errors.conflict(key.resource, key.name, why)
