"""Plausible usage, and its form as metrics-server answers it."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from core.meta import quantity
from core.meta.objects import Doc
from core.meta.time import HOUR, MINUTE, rfc3339
from core.usage import estimate, metrics
from tests.logs.pods import SECOND, START, ended, make_pod, running, waiting

ASKED = {"requests": {"cpu": "200m", "memory": "100Mi"}, "limits": {"cpu": "60m", "memory": "200Mi"}}
NODE: Doc = {"metadata": {"name": "n", "labels": {"zone": "a"}}}


def pod(state: Doc | None = None, phase: str = "Running", **container: Any) -> Doc:
    made = make_pod(state, **container)
    made["status"]["phase"] = phase
    return made


def used(doc: Doc) -> tuple[int, int]:
    usage = doc["containers"][0]["usage"]
    return quantity.milli(usage["cpu"]), quantity.value(usage["memory"])


def test_usage_is_a_share_of_what_is_asked_for_and_never_beyond_a_limit() -> None:
    for minute in range(0, 120, 7):
        found = metrics.of_pod(pod(resources=ASKED), START + MINUTE + minute * MINUTE)
        assert found is not None
        cpu, memory = used(found)
        assert 0 < cpu <= 60
        assert 40 << 20 <= memory <= 100 << 20


def test_usage_moves_slowly_and_is_the_same_whenever_it_is_asked_for() -> None:
    container = {"name": "c", "resources": {"requests": {"cpu": "1"}}}
    curve = [estimate.of_container("u", container, START + at * 15 * SECOND).cpu for at in range(200)]
    assert curve == [estimate.of_container("u", container, START + at * 15 * SECOND).cpu for at in range(200)]
    steps = [abs(after - before) for before, after in itertools.pairwise(curve)]
    assert 0 < max(steps) < max(curve) // 25
    assert max(curve) - min(curve) > max(steps)
    assert curve[0] != estimate.of_container("v", container, START).cpu


@pytest.mark.parametrize(
    ("state", "phase"),
    [
        pytest.param(waiting("CrashLoopBackOff"), "Running", id="a container that waits"),
        pytest.param(ended(3), "Succeeded", id="one that has ended"),
        pytest.param(running(), "Pending", id="a pod that does not run yet"),
        pytest.param(running(55), "Running", id="one that has just started"),
    ],
)
def test_what_does_not_run_has_no_metrics(state: Doc, phase: str) -> None:
    assert metrics.of_pod(pod(state, phase), START + MINUTE) is None


def test_metrics_are_those_of_the_last_scrape() -> None:
    found = metrics.of_pod(pod(), START + MINUTE + 14 * SECOND)
    assert found is not None
    assert (found["timestamp"], found["window"]) == (rfc3339(START + MINUTE), "15s")
    assert found["metadata"] == {"name": "p", "namespace": "rec", "creationTimestamp": rfc3339(START + 74 * SECOND)}
    later = metrics.of_pod(pod(), START + MINUTE + 15 * SECOND)
    assert later is not None
    assert later["timestamp"] == rfc3339(START + 75 * SECOND)


def test_a_node_uses_what_its_pods_use_and_more() -> None:
    alone = metrics.of_node(NODE, [], START + HOUR)["usage"]
    running_pod = metrics.of_pod(pod(resources=ASKED), START + HOUR)
    assert running_pod is not None
    with_pod = metrics.of_node(NODE, [pod(resources=ASKED)], START + HOUR)
    assert with_pod["metadata"]["labels"] == {"zone": "a"}
    added = quantity.value(with_pod["usage"]["memory"]) - quantity.value(alone["memory"])
    assert abs(added - used(running_pod)[1]) <= 2048
