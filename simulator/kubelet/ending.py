"""How a pod ends: it is deleted, or its time is over; containers are told to stop, and when all have, it is gone.

Source of the rules: SyncTerminatingPod and SyncTerminatedPod in pkg/kubelet/kubelet.go, killContainer in
pkg/kubelet/kuberuntime/kuberuntime_container.go.
"""

from __future__ import annotations

import re
from typing import Final

from core.meta.objects import Doc
from core.meta.time import MILLISECOND, SECOND
from simulator.kubelet import behaviour
from simulator.kubelet.act import NORMAL, Act
from simulator.kubelet.facts import SIDECAR
from simulator.kubelet.life import Life, Slot, status_of

QUICKEST, SLOWEST = 200 * MILLISECOND, 1500 * MILLISECOND
"""µs between which the time is drawn that a process with a handler takes to end on SIGTERM."""
KILLED: Final = 137
LEAST_GRACE: Final = 2
"""Seconds that every container gets before SIGKILL (minimumGracePeriodInSeconds)."""
HOOK: Final = 100 * MILLISECOND
"""What a preStop hook takes that says nothing of its time."""

_SLEEP = re.compile(r"\bsleep\s+([0-9]{1,9})\b", re.ASCII)


def stop(act: Act, life: Life, _: object) -> None:
    """The pod is being deleted: every running container is told to stop, sidecars after the others."""
    grace = life.pod["metadata"].get("deletionGracePeriodSeconds", life.facts.grace)
    life.put(deleted=1)
    _stop_all(act, life, grace)


def exceed_deadline(act: Act, life: Life, _: object) -> None:
    """The pod has been active for ``activeDeadlineSeconds``."""
    message = "Pod was active on the node longer than the specified deadline"
    act.tell(life, None, NORMAL, "DeadlineExceeded", message)
    life.put(failed={"message": message, "reason": "DeadlineExceeded"}, sandbox=None)
    _stop_all(act, life, life.facts.grace)


def finish(act: Act, life: Life, _: object) -> None:
    """No container runs any more: the last status, and, when it was deleted, the end of the object."""
    failed = life.note.get("failed")
    if failed:
        life.phase, life.verdict = "Failed", failed
    if not life.is_deleting:
        life.put(stop=None, failed=None)
        life.phase = life.phase or "Failed"
        return
    act.record(life)
    status = status_of(life)
    if life.address:
        act.ctx.client.update_status({**life.pod, "status": status})
    remove(act, life, _)


def remove(act: Act, life: Life, _: object) -> None:
    """The kubelet has nothing left of the pod: the object may go."""
    act.record(life)
    if life.pod["metadata"].get("deletionGracePeriodSeconds"):
        act.ctx.client.delete(life.key, grace=0, uid=life.uid)
    life.is_gone = True


def stop_container(act: Act, life: Life, slot: Slot, grace: int, after: int) -> None:
    """Let the preStop hook run, then SIGTERM, then, at the end of the grace period (s), SIGKILL."""
    grace = min(max(grace, LEAST_GRACE), behaviour.LONGEST // SECOND)
    limit = after + grace * SECOND
    end = after + _hook_time(slot.facts.doc) + _handler_time(act, life, slot, grace)
    is_killed = end > limit
    end = min(end, limit)
    held = slot.note.get("stop")
    if held is not None and held <= end:
        return
    slot.put(stop=end, code=KILLED if is_killed else 0, probe=None)


def _stop_all(act: Act, life: Life, grace: int) -> None:
    life.put(stop=life.now)
    lasting = [slot for slot in life.slots() if "running" in slot.status["state"]]
    latest = life.now
    for slot in lasting:
        if slot.facts.role != SIDECAR:
            _tell_and_stop(act, life, slot, grace, life.now)
            latest = max(latest, slot.note["stop"])
    for slot in reversed([slot for slot in lasting if slot.facts.role == SIDECAR]):
        left = max(0, grace - (latest - life.now) // SECOND)
        _tell_and_stop(act, life, slot, left, latest)
        latest = max(latest, slot.note["stop"])


def _tell_and_stop(act: Act, life: Life, slot: Slot, grace: int, after: int) -> None:
    act.tell(life, slot, NORMAL, "Killing", f"Stopping container {slot.facts.name}")
    stop_container(act, life, slot, grace, after)


def _hook_time(doc: Doc) -> int:
    """µs that the preStop hook takes: as it says (``sleep``, or a command that sleeps)."""
    hook = (doc.get("lifecycle") or {}).get("preStop")
    if not hook:
        return 0
    if hook.get("sleep"):
        return int(hook["sleep"].get("seconds", 0)) * SECOND
    command = " ".join(str(word) for word in (hook.get("exec") or {}).get("command") or ())
    return sum(int(seconds) for seconds in _SLEEP.findall(command)) * SECOND or HOOK


def _handler_time(act: Act, life: Life, slot: Slot, grace: int) -> int:
    """µs from SIGTERM until the process has ended, were there no SIGKILL."""
    asked = behaviour.duration(life.annotations, behaviour.STOP_AFTER, slot.facts.name)
    if asked is not None:
        return asked
    if slot.facts.program.ignores_stop:
        return (grace + 1) * SECOND
    return act.draw(life, f"stop/{slot.facts.name}", QUICKEST, SLOWEST)


EFFECTS: Final = {"Stop": stop, "Deadline": exceed_deadline, "Over": finish, "Gone": remove}
