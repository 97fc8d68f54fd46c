"""[sig-node] Probing container (test/e2e/common/node/container_probe.go)."""

from __future__ import annotations

from typing import Any

import pytest

from core.meta.time import parse
from tests.conformance.objects import AGNHOST, BUSYBOX, condition, container, pod
from tests.conformance.specs import spec
from tests.conformance.suite import Doc, Suite

SECOND = 1_000_000


def told(one: Doc) -> Doc:
    found: Doc = (one["status"].get("containerStatuses") or [{}])[0]
    return found


def restarts(one: Doc) -> int:
    return int(told(one).get("restartCount", 0))


def agnhost(*args: str, **probes: Doc) -> Doc:
    return pod("p", container("agnhost", AGNHOST, args=list(args), **probes))


def script(text: str, **probes: Doc) -> Doc:
    return pod("p", container("busybox", BUSYBOX, command=["/bin/sh", "-c", text], **probes))


def probe(handler: Doc, delay: int = 15, failures: int = 1, **more: Any) -> Doc:
    return {**handler, "initialDelaySeconds": delay, "timeoutSeconds": 5, "failureThreshold": failures, **more}


def http(path: str, port: int = 8080) -> Doc:
    return {"httpGet": {"path": path, "port": port}}


CAT = {"exec": {"command": ["cat", "/tmp/health"]}}


@spec(
    "node",
    "Probing container with readiness probe should not be ready before initial delay and never restart "
    "[NodeConformance]",
)
async def test_a_container_is_not_ready_before_its_delay(suite: Suite) -> None:
    await suite.make(suite.core("pods"), agnhost("test-webserver", readinessProbe=probe(http("/", 80), 30, 3)))
    held = await suite.became(suite.core("pods", "p"), lambda one: told(one).get("ready"))
    since = parse((condition(held, "Ready") or {})["lastTransitionTime"])
    assert since - parse(told(held)["state"]["running"]["startedAt"]) >= 29 * SECOND
    assert restarts(held) == 0


@spec(
    "node",
    "Probing container with readiness probe that fails should never be ready and never restart [NodeConformance]",
)
async def test_a_container_whose_readiness_fails_is_never_ready(suite: Suite) -> None:
    await suite.make(suite.core("pods"), agnhost("test-webserver", readinessProbe=probe(http("/", 81), 30, 3)))
    await suite.pass_time(240)
    held = await suite.get(suite.core("pods", "p"))
    assert ((condition(held, "Ready") or {})["status"], restarts(held)) == ("False", 0)
    assert told(held)["ready"] is False


@spec(
    "node",
    'Probing container should be restarted with a exec "cat /tmp/health" liveness probe [NodeConformance]',
    "Probing container should be restarted with a /healthz http liveness probe [NodeConformance]",
    "Probing container should be restarted with a GRPC liveness probe [NodeConformance]",
)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            script("echo ok >/tmp/health; sleep 10; rm -rf /tmp/health; sleep 600", livenessProbe=probe(CAT)), id="exec"
        ),
        pytest.param(agnhost("liveness", livenessProbe=probe(http("/healthz"))), id="http"),
        pytest.param(
            agnhost("grpc-health-checking", livenessProbe=probe({"grpc": {"port": 2333, "service": ""}})), id="grpc"
        ),
    ],
)
async def test_a_container_that_stops_to_answer_is_restarted(suite: Suite, body: Doc) -> None:
    await suite.make(suite.core("pods"), body)
    await suite.became(suite.core("pods", "p"), lambda one: told(one).get("state", {}).get("running"))
    await suite.became(suite.core("pods", "p"), lambda one: restarts(one) >= 1, 240)


@spec(
    "node",
    'Probing container should *not* be restarted with a exec "cat /tmp/health" liveness probe [NodeConformance]',
    "Probing container should *not* be restarted with a /healthz http liveness probe [NodeConformance]",
    "Probing container should *not* be restarted with a tcp:8080 liveness probe [NodeConformance]",
    "Probing container should *not* be restarted with a GRPC liveness probe [NodeConformance]",
)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(script("echo ok >/tmp/health; sleep 600", livenessProbe=probe(CAT)), id="exec"),
        pytest.param(agnhost("test-webserver", livenessProbe=probe(http("/", 80), failures=5)), id="http"),
        pytest.param(agnhost("liveness", livenessProbe=probe({"tcpSocket": {"port": 8080}})), id="tcp"),
        pytest.param(
            agnhost("grpc-health-checking", livenessProbe=probe({"grpc": {"port": 5000, "service": ""}})), id="grpc"
        ),
    ],
)
async def test_a_container_that_answers_is_left_alone(suite: Suite, body: Doc) -> None:
    await suite.make(suite.core("pods"), body)
    await suite.became(suite.core("pods", "p"), lambda one: told(one).get("state", {}).get("running"))
    await suite.pass_time(240)
    assert restarts(await suite.get(suite.core("pods", "p"))) == 0


@spec("node", "Probing container should have monotonically increasing restart count [NodeConformance]")
async def test_restarts_are_counted_up(suite: Suite) -> None:
    await suite.make(suite.core("pods"), agnhost("liveness", livenessProbe=probe(http("/healthz"), 5)))
    last = 0
    for _ in range(60):
        await suite.pass_time(15)
        count = restarts(await suite.get(suite.core("pods", "p")))
        assert count >= last
        last = count
    assert last >= 5


async def test_a_file_that_goes_makes_a_pod_unready(suite: Suite) -> None:
    """The same of a readiness probe: its file is there from the tenth to the fortieth second."""
    text = "sleep 10; touch /tmp/ok; sleep 30; rm /tmp/ok; sleep 600"
    look = {"exec": {"command": ["sh", "-c", "test -f /tmp/ok"]}, "periodSeconds": 2, "failureThreshold": 1}
    await suite.make(suite.core("pods"), script(text, readinessProbe=look))
    held = await suite.became(suite.core("pods", "p"), lambda one: told(one).get("ready"), 60)
    ready = parse((condition(held, "Ready") or {})["lastTransitionTime"])
    held = await suite.became(suite.core("pods", "p"), lambda one: not told(one)["ready"], 60)
    unready = parse((condition(held, "Ready") or {})["lastTransitionTime"])
    assert 28 * SECOND <= unready - ready <= 33 * SECOND
    assert restarts(held) == 0
