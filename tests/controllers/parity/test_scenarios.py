"""The recorded scenarios, step by step: objects and events equal to those of a real control plane."""

from __future__ import annotations

from typing import Any

import pytest

from tests import reference
from tests.parity import workloads

PLAYED = (
    "Deployment rolling update, history, undo, pause, scale",
    "Deployment recreate",
    "Deployment that cannot progress",
    "Deployment deleted three ways",
    "ReplicaSet adopts and releases",
    "Budget and eviction",
    "Services",
    "Quota and limits",
    "Node drained and lost",
    "Namespace deleted",
)
"""The other scenarios wait for their controllers."""

pytestmark = reference.needs_reference


def scenarios() -> list[Any]:
    if not reference.REFERENCE.is_dir():
        return []
    return [found for found in reference.read_lines(workloads.SCENARIOS) if found["scenario"] in PLAYED]


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda found: found["scenario"])
def test_scenario(scenario: Any) -> None:
    assert workloads.difference(scenario) == ""
