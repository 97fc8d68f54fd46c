"""Which moment a request asks about: the present, a revision, or a virtual time."""

from dataclasses import dataclass

from django.http import HttpRequest

from core.clients import open_store
from core.meta.objects import Doc, Key
from core.models import Cluster
from core.pages.asking import query_number
from core.store import moments
from core.store.sql import SqlStore


@dataclass(frozen=True)
class Moment:
    """A store as seen at one moment; `revision` is None for the present."""

    store: SqlStore
    revision: int | None
    time: int | None
    """Virtual µs, when a time was asked for."""

    def get(self, key: Key) -> Doc | None:
        """The object at this moment. Raises `Compacted`."""
        if self.revision is None:
            return self.store.get(key)
        return moments.object_at(self.store.cluster_id, key, self.revision)

    def uid(self, key: Key) -> str:
        """The uid of the object at `key`, also of one that is gone; empty when there never was one."""
        doc = self.store.get(key)
        if doc is not None:
            return str(doc["metadata"]["uid"])
        return moments.last_uid(self.store.cluster_id, key, self.store.head())


def moment_of(request: HttpRequest, cluster: Cluster) -> Moment:
    """The moment in `?revision=` or `?time=` (virtual µs). Raises `Refusal` and `Compacted`."""
    store = open_store(cluster)
    revision, time = query_number(request, "revision"), query_number(request, "time")
    if revision is not None:
        return Moment(store, min(revision, cluster.revision), None)
    if time is not None:
        return Moment(store, store.revision_at(time), time)
    return Moment(store, None, None)
