"""When a running container's probes next change something or fail; those that only succeed never show up.

A probe's history is in the container's note: ``{"probe": {kind: [failures in a row, next tick (µs)]}}``, kept only
while it fails.
"""

from __future__ import annotations

from core.meta.time import MILLISECOND, parse
from simulator.kubelet import behaviour
from simulator.kubelet.life import Life, Slot
from simulator.kubelet.probes import Probe

PROMPT = 100 * MILLISECOND
"""From a container's start until its readiness probe has answered for the first time."""


def failure_of(life: Life, slot: Slot, kind: str, now: int) -> str:
    """What the probe of ``kind`` says when it fails at ``now``; empty when it succeeds."""
    probe, name = slot.facts.probes[kind], slot.facts.name
    if behaviour.is_asked(life.annotations, behaviour.FAIL_PROBE[kind], name):
        return probe.unhappiness()
    delay = behaviour.duration(life.annotations, behaviour.READY_DELAY, name)
    if kind == "readiness" and delay and now < started_at(slot) + delay:
        return probe.refusal(life.address)
    if probe.window and probe.is_outside(now - started_at(slot)):
        return probe.unhappiness(500)
    return "" if probe.succeeds(life.facts.ports()) else probe.refusal(life.address)


def started_at(slot: Slot) -> int:
    """When the container was started (µs; whole seconds once the note of it is gone)."""
    noted: int | None = slot.note.get("since")
    return noted if noted is not None else parse(slot.status["state"]["running"]["startedAt"])


def history(slot: Slot, kind: str) -> list[int] | None:
    """[failures in a row, next tick] of a probe that fails, or last failed."""
    found: list[int] | None = (slot.note.get("probe") or {}).get(kind)
    return found


def is_starting(_: Life, slot: Slot) -> bool:
    return "startup" in slot.facts.probes and not slot.status["started"] and "stop" not in slot.note


def startup_due(life: Life, slot: Slot) -> int:
    held = history(slot, "startup")
    return held[1] if held else slot.facts.probes["startup"].first_after(life.begun, started_at(slot))


def is_readiness_open(life: Life, slot: Slot) -> bool:
    """Whether the readiness probe has something to tell: the container is not ready yet, or no longer."""
    if "readiness" not in slot.facts.probes or not slot.status["started"]:
        return False
    if not slot.status["ready"] or history(slot, "readiness") or _ends(slot, "readiness"):
        return True
    return bool(life.annotations) and bool(failure_of(life, slot, "readiness", life.now))


def readiness_due(life: Life, slot: Slot) -> int:
    held = history(slot, "readiness")
    if held:
        return held[1]
    probe, start = slot.facts.probes["readiness"], started_at(slot)
    if slot.status["ready"]:
        return probe.first_after(start, max(start, life.now - probe.delay, _ends(slot, "readiness") - probe.delay))
    first = probe.first_after(start, start) if probe.delay else start + PROMPT
    return max(first + (probe.successes - 1) * probe.period, start)


def is_liveness_failing(life: Life, slot: Slot) -> bool:
    if "liveness" not in slot.facts.probes or not slot.status["started"] or "stop" in slot.note:
        return False
    if history(slot, "liveness") or _ends(slot, "liveness"):
        return True
    return bool(failure_of(life, slot, "liveness", life.now))


def liveness_due(life: Life, slot: Slot) -> int:
    held = history(slot, "liveness")
    if held:
        return held[1]
    probe, start = slot.facts.probes["liveness"], started_at(slot)
    later = 0 if failure_of(life, slot, "liveness", life.now) else _ends(slot, "liveness") - probe.delay
    return probe.first_after(life.begun, max(start, life.now - probe.delay, later))


def _ends(slot: Slot, kind: str) -> int:
    """When the program itself makes the probe fail, in this run; 0 when it does not."""
    probe = slot.facts.probes[kind]
    return probe.ends_at(started_at(slot)) if probe.window else 0


def failures(slot: Slot, kind: str) -> int:
    """How often in a row the probe has failed."""
    held = history(slot, kind)
    return max(held[0], 0) if held else 0


def count_failure(slot: Slot, kind: str, probe: Probe, now: int) -> int:
    """Note one more failure; how many it are in a row."""
    count = failures(slot, kind) + 1
    _note(slot, kind, [count, now + probe.period])
    return count


def count_success(slot: Slot, kind: str, probe: Probe, now: int) -> bool:
    """Note a success; whether it are enough in a row. Where none failed before, the look came late enough."""
    held = history(slot, kind)
    count = 1 - min(held[0], 0) if held else probe.successes
    is_enough = count >= probe.successes
    _note(slot, kind, None if is_enough else [-count, now + probe.period])
    return is_enough


def _note(slot: Slot, kind: str, value: list[int] | None) -> None:
    kept = {other: held for other, held in (slot.note.get("probe") or {}).items() if other != kind}
    if value is not None:
        kept[kind] = value
    slot.put(probe=kept or None)
