"""The clock over HTTP."""

from typing import Any

import pytest

from core.models import Cluster
from tests.pages.conftest import BEGINNING, Dashboard

MINUTE = 60_000_000


def row(dashboard: Dashboard) -> Cluster:
    """The cluster as it is stored."""
    return Cluster.objects.get(pk=dashboard.cluster.pk)


def test_play_and_pause(dashboard: Dashboard) -> None:
    assert dashboard.post("clock", {"paused": False})["clock"]["paused"] is False
    assert row(dashboard).paused is False
    assert dashboard.post("clock", {"paused": True})["clock"]["paused"] is True


def test_speed(dashboard: Dashboard) -> None:
    assert dashboard.post("clock", {"speed": 600})["clock"]["speed"] == 600
    assert dashboard.post("clock", {"speed": 0})["clock"]["speed"] == 0


def test_advance_sets_a_target(dashboard: Dashboard) -> None:
    assert dashboard.post("clock", {"advance": MINUTE})["clock"]["target"] == BEGINNING + MINUTE


def test_until_stable_and_step(dashboard: Dashboard) -> None:
    assert dashboard.post("clock", {"until": "stable"})["clock"]["running"] is True
    assert row(dashboard).until_stable is True
    dashboard.post("clock", {"step": True})
    assert (row(dashboard).until_stable, row(dashboard).paused) == (False, True)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"paused": 1},
        {"speed": -1},
        {"speed": "fast"},
        {"speed": True},
        {"speed": 1e300},
        '{"speed": NaN}',
        {"advance": 0},
        {"advance": 1.5},
        {"advance": 2**62},
        {"until": "tomorrow"},
        {"paused": True, "speed": 1},
        [],
        "x",
    ],
)
def test_what_no_clock_can_do_is_refused(dashboard: Dashboard, body: Any) -> None:
    before = row(dashboard)
    assert dashboard.post("clock", body, 400)["error"]["message"]
    assert (row(dashboard).speed, row(dashboard).paused, row(dashboard).target) == (
        before.speed,
        before.paused,
        before.target,
    )
