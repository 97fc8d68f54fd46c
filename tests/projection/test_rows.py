"""What the dashboard's tables say of objects."""

from __future__ import annotations

from typing import Any

import pytest

from core.meta.objects import Doc, Key
from core.projection.columns import COLUMNS
from core.projection.marks import mark_of
from core.projection.masking import shown
from core.projection.rows import row_of, table_of
from core.store.protocol import Change

BORN = "2026-01-01T00:00:05Z"
BORN_SECONDS = 1767225605


def named(kind: str, **parts: Any) -> Doc:
    """A document of any kind."""
    metadata = {"name": "web", "namespace": "shop", "uid": "u1", "creationTimestamp": BORN, **parts.pop("metadata", {})}
    return {"kind": kind, "metadata": metadata, **parts}


def shown_row(resource: str, doc: Doc) -> dict[str, Any]:
    """The row as a dict by column."""
    row = row_of(Key(resource, doc["metadata"].get("namespace", ""), doc["metadata"]["name"]), doc)
    return dict(zip(COLUMNS[table_of(resource)], row, strict=True))


def container(cpu: str = "", memory: str = "", **parts: Any) -> Doc:
    requests = {name: amount for name, amount in (("cpu", cpu), ("memory", memory)) if amount}
    return {"name": "c", "image": "nginx:1", "resources": {"requests": requests}, **parts}


def test_a_pod_of_a_deployment() -> None:
    doc = named(
        "Pod",
        metadata={
            "name": "web-abc-x",
            "labels": {"pod-template-hash": "abc"},
            "ownerReferences": [{"kind": "ReplicaSet", "name": "web-abc", "uid": "rs", "controller": True}],
        },
        spec={"nodeName": "n1", "containers": [container("250m", "64Mi"), container("1", "1Gi")]},
        status={
            "phase": "Running",
            "qosClass": "Burstable",
            "containerStatuses": [
                {"name": "c", "ready": True, "restartCount": 2, "state": {"running": {}}},
                {"name": "d", "ready": False, "restartCount": 1, "state": {"waiting": {"reason": "CrashLoopBackOff"}}},
            ],
        },
    )
    assert shown_row("pods", doc) == {
        "uid": "u1", "namespace": "shop", "name": "web-abc-x", "node": "n1", "status": "CrashLoopBackOff",
        "phase": "Running", "ready": 1, "containers": 2, "restarts": 3, "owner": "rs", "workload": "Deployment/web",
        "image": "nginx:1", "qos": "Burstable", "cpu": 1250, "memory": (64 << 20) + (1 << 30),
        "created": BORN_SECONDS, "reason": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "status", "reason"),
    [
        ("nobody has tried yet", {}, ""),
        (
            "the scheduler's message",
            {"status": "False", "message": "0/3 nodes are available"},
            "0/3 nodes are available",
        ),
        ("without a message the reason", {"status": "False", "reason": "SchedulingGated"}, "SchedulingGated"),
        ("a placed pod needs none", {"status": "True"}, ""),
    ],
)
def test_why_a_pod_has_no_node(sentence: str, status: Doc, reason: str) -> None:
    conditions = [{"type": "PodScheduled", **status}] if status else []
    doc = named("Pod", spec={"containers": []}, status={"phase": "Pending", "conditions": conditions})
    assert shown_row("pods", doc)["reason"] == reason, sentence


@pytest.mark.parametrize(
    ("sentence", "spec", "cpu"),
    [
        ("containers add up", {"containers": [container("1"), container("2")]}, 3000),
        ("starting may take more", {"containers": [container("1")], "initContainers": [container("5")]}, 5000),
        (
            "init containers run one after another",
            {"containers": [], "initContainers": [container("2"), container("3")]},
            3000,
        ),
        (
            "sidecars run beside what comes after them",
            {
                "containers": [container("1")],
                "initContainers": [container("2", restartPolicy="Always"), container("4")],
            },
            6000,
        ),
        (
            "sidecars run beside the containers",
            {"containers": [container("1")], "initContainers": [container("2", restartPolicy="Always")]},
            3000,
        ),
        ("overhead is added", {"containers": [container("1")], "overhead": {"cpu": "100m"}}, 1100),
    ],
)
def test_what_a_pod_asks_for(sentence: str, spec: Doc, cpu: int) -> None:
    assert shown_row("pods", named("Pod", spec=spec))["cpu"] == cpu, sentence


