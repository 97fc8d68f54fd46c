"""What happens to a running container: probes, its own end, being stopped."""

from __future__ import annotations

from typing import Final

from core.logs import parting
from core.logs.runs import Run
from core.meta.objects import with_annotations
from simulator.kubelet import behaviour, containers, health, waits
from simulator.kubelet.act import NORMAL, WARNING, Act
from simulator.kubelet.ending import stop_container
from simulator.kubelet.life import Life, Slot

TITLES: Final = {"startup": "Startup", "readiness": "Readiness", "liveness": "Liveness"}


def start_up(act: Act, life: Life, slot: Slot) -> None:
    """A tick of the startup probe."""
    if _tick(act, life, slot, "startup"):
        ready = "readiness" not in slot.facts.probes
        slot.status = {**slot.status, "started": True, "ready": ready}
        slot.put(since=None if ready else life.now)


def check_readiness(act: Act, life: Life, slot: Slot) -> None:
    """A tick of the readiness probe that matters."""
    probe = slot.facts.probes["readiness"]
    if _tick(act, life, slot, "readiness"):
        slot.status = {**slot.status, "ready": True}
        slot.put(since=None)
    elif slot.status["ready"] and health.failures(slot, "readiness") >= probe.failures:
        slot.status = {**slot.status, "ready": False}


def check_liveness(act: Act, life: Life, slot: Slot) -> None:
    """A tick of a liveness probe that fails."""
    _tick(act, life, slot, "liveness")


def poll(act: Act, life: Life, slot: Slot) -> None:
    """The process asks whether what it waits for is there."""
    program, asked = slot.facts.program, slot.note.get("asked", 0) + 1
    if waits.do_answer(program.awaits, life.key.namespace, act.ctx.store):
        slot.put(poll=None, asked=None, answered=1, end=life.now)
    elif program.attempts and asked >= program.attempts:
        slot.put(poll=None, asked=None, end=life.now + program.every)
    else:
        slot.put(poll=life.now + program.every, asked=asked if program.attempts else None)


def crash_now(act: Act, life: Life, _: object) -> None:
    """A person wants a container to crash: it does, once, and the annotation that said so goes."""
    wanted = life.annotations[behaviour.CRASH].partition("/")[0]
    for slot in life.slots():
        if slot.step == "running" and wanted in (slot.facts.name, "true", "*"):
            slot.put(end=life.now, crash=1)
    act.record(life)
    life.pod = act.ctx.client.update(with_annotations(life.pod, {behaviour.CRASH: None}))


def change(act: Act, life: Life, slot: Slot) -> None:
    """Its image in the spec is another: the container is stopped, and started anew."""
    message = f"Container {slot.facts.name} definition changed, will be restarted"
    act.tell(life, slot, NORMAL, "Killing", message)
    stop_container(act, life, slot, life.facts.grace, life.now)


def exit_by_itself(act: Act, life: Life, slot: Slot) -> None:
    """The process ends."""
    name, end = slot.facts.name, slot.note["end"]
    code = behaviour.number(life.annotations, behaviour.EXIT_CODE, name)
    if code is None:
        is_crash = "crash" in slot.note or behaviour.value(life.annotations, behaviour.CRASH_AFTER, name) is not None
        code = 1 if is_crash else 0 if "answered" in slot.note else slot.facts.program.code
    reason = behaviour.value(life.annotations, behaviour.EXIT_REASON, name) or ""
    _end(life, slot, code, end, (reason, _last_words(act, life, slot, code)))


def _last_words(act: Act, life: Life, slot: Slot, code: int) -> str:
    if not parting.may_speak(slot.facts.doc, code):
        return ""
    run = Run(life.pod, slot.facts.doc, slot.status.get("containerID", ""), life.now, life.now, code)
    return parting.message_of(run, act.ctx.store.get)


def be_stopped(act: Act, life: Life, slot: Slot) -> None:
    """The process ends because it was told to."""
    _end(life, slot, slot.note["code"], slot.note["stop"], ("", ""))


def _end(life: Life, slot: Slot, code: int, end: int, texts: tuple[str, str]) -> None:
    slot.status = containers.terminated(slot.facts, slot.status, code, end, texts)
    backoff = slot.note.get("backoff")
    slot.note = {"backoff": backoff} if backoff else {}
    if "stop" not in life.note and slot.facts.restart != "Never":
        slot.put(ended=end)


def _tick(act: Act, life: Life, slot: Slot, kind: str) -> bool:
    """Run a probe once; whether it has now succeeded often enough. A failure is told, and counted in the note."""
    probe = slot.facts.probes[kind]
    said = health.failure_of(life, slot, kind, life.now)
    if not said:
        return health.count_success(slot, kind, probe, life.now)
    act.tell(life, slot, WARNING, "Unhealthy", f"{TITLES[kind]} probe failed: {said}")
    failures = health.count_failure(slot, kind, probe, life.now)
    if kind != "readiness" and failures >= probe.failures:
        name = slot.facts.name
        act.tell(life, slot, NORMAL, "Killing", f"Container {name} failed {kind} probe, will be restarted")
        stop_container(act, life, slot, life.facts.grace if probe.grace is None else probe.grace, life.now)
    return False


EFFECTS: Final = {
    "Startup": start_up,
    "Readiness": check_readiness,
    "Liveness": check_liveness,
    "Change": change,
    "Crash": crash_now,
    "Poll": poll,
    "Exit": exit_by_itself,
    "Stopped": be_stopped,
}
