"""Writes to a part of an object: its status, its approval, a pod's containers and node, a namespace's finalizers."""

from __future__ import annotations

from core.kinds import registry
from core.machinery import (
    defaults,
    deletion,
    podparts,
    strategy,
)
from core.machinery.admission.topology import add_topology
from core.machinery.writing import Writing
from core.meta import conditions, errors
from core.meta.objects import Doc, Key, is_deleting, with_metadata
from core.meta.time import rfc3339

_SCHEDULED = {"type": "PodScheduled", "status": "True"}


class Subresources(Writing):
    """The verbs that leave the rest of an object alone."""

    def update_part(self, doc: Doc, part: str, *, dry_run: bool = False) -> Doc:
        """Change a part of a pod (`podparts.PARTS`) and nothing else; the stored document."""
        _kind, doc = self._decoded(doc)
        kind, key, old = self._present(doc)
        narrow = podparts.narrowed(part, defaults.apply(kind, doc), old)
        return self._put_part((kind, key, old), self._noting.noted(kind, old, narrow), part, dry_run)

    def decide(self, doc: Doc, *, dry_run: bool = False) -> Doc:
        """Approve or deny a certificate signing request, as its ``approval`` subresource does; the stored document."""
        kind, key, old = self._present(doc)
        new = strategy.with_kept(self._judged_status((kind, key, old), doc, "approval"), old)
        if new == old:
            return old
        return self._write("MODIFIED", key, with_metadata(self._noting.noted(kind, old, new, "approval")), dry_run)

    def update_status(self, doc: Doc, *, dry_run: bool = False) -> Doc:
        """Replace the status and, where they differ, labels, annotations, owners and finalizers (`status_leaves`)."""
        kind, key, old = self._present(doc)
        new = strategy.with_status(kind, old, self._judged_status((kind, key, old), doc, "status"))
        if new is old:
            return old
        if is_deleting(old) and deletion.is_released(new) and not deletion.is_released(old):
            return self._remove(key, new, dry_run)
        noted = self._noting.noted(kind, old, new, "status")
        return self._write("MODIFIED", key, {**noted, "metadata": dict(noted["metadata"])}, dry_run)

    def scale(self, doc: Doc, *, dry_run: bool = False) -> Doc:
        """Change a workload's replicas, as its ``scale`` subresource does, which looks at no pods; as stored."""
        _kind, doc = self._decoded(doc)
        kind, key, old = self._present(doc)
        new = strategy.prepare_update(kind, self._noting.noted(kind, old, defaults.apply(kind, doc), "scale"), old)
        return self._put(key, old, new if self._trusted else self._judged(kind, key, old, new), dry_run)

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
