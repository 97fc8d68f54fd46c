"""Leases of nodes as their kubelets keep them: renewed whenever somebody looks, though nothing is written."""

from __future__ import annotations

from collections.abc import Sequence

from core.api.request import Request
from core.api.route import Target
from core.clients import open_store
from core.machinery import heartbeats
from core.meta.objects import Doc, Key
from core.store.listing import Item, Whole


def one(request: Request, target: Target, doc: Doc, now: int) -> Doc:
    """The object that a get has found, as it is at virtual µs ``now``."""
    if not _concerns(target):
        return doc
    node = open_store(request.cluster).get(Key("nodes", "", target.name))
    return heartbeats.renewed(doc, {target.name: node} if node else {}, request.cluster.seed, now)


def many(request: Request, target: Target, items: Sequence[Item], now: int) -> Sequence[Item]:
    """The page of a list, as it is at virtual µs ``now``."""
    if not items or not _concerns(target):
        return items
    nodes = {node["metadata"]["name"]: node for node in open_store(request.cluster).list("nodes")}
    docs = (heartbeats.renewed(item.doc(), nodes, request.cluster.seed, now) for item in items)
    return [Whole(item.namespace, item.name, doc) for item, doc in zip(items, docs, strict=True)]


def _concerns(target: Target) -> bool:
    return target.kind.resource == heartbeats.LEASES and target.namespace in ("", heartbeats.NAMESPACE)
