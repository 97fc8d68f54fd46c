"""Pods at a point of their lives, for what they print."""

from __future__ import annotations

from typing import Any

from core.meta.objects import Doc
from core.meta.time import parse, rfc3339

START = parse("2026-03-05T12:00:00Z")
SECOND = 1_000_000


def running(since: int = 0) -> Doc:
    return {"running": {"startedAt": rfc3339(START + since * SECOND)}}


def ended(after: int, code: int = 0, identity: str = "containerd://1", reason: str = "") -> Doc:
    times = {"startedAt": rfc3339(START), "finishedAt": rfc3339(START + after * SECOND)}
    return {"terminated": {**times, "exitCode": code, "reason": reason, "containerID": identity}}


def waiting(reason: str) -> Doc:
    return {"waiting": {"reason": reason}}


def make_pod(state: Doc | None = None, last: Doc | None = None, notes: Doc | None = None, **container: Any) -> Doc:
    """A pod `p` whose container `c` is in ``state``; its ID is the second one where it has a last state."""
    identity = "containerd://2" if last else "containerd://1"
    status = {"name": "c", "state": state or running(), "lastState": last or {}, "containerID": identity}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p", "namespace": "rec", "uid": "u", "annotations": notes or {}},
        "spec": {
            "nodeName": "n",
            "restartPolicy": "Always",
            "containers": [{"name": "c", "image": "app:1", **container}],
        },
        "status": {"podIP": "10.1.0.2", "hostIP": "10.0.0.1", "containerStatuses": [status]},
    }
