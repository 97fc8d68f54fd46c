"""The one door: every write by a person or a controller, decoded already, becomes a change of the store here.

Whole objects are written here, parts of them in `subresources`; `writing` has the steps that all of these take.
"""

from __future__ import annotations

from core.kinds import registry
from core.kinds.kind import Kind
from core.machinery import (
    admission,
    apply,
    defaults,
    deletion,
    eviction,
    identity,
    merge,
    podparts,
    strategy,
)
from core.machinery.deletion import Propagation
from core.machinery.subresources import Subresources
from core.machinery.writing import wrong_uid
from core.meta import conditions, errors, fields, labels
from core.meta.objects import Doc, Key, with_metadata
from core.meta.time import rfc3339


class Door(Subresources):
    """Writes to one cluster on behalf of ``actor`` (a controller's name or a user's).

    ``clock`` gives virtual µs. A ``trusted`` door (the controllers' own) leaves out the checks that a document
    made by our code from checked ones cannot fail: schema, field rules. Every method raises `StatusError` with
    upstream's code, reason and text, and then has written nothing. ``dry_run`` does all but the write.
    ``caller`` is the user whose rights and warnings count; without one nothing is withheld.
    ``writer`` is noted as the owner of what it changes (`Noting` says when).
    """

    def create(self, doc: Doc, *, dry_run: bool = False) -> Doc:
        """Store a new object; the stored document."""
        kind, doc = self._decoded(doc)
        doc = self._named(kind, doc)
        key = self._key(kind, doc)
        complete = defaults.apply(kind, self._born(key, doc))
        return self._add(kind, key, self._noting.noted(kind, None, complete), dry_run)

    def create_alike(self, made: Doc) -> Doc:
        """Store another object like the one that this door has just made, under another generated name.

        Who makes many of a template at one moment pays for defaults and admission once; each is checked and charged.
        """
        kind, meta = registry.of(made), made["metadata"]
        key = Key(kind.resource, meta.get("namespace", ""), self._new_name(kind, meta))
        uid = identity.make_uid(self._seed, key, self._store.head() + 1)
        return self._add_admitted(kind, key, {**made, "metadata": {**meta, "name": key.name, "uid": uid}}, False)

    def update(self, doc: Doc, *, dry_run: bool = False) -> Doc:
        """Replace metadata and everything but the status; the stored document (the old one when nothing changed)."""
        _kind, doc = self._decoded(doc)
        kind, key, old = self._present(doc)
        if kind.needs_revision and not self._trusted and not doc["metadata"].get("resourceVersion"):
            raise _unconditional(kind, key)
        new = self._noting.noted(kind, old, defaults.apply(kind, doc))
        return self._replace(kind, key, old, strategy.prepare_update(kind, new, old), dry_run)

    def apply(self, doc: Doc, *, dry_run: bool = False) -> Doc:
        """Create the object, or merge ``doc`` into the present one, as `kubectl apply` does; the stored document."""
        kind, doc = self._decoded(doc)
        old = self._store.get(self._key(kind, doc))
        if old is None:
            return self.create(merge.noted(doc), dry_run=dry_run)
        merged = merge.three_way(kind, merge.last_applied(old), merge.noted(doc), old)
        return self.update(merged, dry_run=dry_run)

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
            raise wrong_uid(key, uid, old)
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


def _unconditional(kind: Kind, key: Key) -> errors.StatusError:
    why = fields.invalid("metadata.resourceVersion", 0, "must be specified for an update")
    return errors.invalid(kind.plural, kind.group, key.name, [why])
