"""Tables have kubectl's columns and print what kubectl prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from core.kinds import podstatus, printing, registry
from core.kinds.kind import Kind
from core.machinery import table
from core.meta.objects import Doc
from core.meta.time import SECOND, parse
from tests import reference
from tests.parity import printing as recorded

NOW = parse("2026-01-01T01:00:00Z")


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


def looks() -> Iterator[Any]:
    """Every recorded `kubectl get … -o wide` of one resource: command, output, objects of that step."""
    if not reference.REFERENCE.is_dir():
        return
    for scenario in reference.read_lines("workloads/scenarios.jsonl"):
        for step in scenario["steps"]:
            for line, printed in recorded.looks(scenario["scenario"], step):
                yield pytest.param(line, printed, step["objects"], id=line.removeprefix("kubectl "))


@reference.needs_reference
@pytest.mark.parametrize(("line", "printed", "objects"), list(looks()))
def test_objects_print_as_kubectl_printed_them(line: str, printed: str, objects: list[Doc]) -> None:
    assert recorded.difference(line, printed, objects) == ""
