"""What a pod's containers print, for the inspector: the latest lines at a moment, or those after a time."""

import time
from collections import deque
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from core import clock
from core.logs import runs
from core.logs.around import at_start
from core.logs.lines import Line, last_moment, lines
from core.meta import errors
from core.meta.errors import StatusError
from core.meta.objects import Doc, Key
from core.models import Cluster
from core.pages.answers import Answer, cluster_view
from core.pages.asking import query_number
from core.pages.moments import Moment, moment_of

MOST = 1_000
"""Lines of one answer."""
LONGEST = 2_000
"""Characters of a line."""


@cluster_view("GET")
def logs(request: HttpRequest, cluster: Cluster, namespace: str, name: str) -> Answer:
    """The lines of `container` (its run before with `previous`); with `since` (virtual µs) those after it."""
    moment = moment_of(request, cluster)
    pod = moment.get(Key("pods", namespace, name)) if "\0" not in namespace + name else None
    if pod is None:
        raise errors.not_found("pods", name)
    names = runs.names_of(pod)
    asked = request.GET.get("container", "")
    container = asked if asked in names else names[0]
    said = {"containers": names, "container": container, "hasPrevious": _has_previous(pod, container)}
    try:
        run = runs.find(pod, container, bool(request.GET.get("previous")))
    except StatusError as none:
        return {**said, "run": "", "lines": [], "until": 0, "isRunning": False, "message": none.message}
    until = last_moment(run, _now(moment, cluster))
    since = query_number(request, "since")
    found = _latest(lines(run, until, -1 if since is None else since, at_start(moment.store, run)))
    return {**said, "run": run.identity, "lines": found, "until": until, "isRunning": run.end is None, "message": ""}


def _latest(printed: Iterable[Line]) -> list[Any]:
    kept = deque(printed, maxlen=MOST)
    return [[line.time, line.stream, line.text[:LONGEST]] for line in kept]


def _has_previous(pod: Doc, container: str) -> bool:
    try:
        return bool(runs.find(pod, container, True))
    except StatusError:
        return False


def _now(moment: Moment, cluster: Cluster) -> int:
    if moment.time is not None:
        return moment.time
    if moment.revision is not None:
        return moment.store.time_of(moment.revision)
    return clock.now(cluster, time.time_ns() // 1000)
