"""What keeps pods running, as rows: how many are wanted, how many there are, and whether that is well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from core.meta import conditions, objects
from core.meta.objects import Doc
from core.projection.columns import Row
from core.projection.metadata import controller, created, spec, status

REVISION = "deployment.kubernetes.io/revision"


class Counts(NamedTuple):
    """Pods of a workload, its revision and its state in a word."""

    desired: int
    ready: int
    updated: int
    available: int
    revision: str
    word: str


def workload_row(doc: Doc) -> Row:
    """The row of a workload, in the order of ``COLUMNS["workloads"]``."""
    meta, of_spec = doc["metadata"], spec(doc)
    counts = _COUNTS[doc["kind"]](doc)
    template = ((of_spec.get("jobTemplate") or {}).get("spec") or of_spec).get("template") or {}
    containers = (template.get("spec") or {}).get("containers") or ()
    return [
        meta.get("uid", ""),
        doc["kind"],
        meta.get("namespace", ""),
        meta["name"],
        controller(doc).get("uid", ""),
        *counts[:5],
        containers[0].get("image", "") if containers else "",
        int(bool(of_spec.get("paused") or of_spec.get("suspend"))),
        created(doc),
        counts.word,
        selector_text(of_spec.get("selector")),
    ]


def selector_text(selector: Any) -> str:
    """A selector as kubectl prints it."""
    if not isinstance(selector, dict):
        return ""
    plain = (
        selector
        if "matchLabels" not in selector and "matchExpressions" not in selector
        else selector.get("matchLabels")
    )
    words = [f"{name}={value}" for name, value in sorted((plain or {}).items())]
    return ",".join([*words, *map(_expression_text, selector.get("matchExpressions") or ())])


def _expression_text(one: Doc) -> str:
    return _EXPRESSIONS[one["operator"]].format(one["key"], ",".join(one.get("values") or ()))


_EXPRESSIONS = {"In": "{} in ({})", "NotIn": "{} notin ({})", "Exists": "{}", "DoesNotExist": "!{}"}


def _word(of_status: Doc, *, done: bool) -> str:
    found = of_status.get("conditions")
    if conditions.is_false(found, "Progressing") or conditions.is_true(found, "ReplicaFailure"):
        return "Failed"
    return "Available" if done else "Progressing"


def _deployment(doc: Doc) -> Counts:
    found, desired = status(doc), _replicas(doc)
    ready, updated, available = _numbers(found, "readyReplicas", "updatedReplicas", "availableReplicas")
    done = _is_observed(doc) and updated >= desired <= available and found.get("replicas", 0) <= updated
    return Counts(
        desired, ready, updated, available, objects.annotations(doc).get(REVISION, ""), _word(found, done=done)
    )


def _replicaset(doc: Doc) -> Counts:
    found, desired = status(doc), _replicas(doc)
    ready, replicas, available = _numbers(found, "readyReplicas", "replicas", "availableReplicas")
    word = _word(found, done=available >= desired and replicas <= desired)
    return Counts(
        desired,
        ready,
        replicas,
        available,
        objects.annotations(doc).get(REVISION, ""),
        word if desired or replicas else "",
    )


def _statefulset(doc: Doc) -> Counts:
    found, desired = status(doc), _replicas(doc)
    ready, updated, available = _numbers(found, "readyReplicas", "updatedReplicas", "availableReplicas")
    revision = str(found.get("updateRevision", "")).rpartition("-")[2]
    return Counts(desired, ready, updated, available, revision, _word(found, done=updated >= desired <= available))


def _daemonset(doc: Doc) -> Counts:
    found = status(doc)
    names = ("desiredNumberScheduled", "numberReady", "updatedNumberScheduled", "numberAvailable")
    desired, ready, updated, available = _numbers(found, *names)
    done = _is_observed(doc) and updated >= desired <= available
    return Counts(desired, ready, updated, available, "", _word(found, done=done))


def _job(doc: Doc) -> Counts:
    of_spec, found = spec(doc), status(doc)
    ready, succeeded, active = _numbers(found, "ready", "succeeded", "active")
    desired = of_spec.get("completions") or of_spec.get("parallelism") or 1
    if conditions.is_true(found.get("conditions"), "Failed"):
        word = "Failed"
    else:
        word = "Available" if conditions.is_true(found.get("conditions"), "Complete") else "Progressing"
    return Counts(desired, ready, active, succeeded, "", word)


def _cronjob(doc: Doc) -> Counts:
    active = len(status(doc).get("active") or ())
    return Counts(0, active, active, active, "", "")


_COUNTS: dict[str, Callable[[Doc], Counts]] = {
    "Deployment": _deployment,
    "ReplicaSet": _replicaset,
    "ReplicationController": _replicaset,
    "StatefulSet": _statefulset,
    "DaemonSet": _daemonset,
    "Job": _job,
    "CronJob": _cronjob,
}


def _replicas(doc: Doc) -> int:
    replicas = spec(doc).get("replicas")
    return 1 if replicas is None else int(replicas)


def _is_observed(doc: Doc) -> bool:
    return bool(status(doc).get("observedGeneration", 0) >= doc["metadata"].get("generation", 0))


def _numbers(found: Doc, *names: str) -> tuple[int, ...]:
    return tuple(int(found.get(name) or 0) for name in names)
