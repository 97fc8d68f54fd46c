"""What a log needs now and then: a keyframe, so that the past stays near, and an end to its growth."""

from __future__ import annotations

import logging

from core.models import Cluster
from core.store import keyframes
from core.store.compaction import Retention, compact

log = logging.getLogger(__name__)


def keep(cluster_id: int, retention: Retention | None = None) -> None:
    """Look after one cluster's log. Cheap when there is nothing to do; safe beside the engine and readers."""
    keyframes.save_head(cluster_id)
    cluster = Cluster.objects.get(pk=cluster_id)
    first = (retention or Retention()).first(cluster)
    if first > cluster.first_revision:
        deleted = compact(cluster_id, first)
        log.info("cluster %s: log compacted to revision %s, %s changes deleted", cluster.name, first, deleted)
