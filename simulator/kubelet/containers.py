"""Container statuses: one container as a pod's status tells it, before, while and after it runs.

Source of the form: pkg/kubelet/kubelet_pods.go (convertToAPIContainerStatuses).
"""

from __future__ import annotations

from hashlib import blake2b

from core.meta.objects import Doc
from core.meta.time import rfc3339
from simulator.kubelet import images
from simulator.kubelet.facts import EPHEMERAL, INIT, ContainerFacts, first_status, started


def waiting(facts: ContainerFacts, reason: str, message: str = "", held: Doc | None = None) -> Doc:
    """A container that is to run and does not; ``held`` is its status so far."""
    if held is None or not held.get("containerID"):
        return first_status(facts, reason, message)
    state = {"reason": reason, "message": message} if message else {"reason": reason}
    state_now = {"state": {"waiting": state}, "lastState": last_of(held), "ready": False}
    return {**held, **state_now, **started(facts, False)}


def running(facts: ContainerFacts, held: Doc, uid: str, now: int) -> Doc:
    """A container that starts now; started and ready where no probe has a say."""
    restarts = held["restartCount"] + 1 if held.get("containerID") else 0
    is_started = facts.role != INIT and "startup" not in facts.probes
    return {
        "name": facts.name,
        "state": {"running": {"startedAt": rfc3339(now)}},
        "lastState": last_of(held),
        "ready": is_started and facts.role != EPHEMERAL and "readiness" not in facts.probes,
        "restartCount": restarts,
        "image": facts.tagged,
        "imageID": images.digest_of(facts.image),
        "containerID": _identity(uid, facts.name, restarts),
        **started(facts, is_started),
        **facts.constant,
    }


def terminated(facts: ContainerFacts, held: Doc, code: int, end: int, texts: tuple[str, str] = ("", "")) -> Doc:
    """A container that ended at ``end`` (µs) with exit code ``code``; ``texts``: a reason and a message of its own."""
    reason, message = texts
    state = {
        "exitCode": code,
        "reason": reason or ("Error" if code else "Completed"),
        **({"message": message} if message else {}),
        "startedAt": held["state"].get("running", {}).get("startedAt") or rfc3339(end),
        "finishedAt": rfc3339(end),
        "containerID": held.get("containerID", ""),
    }
    is_done = facts.role == INIT and code == 0
    return {**held, "state": {"terminated": state}, "ready": is_done, **started(facts, False)}


def never_ran(held: Doc) -> Doc:
    """How upstream tells a container that the pod's end finds waiting."""
    state = {
        "exitCode": 137,
        "reason": "ContainerStatusUnknown",
        "message": "The container could not be located when the pod was terminated",
        "startedAt": None,
        "finishedAt": None,
    }
    return {**held, "state": {"terminated": state}, "ready": False, "started": False}


def last_of(status: Doc) -> Doc:
    """What becomes ``lastState`` when a new state follows."""
    state: Doc = status["state"]
    return state if "terminated" in state else status["lastState"]


def is_running(status: Doc) -> bool:
    return "running" in status["state"]


def exit_code(status: Doc) -> int | None:
    """How it ended, if it has ended."""
    ended = status["state"].get("terminated")
    return ended["exitCode"] if ended else None


def _identity(uid: str, name: str, restarts: int) -> str:
    return f"containerd://{blake2b(f'{uid}/{name}/{restarts}'.encode(), digest_size=32).hexdigest()}"
