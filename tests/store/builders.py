"""Documents and writes in a line each."""

from __future__ import annotations

from typing import Any

from core.meta.objects import Doc, Key
from core.store.protocol import Verb, Write

SECOND = 1_000_000


def pod(name: str = "web", namespace: str = "default", uid: str = "", **parts: Any) -> Doc:
    """A pod as the store holds it."""
    metadata = {"name": name, "namespace": namespace, "uid": uid or f"uid-{name}", **parts.pop("metadata", {})}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {}, **parts}


def event(name: str, about: str, count: int = 1) -> Doc:
    """An event about the object whose uid is ``about``."""
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": name, "namespace": "default", "uid": f"uid-{name}"},
        "involvedObject": {"uid": about},
        "count": count,
    }


def owned(name: str, *owners: str) -> Doc:
    """A pod with owners, the last of them its controller."""
    references = [{"uid": owner, "name": owner, "controller": owner == owners[-1]} for owner in owners]
    return pod(name, metadata={"ownerReferences": references})


def key(doc: Doc) -> Key:
    resource = {"Pod": "pods", "Event": "events", "Node": "nodes"}[doc["kind"]]
    return Key(resource, doc["metadata"].get("namespace", ""), doc["metadata"]["name"])


def write(verb: Verb, doc: Doc) -> Write:
    """A write that hands over a fresh document."""
    return Write(verb, key(doc), {**doc, "metadata": dict(doc["metadata"])})


def added(*docs: Doc) -> list[Write]:
    return [write("ADDED", doc) for doc in docs]
