"""The roles and bindings of a cluster in memory, read anew when one of them has changed."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from core.clients import open_store
from core.kinds.registry import key_of
from core.machinery.bootstrap import roles as bootstrap_roles
from core.machinery.rbac import GROUP
from core.models import Cluster, Object
from core.store.memory import MemoryStore
from core.store.protocol import Reader
from core.store.rows import select

CLUSTERS_KEPT: Final = 16
_RESOURCES: Final = tuple(
    f"{plural}.{GROUP}" for plural in ("clusterroles", "clusterrolebindings", "roles", "rolebindings")
)
_STATE: Final = (
    f"SELECT COUNT(*), MAX(revision) FROM {Object._meta.db_table}"  # noqa: S608  # the table's name is ours
    " WHERE cluster_id = %s AND resource IN (%s, %s, %s, %s)"
)


def roles_of(cluster: Cluster) -> Reader:
    """What says who may do what, as it is now; of a cluster that is not there, as in one that is new."""
    if not cluster.pk:
        return _default()
    count, revision = select(_STATE, (cluster.pk, *_RESOURCES))[0]
    return _read(cluster.pk, count, revision or 0)


@cache
def _default() -> Reader:
    held = MemoryStore(keep_log=False)
    held.load(((key_of(doc), doc) for doc in bootstrap_roles.documents()), 0)
    return held


@lru_cache(maxsize=CLUSTERS_KEPT)
def _read(cluster_id: int, count: int, revision: int) -> Reader:
    """``count`` and ``revision`` name the state: a deletion lowers the one, whatever is written raises the other."""
    source, held = open_store(cluster_id), MemoryStore(keep_log=False)
    docs = [doc for resource in _RESOURCES for doc in source.list(resource)]
    held.load(((key_of(doc), doc) for doc in docs), revision)
    return held
