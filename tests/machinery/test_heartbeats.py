"""Leases of nodes as they are found when somebody looks."""

from __future__ import annotations

from typing import Any

import pytest

from core.machinery import heartbeats
from core.meta.objects import Doc
from core.meta.time import SECOND, parse, rfc3339_micro

NOW = parse("2026-03-05T12:00:00Z")
LATEST = heartbeats.last_renewal("seed", "n", NOW)


def lease(renewed: int = NOW - 3600 * SECOND, holder: str = "n", namespace: str = "kube-node-lease") -> Doc:
    spec = {"holderIdentity": holder, "leaseDurationSeconds": 40, "renewTime": rfc3339_micro(renewed)}
    return {"kind": "Lease", "metadata": {"name": "n", "namespace": namespace}, "spec": spec}


def node(**annotations: str) -> Doc:
    return {"metadata": {"name": "n", "annotations": annotations}}


def renewal(held: Doc, nodes: dict[str, Doc]) -> int:
    return parse(heartbeats.seen(heartbeats.LEASES, held, nodes.get("n"), "seed", NOW)["spec"]["renewTime"])


def test_a_working_kubelet_has_renewed_within_ten_seconds() -> None:
    assert renewal(lease(), {"n": node()}) == LATEST
    assert NOW - 10 * SECOND < LATEST <= NOW


def test_a_stopped_kubelet_renewed_for_the_last_time_before_it_stopped() -> None:
    stopped = NOW - 60 * SECOND
    found = renewal(lease(), {"n": node(**{heartbeats.STOPPED: rfc3339_micro(stopped)})})
    assert stopped - 10 * SECOND < found <= stopped


@pytest.mark.parametrize(
    ("held", "nodes"),
    [
        pytest.param(lease(holder="somebody"), {"n": node()}, id="another holder"),
        pytest.param(lease(namespace="default"), {"n": node()}, id="another namespace"),
        pytest.param(lease(), {}, id="no such node"),
        pytest.param(lease(NOW), {"n": node()}, id="one that was written later"),
        pytest.param(lease(), {"n": node(**{heartbeats.STOPPED: "long ago"})}, id="stopped at no time"),
    ],
)
def test_other_leases_stay_as_they_are_written(held: Doc, nodes: dict[str, Any]) -> None:
    assert heartbeats.seen(heartbeats.LEASES, held, nodes.get("n"), "seed", NOW) is held


def reported(told: int, **annotations: str) -> list[int]:
    """The seconds before now of each heartbeat of a node that told of a change at ``told``."""
    types = ("NetworkUnavailable", *sorted(heartbeats.CONDITIONS))
    held = {**node(**annotations), "status": {"conditions": [{"type": t, **heartbeat(told)} for t in types]}}
    found = heartbeats.seen("nodes", held, None, "seed", NOW)
    return [(NOW - parse(one["lastHeartbeatTime"])) // SECOND for one in found["status"]["conditions"]]


def heartbeat(at: int) -> Doc:
    return {"lastHeartbeatTime": rfc3339_micro(at)}


def test_a_working_kubelet_has_reported_within_five_minutes() -> None:
    other, *own = reported(NOW - 3600 * SECOND)
    assert other == 3600, "not the kubelet's condition"
    assert len(set(own)) == 1
    assert own[0] < 300


@pytest.mark.parametrize(("ago", "least", "most"), [(0, 0, 0), (299, 299, 299), (310, 0, 10), (609, 0, 299)])
def test_it_reports_at_its_first_look_after_five_minutes_and_then_each_five(ago: int, least: int, most: int) -> None:
    assert least <= reported(NOW - ago * SECOND)[1] <= most


def test_a_stopped_kubelet_reported_for_the_last_time_before_it_stopped() -> None:
    found = reported(NOW - 3600 * SECOND, **{heartbeats.STOPPED: rfc3339_micro(NOW - 1000 * SECOND)})[1]
    assert 1000 <= found < 1300


@pytest.mark.parametrize("status", [{}, {"conditions": []}, {"conditions": [{"type": "Ready"}]}])
def test_a_node_of_which_no_kubelet_told_stays_as_it_is(status: Doc) -> None:
    held = {**node(), "status": status}
    assert heartbeats.seen("nodes", held, None, "seed", NOW) is held
