"""All tables of the dashboard as they were at a past moment."""

import time

from django.http import HttpRequest

from core.models import Cluster
from core.pages.answers import Answer, cluster_view
from core.pages.moments import moment_of
from core.projection.clockface import clock_face
from core.projection.frames import cluster_facts, snapshot_text
from core.projection.snapshots import past_tables


@cluster_view("GET")
def snapshot(request: HttpRequest, cluster: Cluster) -> Answer:
    """The snapshot at `?revision=` or `?time=`, of the present without either."""
    moment = moment_of(request, cluster)
    revision = cluster.revision if moment.revision is None else moment.revision
    clock = clock_face(cluster, time.time_ns() // 1000)
    return snapshot_text(past_tables(moment.store, revision), cluster_facts(cluster.pk, cluster.name), clock)
