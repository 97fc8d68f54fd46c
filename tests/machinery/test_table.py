"""Tables have kubectl's columns and print what kubectl prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from core.kinds import podstatus, printing, registry
from core.kinds.kind import Kind
from core.machinery import table
from core.meta.objects import Doc
from core.meta.time import SECOND, parse
from tests import reference

NOW = parse("2026-01-01T01:00:00Z")
AFTER_RECORDING = parse("2026-11-24T00:00:00Z")


@pytest.mark.parametrize(
    ("seconds", "printed"),
    [
        (-5, "<invalid>"), (-1, "0s"), (0, "0s"), (119, "119s"), (120, "2m"), (135, "2m15s"), (600, "10m"),
        (659, "10m"), (3 * 3600, "3h"), (3 * 3600 + 61, "3h1m"), (8 * 3600 + 61, "8h"), (48 * 3600, "2d"),
        (49 * 3600, "2d1h"), (9 * 86400, "9d"), (800 * 86400, "2y70d"), (4000 * 86400, "10y"),
    ],
)  # fmt: skip
def test_ages_are_told_in_two_units_at_most(seconds: int, printed: str) -> None:
    assert printing.duration(seconds * SECOND) == printed


def container(name: str = "c", *, ready: bool = False, restarts: int = 0, last: str = "", **state: Any) -> Doc:
    found: Doc = {"name": name, "ready": ready, "restartCount": restarts, "state": state}
    if last:
        found["lastState"] = {"terminated": {"finishedAt": last, "exitCode": 1}}
    return found


def pod(*statuses: Doc, init: list[Doc] | None = None, **status: Any) -> Doc:
    spec: Doc = {"containers": [{"name": one["name"]} for one in statuses] or [{"name": "c"}]}
    if init is not None:
        spec["initContainers"] = [{"name": one["name"], **one.pop("spec", {})} for one in init]
    whole = {"phase": "Pending", "containerStatuses": list(statuses), **status}
    if init is not None:
        whole["initContainerStatuses"] = init
    return {"kind": "Pod", "metadata": {"name": "p"}, "spec": spec, "status": whole}


RUNNING = {"startedAt": "2026-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("doc", "summary"),
    [
        pytest.param(pod(), ("Pending", 0, 1, 0), id="waiting for a node"),
        pytest.param(
            pod(container(waiting={"reason": "ContainerCreating"})), ("ContainerCreating", 0, 1, 0), id="creating"
        ),
        pytest.param(pod(container(ready=True, running=RUNNING), phase="Running"), ("Running", 1, 1, 0), id="running"),
        pytest.param(
            pod(container(restarts=3, last="t", waiting={"reason": "CrashLoopBackOff"}), phase="Running"),
            ("CrashLoopBackOff", 0, 1, 3),
            id="crashing",
        ),
        pytest.param(
            pod(container(terminated={"exitCode": 3}), phase="Failed"),
            ("ExitCode:3", 0, 1, 0),
            id="ended without reason",
        ),
        pytest.param(
            pod(
                container("a", terminated={"exitCode": 0, "reason": "Completed"}),
                container("b", ready=True, running=RUNNING),
            ),
            ("NotReady", 1, 2, 0),
            id="one of two ended",
        ),
        pytest.param(pod(reason="Evicted", phase="Failed"), ("Evicted", 0, 1, 0), id="evicted"),
        pytest.param(
            pod(init=[container("i", running=RUNNING), container("j", waiting={"reason": "PodInitializing"})]),
            ("Init:0/2", 0, 1, 0),
            id="the first of two init containers",
        ),
        pytest.param(
            pod(init=[container("i", waiting={"reason": "ImagePullBackOff"})]),
            ("Init:ImagePullBackOff", 0, 1, 0),
            id="an init container without image",
        ),
        pytest.param(
            pod(
                container(ready=True, running=RUNNING),
                init=[
                    {
                        **container("s", ready=True, running=RUNNING),
                        "started": True,
                        "spec": {"restartPolicy": "Always"},
                    }
                ],
                phase="Running",
            ),
            ("Running", 2, 2, 0),
            id="a sidecar counts",
        ),
        pytest.param(
            pod(conditions=[{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}]),
            ("SchedulingGated", 0, 1, 0),
            id="gated",
        ),
    ],
)
def test_a_pod_is_summed_up_as_kubectl_does(doc: Doc, summary: tuple[str, int, int, int]) -> None:
    assert podstatus.summarise(doc)[:4] == summary


def test_a_pod_that_goes_is_terminating_and_its_last_restart_is_told() -> None:
    doc = pod(container(ready=True, running=RUNNING, restarts=2, last="2026-01-01T00:55:00Z"), phase="Running")
    doc["metadata"]["creationTimestamp"] = "2026-01-01T00:00:00Z"
    kind = registry.KINDS["pods"]
    assert table.cells(kind, doc, NOW)[:5] == ["p", "1/1", "Running", "2 (5m ago)", "60m"]
    doc["metadata"]["deletionTimestamp"] = "2026-01-01T00:59:00Z"
    assert podstatus.summarise(doc).status == "Terminating"


def test_text_is_aligned_as_kubectl_aligns_it() -> None:
    docs = [
        {"metadata": {"name": name, "creationTimestamp": "2026-01-01T00:59:00Z"}, "status": {"phase": "Active"}}
        for name in ("default", "a-longer-name")
    ]
    assert table.text("namespaces", docs, NOW) == (
        "NAME            STATUS   AGE\ndefault         Active   60s\na-longer-name   Active   60s"
    )


def listable() -> Iterator[Kind]:
    return (kind for kind in registry.ALL if "list" in kind.verbs)


@pytest.mark.parametrize("kind", [pytest.param(kind, id=f"{kind.api_version} {kind.kind}") for kind in listable()])
def test_the_barest_object_has_a_cell_for_every_column(kind: Kind) -> None:
    template = {"spec": {"containers": []}}
    spec = {"template": template, "jobTemplate": {"spec": {"template": template}}, "scaleTargetRef": {}}
    bare = {"metadata": {"name": "a"}, "spec": spec, "roleRef": {"kind": "Role", "name": "r"}}
    assert len(table.cells(kind, bare, NOW)) == len(kind.columns)


# Its objects were recorded after the output: the Job had failed by then.
TOO_LATE = ("Job that never ends", "look")
AGE = re.compile(r"(?<![\w.:/-])(\d+[smhdy]){1,2}(?![\w.:/-])")


def looks() -> Iterator[tuple[str, str, list[Doc]]]:
    """Every recorded `kubectl get … -o wide` of one resource: command, output, objects of that step."""
    if not reference.REFERENCE.is_dir():
        return
    for scenario in reference.read_lines("workloads/scenarios.jsonl"):
        for step in scenario["steps"]:
            if (scenario["scenario"], step["step"]) == TOO_LATE:
                continue
            for did in commands(step["did"]):
                if " get " in did["command"] and did["command"].endswith("-o wide") and "nodes" not in did["command"]:
                    yield did["command"], did["stdout"], step["objects"]


def commands(did: Any) -> Iterator[Doc]:
    if isinstance(did, list):
        for one in did:
            yield from commands(one)
    elif isinstance(did, dict) and "command" in did:
        yield did


def squeezed(text: str) -> list[list[str]]:
    """Lines as words, ages left out: they differ from run to run."""
    return [re.split(r"\s{2,}", AGE.sub("<age>", line).strip()) for line in text.strip().splitlines()]


@reference.needs_reference
@pytest.mark.parametrize("look", [pytest.param(look, id=look[0].removeprefix("kubectl ")) for look in looks()])
def test_objects_print_as_kubectl_printed_them(look: tuple[str, str, list[Doc]]) -> None:
    command, printed, objects = look
    words = command.split(" get ")[1].removesuffix(" -o wide").split()
    kind = registry.find(words[0])
    assert kind is not None
    mine = [
        doc for doc in objects if doc["kind"] == kind.kind and (len(words) == 1 or doc["metadata"]["name"] in words[1:])
    ]
    mine.sort(key=lambda doc: doc["metadata"]["name"])
    text = table.text(kind.resource, mine, AFTER_RECORDING, wide=True)
    assert squeezed(text) == squeezed(printed)
