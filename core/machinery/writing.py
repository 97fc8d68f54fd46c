"""The steps of every write: its kind and key, its preconditions, admission, the rules of its kind, the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from core.kinds import registry
from core.kinds.kind import Kind
from core.machinery import (
    admission,
    apply,
    deletion,
    escalation,
    identity,
    podparts,
    schema,
    strategy,
    validate,
)
from core.machinery.apply import Writer
from core.machinery.caller import Caller
from core.machinery.noting import Noting
from core.meta import errors
from core.meta.objects import Doc, Key, is_deleting, with_metadata
from core.meta.time import rfc3339
from core.store.protocol import Reader, Store, Verb, Write

_new = tuple.__new__  # a NamedTuple's own constructor takes twice as long

NAME_ATTEMPTS = 8


class Writing:
    """What the verbs of a door are made of."""

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

    def _decoded(self, doc: Doc) -> tuple[Kind, Doc]:
        """The kind of ``doc``, and ``doc`` as that kind's type reads it. Raises `StatusError` (400)."""
        kind = registry.of(doc)
        decoded = doc if self._trusted else schema.accept(kind, doc)
        return kind, decoded if "metadata" in decoded else {**decoded, "metadata": {}}

    def _named(self, kind: Kind, doc: Doc) -> Doc:
        meta = doc.get("metadata") or {}
        if meta.get("name") or not meta.get("generateName"):
            return doc
        return {**doc, "metadata": {**meta, "name": self._new_name(kind, meta)}}

    def _new_name(self, kind: Kind, meta: Doc) -> str:
        """A name that begins with the object's ``generateName``."""
        revision = self._store.head() + 1
        for attempt in range(NAME_ATTEMPTS):
            name = identity.make_name(self._seed, meta["generateName"], revision, attempt)
            if self._store.get(Key(kind.resource, meta.get("namespace", ""), name)) is None:
                break
        return name

    def _key(self, kind: Kind, doc: Doc) -> Key:
        meta = doc["metadata"]
        namespace = meta.get("namespace", "") if kind.namespaced else ""
        return _new(Key, (kind.resource, namespace, meta.get("name", "")))

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
            raise wrong_uid(key, doc["metadata"]["uid"], old)
        return kind, key, old

    def _add(self, kind: Kind, key: Key, complete: Doc, dry_run: bool) -> Doc:
        prepared = strategy.prepare_create(kind, complete)
        admitted = admission.admit_create(kind, prepared, self._store, self._seed, self._caller)
        if self._caller is not None:
            escalation.check(kind, admitted, None, self._store, self._caller.user)
        if not self._trusted:
            self._check(kind, key, validate.create(kind, admitted))
            admitted = schema.without_empties(kind, admitted)
        return self._add_admitted(kind, key, admitted, dry_run)

    def _add_admitted(self, kind: Kind, key: Key, admitted: Doc, dry_run: bool) -> Doc:
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
        new = strategy.with_status(registry.KINDS[key.resource], old, new)
        if new is old:
            return old
        return self._write("MODIFIED", key, {**new, "metadata": dict(new["metadata"])}, dry_run)

    def _replace(self, kind: Kind, key: Key, old: Doc, new: Doc, dry_run: bool) -> Doc:
        charges: Sequence[Doc] = ()
        if not self._trusted:
            new = self._judged(kind, key, old, new)
            charges = admission.check_write(kind, new, old, self._store, self._caller)
        return self._put(key, old, new, dry_run, charges)

    def _judged(self, kind: Kind, key: Key, old: Doc, new: Doc) -> Doc:
        """A changed document as admission and the kind's schema leave it, once the rules of the kind allow it."""
        new = admission.admit_update(kind, new, old, self._store, self._seed)
        new = strategy.count_change(kind, new, old)
        if self._caller is not None:
            escalation.check(kind, new, old, self._store, self._caller.user)
        self._check(kind, key, validate.update(kind, new, old))
        return schema.without_empties(kind, new)

    def _put(self, key: Key, old: Doc, new: Doc, dry_run: bool, charges: Sequence[Doc] = ()) -> Doc:
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
            self._store.commit([*writes, _new(Write, (verb, key, doc))], time=self._clock(), actor=self._actor)
        return doc


def _charge(quota: Doc) -> Write:
    meta = dict(quota["metadata"])
    return Write("MODIFIED", Key("resourcequotas", meta["namespace"], meta["name"]), {**quota, "metadata": meta})


def wrong_uid(key: Key, wanted: str, old: Doc) -> errors.StatusError:
    """409: the object is not the one that was meant."""
    held = old["metadata"]["uid"]
    why = f"Precondition failed: UID in precondition: {wanted}, UID in object meta: {held}"
    return errors.conflict(key.resource, key.name, why)
