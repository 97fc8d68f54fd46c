"""A cluster's clock as the browser is told of it, so that it can count on by itself."""

from __future__ import annotations

from typing import Any, Protocol

from core import clock


class ClusterClock(clock.Clock, Protocol):
    """What the face is read from: a cluster's row."""

    revision: int
    first_time: int


def clock_face(cluster: ClusterClock, wall: int) -> dict[str, Any]:
    """The protocol's CLOCK at ``wall`` (µs).

    ``running`` says whether time passes at all, which it does towards a target even while paused.
    """
    return {
        "time": clock.now(cluster, wall),
        "at": wall // 1000,
        "speed": cluster.speed,
        "paused": cluster.paused,
        "target": cluster.target,
        "stable": cluster.until_stable,
        "running": not cluster.paused or cluster.target is not None or cluster.until_stable,
        "lag": clock.lag(cluster, wall),
        "revision": cluster.revision,
        "first": cluster.first_time,
    }
