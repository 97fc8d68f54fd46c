"""What kubectl's READY, STATUS and RESTARTS columns say of a pod.

Source: printPod in pkg/printers/internalversion/printers.go.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from core.meta import conditions
from core.meta.objects import Doc

GATED: Final = "SchedulingGated"
NODE_LOST: Final = "NodeLost"
_ENDED: Final = ("Succeeded", "Failed")


class Summary(NamedTuple):
    """A pod at a glance; `last_restart` is the end of the last container that was started again, or empty."""

    status: str
    ready: int
    containers: int
    restarts: int
    last_restart: str


class _Count(NamedTuple):
    reason: str
    ready: int
    restarts: int
    last: str


def summarise(pod: Doc) -> Summary:
    """Return what the columns say of a pod."""
    spec, status = pod["spec"], pod.get("status") or {}
    sidecars = {one["name"] for one in spec.get("initContainers") or () if one.get("restartPolicy") == "Always"}
    total = len(spec.get("containers") or ()) + len(sidecars)
    initial, count, before = _initialisation(spec, status, sidecars)
    if not initial or conditions.is_true(status.get("conditions"), "Initialized"):
        reason = initial or _phase(status)
        count = _main(status, _Count(reason, count.ready, before.restarts, before.last))
    reason = _ending(pod, count.reason) or count.reason
    return Summary(reason, count.ready, total, count.restarts, count.last)


def _phase(status: Doc) -> str:
    for condition in status.get("conditions") or ():
        if condition["type"] == "PodScheduled" and condition.get("reason") == GATED:
            return GATED
    return status.get("reason") or status.get("phase") or ""


def _ending(pod: Doc, reason: str) -> str:
    if "deletionTimestamp" not in pod["metadata"]:
        return ""
    status = pod.get("status") or {}
    if status.get("reason") == NODE_LOST:
        return "Unknown"
    return "" if status.get("phase") in _ENDED else "Terminating"


def _initialisation(spec: Doc, status: Doc, sidecars: set[str]) -> tuple[str, _Count, _Count]:
    """Return why the pod is still initialising (or nothing), all counts, and those of sidecars alone."""
    restarts = sidecar_restarts = ready = 0
    last = sidecar_last = ""
    total = len(spec.get("initContainers") or ())
    for at, container in enumerate(status.get("initContainerStatuses") or ()):
        restarts += container.get("restartCount", 0)
        last = max(last, _ended_at(container))
        is_sidecar = container["name"] in sidecars
        if is_sidecar:
            sidecar_restarts += container.get("restartCount", 0)
            sidecar_last = max(sidecar_last, _ended_at(container))
        state = container.get("state") or {}
        if state.get("terminated") and state["terminated"].get("exitCode") == 0:
            continue
        if is_sidecar and container.get("started"):
            ready += bool(container.get("ready"))
            continue
        reason = _why_initialising(state, at, total)
        return reason, _Count(reason, ready, restarts, last), _Count(reason, ready, sidecar_restarts, sidecar_last)
    return "", _Count("", ready, restarts, last), _Count("", ready, sidecar_restarts, sidecar_last)


def _ended_at(container: Doc) -> str:
    terminated = (container.get("lastState") or {}).get("terminated") or {}
    return str(terminated.get("finishedAt") or "")


def _why_initialising(state: Doc, at: int, total: int) -> str:
    if state.get("terminated"):
        return f"Init:{_end(state['terminated'])}"
    waiting = (state.get("waiting") or {}).get("reason") or ""
    if waiting and waiting != "PodInitializing":
        return f"Init:{waiting}"
    return f"Init:{at}/{total}"


def _end(terminated: Doc) -> str:
    if terminated.get("reason"):
        return str(terminated["reason"])
    if terminated.get("signal"):
        return f"Signal:{terminated['signal']}"
    return f"ExitCode:{terminated.get('exitCode', 0)}"


def _main(status: Doc, count: _Count) -> _Count:
    """Add the main containers; of several reasons the first container's is told."""
    reason, ready, restarts, last = count
    running = False
    for container in reversed(status.get("containerStatuses") or ()):
        restarts += container.get("restartCount", 0)
        last = max(last, _ended_at(container))
        state = container.get("state") or {}
        waiting = (state.get("waiting") or {}).get("reason")
        if waiting:
            reason = waiting
        elif state.get("terminated"):
            reason = _end(state["terminated"])
        elif container.get("ready") and state.get("running") is not None:
            running = True
            ready += 1
    if reason == "Completed" and running:
        reason = "Running" if conditions.is_true(status.get("conditions"), "Ready") else "NotReady"
    return _Count(reason, ready, restarts, last)
