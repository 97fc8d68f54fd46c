"""What a pod asks for in all."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.scheduler.requests import MISSING_CPU, MISSING_MEMORY, pod_requests, shape_of


def container(cpu: str = "", **more: Any) -> dict[str, Any]:
    return {"resources": {"requests": {"cpu": cpu} if cpu else {}}, **more}


ALWAYS = {"restartPolicy": "Always"}


@pytest.mark.parametrize(
    ("spec", "millicores"),
    [
        pytest.param({"containers": [container("100m"), container("0.2")]}, 300, id="containers add up"),
        pytest.param(
            {"containers": [container("100m")], "initContainers": [container("500m"), container("300m")]},
            500,
            id="the largest init container counts when it is larger",
        ),
        pytest.param(
            {"containers": [container("400m")], "initContainers": [container("300m")]},
            400,
            id="init containers run before, not beside",
        ),
        pytest.param(
            {"containers": [container("100m")], "initContainers": [container("200m", **ALWAYS)]},
            300,
            id="a sidecar runs beside",
        ),
        pytest.param(
            {
                "containers": [container("100m")],
                "initContainers": [container("200m", **ALWAYS), container("500m"), container("50m", **ALWAYS)],
            },
            700,
            id="an init container starts beside the sidecars before it",
        ),
        pytest.param({"containers": [container("100m")], "overhead": {"cpu": "50m"}}, 150, id="overhead is added"),
        pytest.param(
            {
                "containers": [container("100m")],
                "resources": {"requests": {"cpu": "1"}},
                "overhead": {"cpu": "50m"},
            },
            1050,
            id="the pod's own request wins over its containers'",
        ),
    ],
)
def test_cpu_of_a_pod(spec: dict[str, Any], millicores: int) -> None:
    assert pod_requests(spec)["cpu"] == millicores


def test_scoring_counts_a_container_without_requests_as_asking_a_little() -> None:
    shape = shape_of({"containers": [container("1"), container()]})
    assert (shape.cpu, shape.memory) == (1000, 0)
    assert (shape.scored_cpu, shape.scored_memory) == (1000 + MISSING_CPU, 2 * MISSING_MEMORY)