@pytest.mark.parametrize(
    ("owners", "workload"),
    [
        ([], "Pod/web"),
        ([{"kind": "ReplicaSet", "name": "other", "uid": "1", "controller": True}], "ReplicaSet/other"),
        (
            [{"kind": "A", "name": "a", "uid": "1"}, {"kind": "Job", "name": "b", "uid": "2", "controller": True}],
            "Job/b",
        ),
    ],
)
def test_the_workload_of_a_pod(owners: list[Doc], workload: str) -> None:
    doc = named("Pod", metadata={"ownerReferences": owners}, spec={"containers": []})
    assert shown_row("pods", doc)["workload"] == workload


def test_a_node_in_trouble() -> None:
    doc = named(
        "Node",
        metadata={
            "namespace": "",
            "labels": {
                "topology.kubernetes.io/zone": "z1",
                "node.kubernetes.io/instance-type": "m5",
                "eks.amazonaws.com/nodegroup": "blue",
                "kubernetes.io/os": "linux",
                "team": "a",
            },
        },
        spec={
            "unschedulable": True,
            "taints": [{"key": "a", "value": "b", "effect": "NoSchedule"}, {"key": "c", "effect": "NoExecute"}],
        },
        status={
            "allocatable": {"cpu": "3920m", "memory": "16Gi", "pods": "110"},
            "conditions": [
                {"type": "Ready", "status": "Unknown"},
                {"type": "MemoryPressure", "status": "True"},
                {"type": "DiskPressure", "status": "False"},
            ],
        },
    )
    assert shown_row("nodes", doc) == {
        "uid": "u1", "name": "web", "zone": "z1", "pool": "blue", "instance": "m5", "ready": "Unknown",
        "unschedulable": 1,
        "cpu": 3920, "memory": 16 << 30, "pods": 110, "taints": ["a=b:NoSchedule", "c:NoExecute"],
        "conditions": ["MemoryPressure"], "created": BORN_SECONDS, "labels": {"team": "a"},
    }  # fmt: skip


def test_a_node_that_says_nothing_yet() -> None:
    row = shown_row("nodes", named("Node", metadata={"namespace": ""}))
    assert (row["ready"], row["cpu"], row["taints"]) == ("Unknown", 0, [])


