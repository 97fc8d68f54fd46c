"""Leases and conditions of nodes as kubelets keep them: fresh whenever somebody looks, though nothing is written."""

from __future__ import annotations

from collections.abc import Sequence

from core.api.route import Target
from core.clients import open_store
from core.machinery import heartbeats
from core.meta.objects import Doc, Key
from core.models import Cluster
from core.store.listing import Item, Whole


def one(cluster: Cluster, target: Target, doc: Doc, now: int) -> Doc:
    """The object that a get has found, as it is at virtual µs ``now``."""
    if not _concerns(target):
        return doc
    node = open_store(cluster).get(Key("nodes", "", target.name)) if target.kind.resource != "nodes" else None
    return heartbeats.seen(target.kind.resource, doc, node, cluster.seed, now)


def many(cluster: Cluster, target: Target, items: Sequence[Item], now: int) -> Sequence[Item]:
    """The page of a list, as it is at virtual µs ``now``."""
    if not items or not _concerns(target):
        return items
    resource, nodes = target.kind.resource, {}
    if resource != "nodes":
        nodes = {node["metadata"]["name"]: node for node in open_store(cluster).list("nodes")}
    docs = (heartbeats.seen(resource, item.doc(), nodes.get(item.name), cluster.seed, now) for item in items)
    return [Whole(item.namespace, item.name, doc) for item, doc in zip(items, docs, strict=True)]


def _concerns(target: Target) -> bool:
    resource = target.kind.resource
    return resource == "nodes" or (resource == heartbeats.LEASES and target.namespace in ("", heartbeats.NAMESPACE))
