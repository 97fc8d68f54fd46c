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
    return parse(heartbeats.renewed(held, nodes, "seed", NOW)["spec"]["renewTime"])


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
        pytest.param(
            lease(), {"n": node(**{heartbeats.STOPPED: "long ago"})}, id="stopped at no time"
        ),
    ],
)
def test_other_leases_stay_as_they_are_written(held: Doc, nodes: dict[str, Any]) -> None:
    assert heartbeats.renewed(held, nodes, "seed", NOW) is held