DONE = {"replicas": 3, "readyReplicas": 3, "updatedReplicas": 3, "availableReplicas": 3}
FAILED = [{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"}]


@pytest.mark.parametrize(
    ("sentence", "kind", "status", "word"),
    [
        ("all replicas are new and available", "Deployment", DONE, "Available"),
        ("an old one is left", "Deployment", {**DONE, "replicas": 4}, "Progressing"),
        ("one is not available", "Deployment", {**DONE, "availableReplicas": 2}, "Progressing"),
        ("the deadline has passed", "Deployment", {**DONE, "availableReplicas": 2, "conditions": FAILED}, "Failed"),
        ("nothing has been reported yet", "Deployment", {}, "Progressing"),
        ("all replicas of a set", "ReplicaSet", DONE, "Available"),
        ("pods cannot be made", "ReplicaSet", {"conditions": [{"type": "ReplicaFailure", "status": "True"}]}, "Failed"),
        ("all ordered replicas", "StatefulSet", DONE, "Available"),
        ("a job that runs", "Job", {"active": 1}, "Progressing"),
        ("a job that is done", "Job", {"conditions": [{"type": "Complete", "status": "True"}]}, "Available"),
        ("a job that failed", "Job", {"conditions": [{"type": "Failed", "status": "True"}]}, "Failed"),
        ("a schedule has no state", "CronJob", {"active": [{}]}, ""),
    ],
)
def test_the_state_of_a_workload(sentence: str, kind: str, status: Doc, word: str) -> None:
    resource = {"Job": "jobs.batch", "CronJob": "cronjobs.batch"}.get(kind, f"{kind.lower()}s.apps")
    assert shown_row(resource, named(kind, spec={"replicas": 3}, status=status))["status"] == word, sentence


def test_a_replica_set_without_replicas_has_no_state() -> None:
    assert shown_row("replicasets.apps", named("ReplicaSet", spec={"replicas": 0}))["status"] == ""


def test_a_deployment() -> None:
    doc = named(
        "Deployment",
        metadata={"annotations": {"deployment.kubernetes.io/revision": "7"}},
        spec={
            "replicas": 3,
            "paused": True,
            "selector": {
                "matchLabels": {"b": "2", "a": "1"},
                "matchExpressions": [{"key": "t", "operator": "In", "values": ["x", "y"]}],
            },
            "template": {"spec": {"containers": [container()]}},
        },
        status={"readyReplicas": 2},
    )
    row = shown_row("deployments.apps", doc)
    assert (row["kind"], row["desired"], row["ready"], row["revision"]) == ("Deployment", 3, 2, "7")
    assert (row["image"], row["paused"], row["selector"]) == ("nginx:1", 1, "a=1,b=2,t in (x,y)")


def test_the_selector_of_a_replication_controller_is_plain() -> None:
    doc = named("ReplicationController", spec={"selector": {"app": "web"}})
    assert shown_row("replicationcontrollers", doc)["selector"] == "app=web"


@pytest.mark.parametrize(
    "doc",
    [
        pytest.param(
            named(
                "Event",
                involvedObject={"kind": "Pod", "name": "p", "uid": "s"},
                reason="R",
                message="M",
                type="Warning",
                count=4,
                lastTimestamp=BORN,
                source={"component": "kubelet"},
            ),
            id="as clients of the core group write them",
        ),
        pytest.param(
            named(
                "Event",
                regarding={"kind": "Pod", "name": "p", "uid": "s"},
                reason="R",
                note="M",
                type="Warning",
                series={"count": 4, "lastObservedTime": BORN},
                eventTime="2020-01-01T00:00:00Z",
                reportingController="kubelet",
            ),
            id="as clients of events.k8s.io write them",
        ),
    ],
)
def test_an_event(doc: Doc) -> None:
    assert shown_row("events", doc) == {
        "uid": "u1", "time": BORN_SECONDS, "type": "Warning", "reason": "R", "message": "M", "count": 4,
        "object": "Pod/p", "namespace": "shop", "subject": "s", "source": "kubelet",
    }  # fmt: skip


def test_any_other_object() -> None:
    row = shown_row("widgets.example.com", named("Widget"))
    assert (row["uid"], row["resource"], row["kind"]) == ("u1", "widgets.example.com", "Widget")


@pytest.mark.parametrize(
    ("resource", "verb", "doc", "mark"),
    [
        ("events", "ADDED", {"type": "Warning", "reason": "BackOff"}, "warning"),
        ("events", "ADDED", {"type": "Normal", "reason": "ScalingReplicaSet"}, "scaling"),
        ("events", "ADDED", {"type": "Normal", "reason": "Pulled"}, ""),
        ("replicasets.apps", "ADDED", {}, "rollout"),
        ("replicasets.apps", "MODIFIED", {}, ""),
    ],
)
def test_marks(resource: str, verb: Any, doc: Doc, mark: str) -> None:
    change = Change(1, 0, "x", verb, Key(resource, "", "n"), doc)
    assert mark_of(change) == mark
    assert mark_of(change, by_person=True) == "user"


def test_people_see_neither_managed_fields_nor_secrets() -> None:
    applied = {"kubectl.kubernetes.io/last-applied-configuration": "hunter2", "note": "kept"}
    doc = named("Secret", metadata={"managedFields": [{}], "annotations": applied}, data={"p": "aHVudGVyMg=="})
    seen = shown(doc)
    assert "hunter2" not in str(seen)
    assert "aHVudGVyMg" not in str(seen)
    assert (list(seen["data"]), seen["metadata"]["annotations"]["note"]) == (["p"], "kept")
    assert "managedFields" not in seen["metadata"]
    assert doc["data"] == {"p": "aHVudGVyMg=="}
