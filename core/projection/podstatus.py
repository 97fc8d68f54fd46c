"""A pod's state in one word, as ``kubectl get pods`` prints it in the column STATUS.

Source of the rule: Kubernetes ``pkg/printers/internalversion/printers.go``, ``printPod``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from core.meta import conditions
from core.meta.objects import Doc

TERMINAL = ("Succeeded", "Failed")


class PodState(NamedTuple):
    """The word, containers that are ready, all that count (sidecars included), and restarts."""

    word: str
    ready: int
    containers: int
    restarts: int


class _Init(NamedTuple):
    """What the init containers say: a word when one of them is not through, and what sidecars add."""

    word: str
    ready: int
    restarts: int
    sidecar_restarts: int


def pod_state(doc: Doc) -> PodState:
    """Read the state of a pod's containers."""
    spec, status = doc.get("spec") or {}, doc.get("status") or {}
    sidecars = _sidecars(spec)
    init = _init_state(spec, status, sidecars)
    word = init.word or _waiting_word(status)
    ready, restarts = init.ready, init.restarts
    if not init.word or conditions.is_true(status.get("conditions"), "Initialized"):
        word, main_ready, main_restarts = _main_state(word, status)
        ready, restarts = ready + main_ready, init.sidecar_restarts + main_restarts
    return PodState(_ending(word, doc, status), ready, len(spec.get("containers") or ()) + len(sidecars), restarts)


def _sidecars(spec: Doc) -> set[str]:
    return {one["name"] for one in spec.get("initContainers") or () if one.get("restartPolicy") == "Always"}


def _waiting_word(status: Doc) -> str:
    word = status.get("reason") or status.get("phase") or ""
    scheduled = conditions.find(status.get("conditions"), "PodScheduled")
    gated = scheduled is not None and scheduled.get("reason") == "SchedulingGated"
    return "SchedulingGated" if gated else word


def _init_state(spec: Doc, status: Doc, sidecars: set[str]) -> _Init:
    ready = restarts = sidecar_restarts = 0
    for position, container in enumerate(status.get("initContainerStatuses") or ()):
        restarts += container.get("restartCount", 0)
        is_sidecar = container["name"] in sidecars
        if is_sidecar:
            sidecar_restarts += container.get("restartCount", 0)
        terminated = _state(container, "terminated")
        if terminated and terminated.get("exitCode") == 0:
            continue
        if is_sidecar and container.get("started"):
            ready += bool(container.get("ready"))
            continue
        word = _init_word(container, position, len(spec.get("initContainers") or ()))
        return _Init(word, ready, restarts, sidecar_restarts)
    return _Init("", ready, restarts, sidecar_restarts)


def _init_word(container: Doc, position: int, total: int) -> str:
    terminated, waiting = _state(container, "terminated"), _state(container, "waiting")
    if terminated is not None:
        return f"Init:{terminated.get('reason') or _exit_word(terminated)}"
    if waiting is not None and waiting.get("reason") and waiting["reason"] != "PodInitializing":
        return f"Init:{waiting['reason']}"
    return f"Init:{position}/{total}"


def _main_state(word: str, status: Doc) -> tuple[str, int, int]:
    """The word after a look at the main containers (the first one decides), those ready, their restarts."""
    ready = restarts = 0
    running = False
    for container in reversed(status.get("containerStatuses") or ()):
        restarts += container.get("restartCount", 0)
        said = _container_word(container)
        if said is not None:
            word = said or word
        elif container.get("ready") and _state(container, "running") is not None:
            running = True
            ready += 1
    if word == "Completed" and running:
        word = "Running" if conditions.is_true(status.get("conditions"), "Ready") else "NotReady"
    return word, ready, restarts


def _container_word(container: Doc) -> str | None:
    """What a container that does not run says; ``None`` when it has nothing to say."""
    waiting, terminated = _state(container, "waiting"), _state(container, "terminated")
    if waiting is not None and waiting.get("reason"):
        return str(waiting["reason"])
    if terminated is not None:
        return str(terminated.get("reason") or _exit_word(terminated))
    return None


def _exit_word(terminated: Doc) -> str:
    if terminated.get("signal"):
        return f"Signal:{terminated['signal']}"
    return f"ExitCode:{terminated.get('exitCode', 0)}"


def _ending(word: str, doc: Doc, status: Doc) -> str:
    if not doc["metadata"].get("deletionTimestamp"):
        return word
    if status.get("reason") == "NodeLost":
        return "Unknown"
    return word if status.get("phase") in TERMINAL else "Terminating"


def _state(container: Doc, name: str) -> Any:
    return (container.get("state") or {}).get(name)
