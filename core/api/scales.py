"""The `scale` subresource: the replicas of a workload as a `Scale`, and back. Pure."""

from __future__ import annotations

from typing import Any

from core.kinds import registry
from core.kinds.kind import Kind
from core.meta import errors, fields, labels
from core.meta.objects import Doc

_COPIED = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")


def scale_kind() -> Kind:
    """What a `Scale` is, for reading bodies: the published type, which no path of its own serves."""
    return Kind(kind="Scale", plural="scales", group="autoscaling", verbs=())


def of(doc: Doc) -> Doc:
    """The `Scale` of a workload."""
    spec, status = doc.get("spec") or {}, doc.get("status") or {}
    metadata = {name: doc["metadata"][name] for name in _COPIED if name in doc["metadata"]}
    found: Doc = {"replicas": status.get("replicas", 0)}
    selector = _selector(doc)
    if selector:
        found["selector"] = selector
    wanted = spec.get("replicas", 0)
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": metadata,
        "spec": {"replicas": wanted} if wanted else {},
        "status": found,
    }


def scaled(doc: Doc, scale: Doc) -> Doc:
    """The workload with the replicas of a `Scale`. Raises `StatusError` (422)."""
    replicas: Any = (scale.get("spec") or {}).get("replicas", 0)
    if replicas < 0:
        why = fields.invalid("spec.replicas", replicas, "must be greater than or equal to 0")
        raise errors.invalid("Scale", "autoscaling", doc["metadata"]["name"], [why])
    version = (scale.get("metadata") or {}).get("resourceVersion") or doc["metadata"]["resourceVersion"]
    metadata = {**doc["metadata"], "resourceVersion": version}
    return {**doc, "metadata": metadata, "spec": {**doc["spec"], "replicas": replicas}}


def _selector(doc: Doc) -> str:
    selector = (doc.get("spec") or {}).get("selector")
    if selector is None:
        return ""
    if registry.kind_of(doc).plural == "replicationcontrollers":
        return str(labels.of_map(selector))
    return str(labels.of(selector))
