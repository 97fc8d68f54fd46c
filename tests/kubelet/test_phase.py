"""The phase and the conditions that follow from containers' statuses."""

from __future__ import annotations

import pytest

from core.meta.objects import Doc
from simulator.kubelet import conditions
from simulator.kubelet.conditions import Verdict
from simulator.kubelet.facts import read_facts
from simulator.kubelet.phase import phase_of

RUNS: Doc = {"state": {"running": {}}, "lastState": {}, "ready": True, "started": True}
UNREADY: Doc = {**RUNS, "ready": False}
WAITS: Doc = {"state": {"waiting": {}}, "lastState": {}, "ready": False, "started": False}
DONE: Doc = {"state": {"terminated": {"exitCode": 0}}, "lastState": {}, "ready": True, "started": False}
FAILED: Doc = {"state": {"terminated": {"exitCode": 2}}, "lastState": {}, "ready": False, "started": False}
LOOPS: Doc = {**WAITS, "lastState": {"terminated": {"exitCode": 2}}}
ENDED: Doc = {**DONE, "ready": False}


def slots(apps: list[Doc], inits: list[Doc], sidecar: bool = False):
    init = {"image": "x", **({"restartPolicy": "Always"} if sidecar else {})}
    facts = read_facts(
        {
            "containers": [{"name": f"c{n}", "image": "x"} for n in range(len(apps))],
            "initContainers": [{"name": f"i{n}", **init} for n in range(len(inits))],
        }
    )
    return list(zip(facts.inits, inits, strict=True)), list(zip(facts.apps, apps, strict=True))


@pytest.mark.parametrize(
    ("restart", "apps", "inits", "ending", "phase"),
    [
        pytest.param("Always", [RUNS, RUNS], [], False, "Running", id="all run"),
        pytest.param("Always", [RUNS, WAITS], [], False, "Pending", id="one has never run"),
        pytest.param("Always", [RUNS, LOOPS], [], False, "Running", id="one waits to run again"),
        pytest.param("Always", [FAILED], [], False, "Running", id="the only one failed and will run again"),
        pytest.param("OnFailure", [FAILED], [], False, "Running", id="a failure is tried again"),
        pytest.param("OnFailure", [ENDED], [], False, "Succeeded", id="a success is not"),
        pytest.param("Never", [ENDED, ENDED], [], False, "Succeeded", id="all ended well"),
        pytest.param("Never", [ENDED, FAILED], [], False, "Failed", id="one ended badly for good"),
        pytest.param("Never", [ENDED, RUNS], [], False, "Running", id="one still runs"),
        pytest.param("Always", [WAITS], [RUNS], False, "Pending", id="an init container runs"),
        pytest.param("Always", [WAITS], [DONE], False, "Pending", id="init containers are done, the rest is to start"),
        pytest.param("Always", [RUNS], [DONE], False, "Running", id="initialised and running"),
        pytest.param("Never", [WAITS], [FAILED], False, "Failed", id="an init container failed for good"),
        pytest.param("Always", [WAITS], [FAILED], False, "Pending", id="an init container failed and will run again"),
        pytest.param("Always", [ENDED], [], True, "Succeeded", id="deleted, all ended well"),
        pytest.param("Always", [FAILED], [], True, "Failed", id="deleted, one was killed"),
    ],
)
def test_the_phase_is_upstreams(restart: str, apps: list[Doc], inits: list[Doc], ending: bool, phase: str) -> None:
    held_inits, held_apps = slots(apps, inits)
    assert phase_of(restart, held_inits, held_apps, ending) == phase


@pytest.mark.parametrize(
    ("phase", "apps", "inits", "initialized", "ready"),
    [
        pytest.param("Running", [RUNS], [], Verdict("True"), Verdict("True"), id="all is well"),
        pytest.param(
            "Pending",
            [WAITS, WAITS],
            [WAITS],
            Verdict("False", "ContainersNotInitialized", "containers with incomplete status: [i0]"),
            Verdict("False", "ContainersNotReady", "containers with unready status: [c0 c1]"),
            id="nothing has started",
        ),
        pytest.param(
            "Running",
            [RUNS, UNREADY],
            [],
            Verdict("True"),
            Verdict("False", "ContainersNotReady", "containers with unready status: [c1]"),
            id="one is not ready",
        ),
        pytest.param(
            "Succeeded", [ENDED], [], Verdict("True", "PodCompleted"), Verdict("False", "PodCompleted"), id="completed"
        ),
        pytest.param("Failed", [FAILED], [], Verdict("True"), Verdict("False", "PodFailed"), id="failed"),
    ],
)
def test_conditions_say_what_upstream_says(
    phase: str, apps: list[Doc], inits: list[Doc], initialized: Verdict, ready: Verdict
) -> None:
    held_inits, held_apps = slots(apps, inits)
    told = conditions.verdicts_of(phase, held_inits, held_apps, True, conditions.TRUE)
    assert told == (Verdict("True"), initialized, ready, ready, Verdict("True"))


def test_a_sidecar_that_is_not_ready_keeps_the_pod_from_being_ready() -> None:
    inits, apps = slots([RUNS], [UNREADY], sidecar=True)
    assert conditions.containers_ready("Running", inits, apps).message == "containers with unready status: [i0]"


def test_a_condition_keeps_its_time_until_it_turns() -> None:
    first = conditions.put_own([], (conditions.FALSE,) * 5, 1, "then")
    second = conditions.put_own(first, (conditions.FALSE,) * 4 + (conditions.TRUE,), 1, "now")
    assert [held["lastTransitionTime"] for held in second] == ["then"] * 4 + ["now"]
