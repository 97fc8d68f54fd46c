"""The objects of some resources at the moment that a request asks about."""

from __future__ import annotations

from typing import Final

from core.kinds.registry import key_of
from core.machinery.rbac import GROUP
from core.pages.moments import Moment
from core.store import moments
from core.store.memory import MemoryStore

RBAC: Final = tuple(f"{plural}.{GROUP}" for plural in ("clusterrolebindings", "rolebindings", "clusterroles", "roles"))


def held(moment: Moment, *resources: str, namespace: str = "") -> MemoryStore:
    """A store with all objects of ``resources`` (in one namespace when given) and no others. Raises `Compacted`."""
    store, found = moment.store, MemoryStore(keep_log=False)
    if moment.revision is None:
        docs = [(key_of(doc), doc) for resource in resources for doc in store.list(resource, namespace)]
    else:
        found_then = moments.resources_at(store.cluster_id, moment.revision, resources)
        docs = [(key, doc) for key, doc in found_then if namespace in ("", key.namespace)]
    found.load(docs, moment.revision or store.head())
    return found
