"""The phase of a pod from its containers' statuses.

Source of the rule: getPhase in pkg/kubelet/kubelet_pods.go.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.meta.objects import Doc
from simulator.kubelet.facts import SIDECAR, ContainerFacts

PENDING, RUNNING, SUCCEEDED, FAILED = "Pending", "Running", "Succeeded", "Failed"
TERMINAL = (SUCCEEDED, FAILED)

Slots = Sequence[tuple[ContainerFacts, Doc]]


def phase_of(restart: str, inits: Slots, apps: Slots, is_ending: bool) -> str:
    """The phase; ``is_ending`` when the pod is being deleted or past its deadline, so that nothing starts again."""
    states = [_state(status) for _, status in apps]
    if any(_has_failed(status) for facts, status in inits if facts.role != SIDECAR) and restart == "Never":
        return FAILED
    if not is_ending and (_is_initializing(inits, states) or "waiting" in states):
        return PENDING
    if "running" in states:
        return RUNNING
    if not any(state.startswith("stopped") for state in states):
        return PENDING
    return _stopped(restart, all(state == "stopped well" for state in states), is_ending)


def _stopped(restart: str, is_success: bool, is_ending: bool) -> str:
    """The phase when no container runs and all have run."""
    if not is_ending and restart == "Always":
        return RUNNING
    if is_success:
        return SUCCEEDED
    return FAILED if is_ending or restart == "Never" else RUNNING


def _is_initializing(inits: Slots, apps: list[str]) -> bool:
    """Whether an init container is still to end well, or a sidecar still to start for the first time."""
    if any(state != "waiting" for state in apps):
        return False
    return any(not is_initialized(facts, status) for facts, status in inits)


def is_initialized(facts: ContainerFacts, status: Doc) -> bool:
    """Whether an init container lets the next one start."""
    return bool(status.get("started") if facts.role == SIDECAR else status["ready"])


def _has_failed(status: Doc) -> bool:
    ended = status["state"].get("terminated") or status["lastState"].get("terminated")
    return bool(ended and ended["exitCode"])


def _state(status: Doc) -> str:
    """`running`, `waiting` (for the first time), `stopped well` or `stopped badly`."""
    state = status["state"]
    if "running" in state:
        return "running"
    ended = state.get("terminated") or status["lastState"].get("terminated")
    if not ended:
        return "waiting"
    return "stopped well" if "terminated" in state and not ended["exitCode"] else "stopped badly"
