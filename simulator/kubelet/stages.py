"""A pod's life as a table: for each step, what may happen next, and when.

`next_stage` is pure: it reads a `Life` and names the earliest row that applies; rows that are due at the same time
happen in the table's order. What a row does is in `effects` under its name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from core.meta.time import SECOND, parse
from simulator.kubelet import behaviour, crash, health, images
from simulator.kubelet.facts import EPHEMERAL
from simulator.kubelet.life import Life, Slot

SYNC: Final = 1 * SECOND
"""From an event of the runtime until the kubelet acts on it: the relist period of its life-cycle generator."""

When = Callable[[Life, Any], bool]
Due = Callable[[Life, Any], int]


class Stage(NamedTuple):
    """One row: it applies ``when``, and happens at ``due`` (µs). A silent one changes nothing of the status."""

    name: str
    when: When
    due: Due
    is_silent: bool = False


class Next(NamedTuple):
    """What happens next to a pod, to which container (``None``: to the whole pod), and when."""

    stage: Stage
    slot: Slot | None
    due: int


def next_stage(life: Life) -> Next | None:
    """The earliest row that applies; ``None`` when nothing will happen to the pod by itself."""
    best = _first(life, None, ENDING_STAGES, None) if life.is_marked else None
    if life.is_over or (best is not None and best.due <= life.now):
        return best
    if not life.address:
        return _first(life, None, POD_STAGES, best)
    turn = None if "stop" in life.note else life.to_start()
    for slot in life.slots():
        step = slot.step
        if step == "waiting" and slot is not turn and (slot.facts.role != EPHEMERAL or "stop" in life.note):
            continue
        if step == "running" and not slot.note and not slot.facts.probes and not _is_changed(life, slot):
            continue
        best = _first(life, slot, CONTAINER_STAGES.get(step, ()), best)
    return best


def _first(life: Life, slot: Slot | None, stages: tuple[Stage, ...], best: Next | None) -> Next | None:
    """The earliest of the rows that apply, if it is earlier than ``best``."""
    for stage in stages:
        if stage.when(life, slot):
            due = stage.due(life, slot)
            if best is None or due < best.due:
                best = Next(stage, slot, due)
                if due <= life.now:
                    return best
    return best


def _always(*_: object) -> bool:
    return True


def _at_once(life: Life, *_: object) -> int:
    return life.now


def _noted(_: Life, slot: Slot) -> int:
    due: int = slot.note["at"]
    return due


def _is_renamed(_: Life, slot: Slot) -> bool:
    return bool(slot.note.get("image", slot.facts.image) != slot.facts.image)


def _is_changed(_: Life, slot: Slot) -> bool:
    return bool(slot.status["image"] != slot.facts.tagged) and "stop" not in slot.note


def _is_invalid(_: Life, slot: Slot) -> bool:
    failure = images.failure_of(slot.facts.image)
    return failure is not None and failure.reason == "InvalidImageName"


def _is_never_pulled(life: Life, slot: Slot) -> bool:
    return slot.facts.policy == "Never" and not life.site.holds(slot.facts.image)


def _is_to_be_pulled(life: Life, slot: Slot) -> bool:
    if slot.facts.policy == "Always" or not life.site.holds(slot.facts.image):
        return True
    return bool(life.annotations) and behaviour.is_asked(life.annotations, behaviour.FAIL_IMAGE, slot.facts.name)


def _is_to_be_restarted(life: Life, slot: Slot) -> bool:
    return "stop" not in life.note and crash.is_restarted(slot.facts, slot.status)


def _is_backed_off(life: Life, slot: Slot) -> bool:
    return _is_to_be_restarted(life, slot) and crash.wait_of(slot.note.get("backoff"), _ended(slot)) > 0


def _after_end(_: Life, slot: Slot) -> int:
    return _ended(slot) + SYNC


def _ended(slot: Slot) -> int:
    noted: int | None = slot.note.get("ended")
    return noted if noted is not None else parse(slot.status["state"]["terminated"]["finishedAt"])


def _is_any_running(life: Life) -> bool:
    return any("running" in slot.status["state"] for slot in life.slots())


def _deadline(life: Life, _: object) -> int:
    return life.begun + int(life.pod["spec"]["activeDeadlineSeconds"]) * SECOND


ENDING_STAGES: Final = (
    Stage("Gone", lambda life, _: life.is_deleting and life.is_over, _at_once),
    Stage("Stop", lambda life, _: life.is_deleting and "deleted" not in life.note, _at_once, True),
    Stage("Over", lambda life, _: "stop" in life.note and not _is_any_running(life), _at_once),
    Stage("Crash", lambda life, _: behaviour.CRASH in life.annotations, _at_once, True),
    Stage(
        "Deadline",
        lambda life, _: "activeDeadlineSeconds" in life.pod["spec"] and "stop" not in life.note and not life.is_over,
        _deadline,
    ),
)
"""What happens to a marked pod: it is being deleted or stopped, has a deadline, or somebody wants it to crash."""

POD_STAGES: Final = (
    Stage("Mount", lambda life, _: "sandbox" in life.note, lambda life, _: int(life.note["sandbox"]), True),
    Stage("Start", lambda life, _: "sandbox" not in life.note, _at_once),
)
"""What happens to a pod that has no address yet."""

CONTAINER_STAGES: Final[dict[str, tuple[Stage, ...]]] = {
    "waiting": (
        Stage("InvalidImage", _is_invalid, _at_once),
        Stage("NeverPulled", _is_never_pulled, _at_once),
        Stage("Pull", _is_to_be_pulled, _at_once, True),
        Stage("Present", _always, _at_once),
    ),
    "invalid": (Stage("Again", _is_renamed, _at_once, True),),
    "pulling": (Stage("Again", _is_renamed, _at_once, True), Stage("Pulled", _always, _noted)),
    "created": (Stage("Run", _always, _noted),),
    "pull-failed": (Stage("Again", _is_renamed, _at_once, True), Stage("BackOffPull", _always, _noted)),
    "retrying": (Stage("Again", _is_renamed, _at_once, True), Stage("Again", _always, _noted, True)),
    "running": (
        Stage("Change", _is_changed, _at_once, True),
        Stage("Stopped", lambda _, slot: "stop" in slot.note, lambda _, slot: int(slot.note["stop"])),
        Stage("Poll", lambda _, slot: "poll" in slot.note, lambda _, slot: int(slot.note["poll"]), True),
        Stage("Exit", lambda _, slot: "end" in slot.note, lambda _, slot: int(slot.note["end"])),
        Stage("Startup", health.is_starting, health.startup_due),
        Stage("Readiness", health.is_readiness_open, health.readiness_due),
        Stage("Liveness", health.is_liveness_failing, health.liveness_due),
    ),
    "exited": (
        Stage("BackOff", _is_backed_off, _after_end),
        Stage("Restart", _is_to_be_restarted, _after_end, True),
    ),
    "crashed": (Stage("Restart", _is_to_be_restarted, _noted, True),),
}
"""What happens to a container, by its step; a waiting one only when its turn to be started has come."""
