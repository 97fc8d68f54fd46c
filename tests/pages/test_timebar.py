"""The history over time, past moments, and rollouts."""

from itertools import pairwise
from typing import Any

import pytest

from core.models import Cluster
from core.pages.rollout import band
from core.pages.timebar import Mark, thin
from core.store import landmarks
from tests.pages.build import config, deployment, owned
from tests.pages.conftest import BEGINNING, Dashboard, Write

SECOND = 1_000_000


def move(dashboard: Dashboard, seconds: int) -> None:
    """Let the clock of a cluster whose engine does not run reach a moment."""
    Cluster.objects.filter(pk=dashboard.cluster.pk).update(
        time=BEGINNING + seconds * SECOND, anchor_time=BEGINNING + seconds * SECOND, next_due=None
    )


def test_buckets_count_every_change_once(dashboard: Dashboard, create: Write) -> None:
    for second in (0, 5, 5, 60):
        move(dashboard, second)
        create({**config(a="1"), "metadata": {"generateName": "c-", "namespace": "default"}})
    move(dashboard, 100)
    history = dashboard.get("history")
    row = Cluster.objects.get(pk=dashboard.cluster.pk)
    assert (history["first"], history["last"]) == (BEGINNING, BEGINNING + 100 * SECOND)
    assert sum(count for _time, count in history["buckets"]) == row.revision
    assert len(history["buckets"]) <= 240
    assert all(one[0] < other[0] for one, other in pairwise(history["buckets"]))
    busy = [(time - BEGINNING) // SECOND for time, count in history["buckets"] if count]
    assert busy == [0, 5, 60] or busy == [0, 4, 59]


def test_a_long_log_is_sampled_without_losing_count(
    dashboard: Dashboard, create: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landmarks, "SAMPLES", 7)
    move(dashboard, 30)
    create(config(a="1"))
    row = Cluster.objects.get(pk=dashboard.cluster.pk)
    assert sum(count for _time, count in dashboard.get("history")["buckets"]) == row.revision


def test_what_people_did_is_marked(dashboard: Dashboard, create: Write) -> None:
    move(dashboard, 10)
    create(config(a="1"))
    mark = dashboard.get("history")["marks"][-1]
    assert mark[:3] == [BEGINNING + 10 * SECOND, "user", "ann created ConfigMap default/settings"]


def test_marks_that_cannot_be_told_apart_become_one() -> None:
    crowd = [Mark(time, "warning", "w", time) for time in range(1000)]
    people = [Mark(500, "user", "u", 500)]
    thinned = thin(crowd + people, 0, 1000)
    assert len([mark for mark in thinned if mark.kind == "warning"]) == 200
    assert people[0] in thinned


def test_no_more_marks_than_the_bar_can_hold_and_people_first() -> None:
    marks = [
        Mark(time, kind, "", time) for time in range(0, 1000, 5) for kind in ("warning", "user", "scaling", "rollout")
    ]
    thinned = thin(marks, 0, 1000)
    assert len(thinned) == 400
    assert len([mark for mark in thinned if mark.kind == "user"]) == 200


def rows(snapshot: Any, table: str) -> list[dict[str, Any]]:
    """A table's rows by column."""
    held = snapshot["tables"][table]
    return [dict(zip(held["cols"], row, strict=True)) for row in held["rows"]]


def test_a_snapshot_of_the_past_is_without_what_came_later(dashboard: Dashboard, create: Write) -> None:
    move(dashboard, 10)
    create(deployment())
    move(dashboard, 20)
    then, now = dashboard.get("snapshot", time=BEGINNING + 9 * SECOND), dashboard.get("snapshot")
    assert [row["name"] for row in rows(now, "workloads") if row["namespace"] == "default"] == ["web"]
    assert [row["name"] for row in rows(then, "workloads") if row["namespace"] == "default"] == []
    assert len(rows(then, "nodes")) == 6
    assert then["revision"] == now["revision"] - 1


@pytest.mark.parametrize("query", [{"time": "x"}, {"revision": "-1"}])
def test_a_snapshot_of_no_moment_is_refused(dashboard: Dashboard, query: Any) -> None:
    dashboard.get("snapshot", 400, **query)


def test_a_snapshot_before_the_beginning_is_the_first(dashboard: Dashboard) -> None:
    assert dashboard.get("snapshot", time=1)["revision"] == 0


def test_a_rollout_has_a_series_for_each_revision(dashboard: Dashboard, create: Write, update: Write) -> None:
    top = create(deployment(replicas=4))
    replicaset = {
        **deployment(),
        "kind": "ReplicaSet",
        "metadata": {
            "name": "web-1",
            "namespace": "default",
            "annotations": {"deployment.kubernetes.io/revision": "1"},
        },
    }
    stored = create(owned(replicaset, top))
    move(dashboard, 5)
    update({**stored, "status": {"replicas": 4, "readyReplicas": 1}})
    answer = dashboard.get("rollout/default/web")
    assert (answer["desired"], answer["surge"], answer["floor"]) == (4, 5, 3)
    (series,) = answer["series"]
    assert series["points"] == [[BEGINNING, 0, 0], [BEGINNING + 5 * SECOND, 4, 1]]


def test_a_rollout_of_nothing_is_not_found(dashboard: Dashboard) -> None:
    dashboard.get("rollout/default/none", 404)
    dashboard.get("rollout/default/%00", 404)


@pytest.mark.parametrize(
    ("strategy", "desired", "expected"),
    [
        ({}, 10, (3, 2)),
        ({"rollingUpdate": {"maxSurge": 2, "maxUnavailable": "0%"}}, 10, (2, 0)),
        ({"rollingUpdate": {"maxSurge": 0, "maxUnavailable": "1%"}}, 10, (0, 1)),
        ({"rollingUpdate": {"maxSurge": "100%", "maxUnavailable": "50%"}}, 3, (3, 1)),
        ({"type": "Recreate"}, 4, (0, 4)),
    ],
)
def test_the_band_of_a_rolling_update(strategy: Any, desired: int, expected: tuple[int, int]) -> None:
    assert band({"spec": {"strategy": strategy}}, desired) == expected
