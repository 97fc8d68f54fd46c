"""A pod's conditions as its kubelet sees them, in upstream's order and words.

Source of the rules: pkg/kubelet/status/generate.go. Equal conditions are one object: 150,000 pods share a few.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from core.meta.objects import Doc
from simulator.kubelet.facts import SIDECAR
from simulator.kubelet.phase import FAILED, SUCCEEDED, Slots, is_initialized

OWN: Final = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
"""The kubelet's conditions, in the order it writes them."""


_IN_ORDER: Final = list(OWN)


class Verdict(NamedTuple):
    """What a condition says, but for when."""

    status: str
    reason: str = ""
    message: str = ""


TRUE: Final = Verdict("True")
FALSE: Final = Verdict("False")


@lru_cache(maxsize=65536)
def _condition(type_: str, verdict: Verdict, generation: int, since: str) -> Doc:
    made: Doc = {
        "type": type_,
        "observedGeneration": generation,
        "status": verdict.status,
        "lastProbeTime": None,
        "lastTransitionTime": since,
    }
    if verdict.reason:
        made["reason"] = verdict.reason
    if verdict.message:
        made["message"] = verdict.message
    return made


@lru_cache(maxsize=16384)
def _shared_list(verdicts: tuple[Verdict, ...], generation: int, sinces: tuple[str, ...]) -> list[Doc]:
    return [
        _condition(type_, verdict, generation, since)
        for type_, verdict, since in zip(OWN, verdicts, sinces, strict=True)
    ]


def put_own(old: Sequence[Doc], verdicts: tuple[Verdict, ...], generation: int, now: str) -> list[Doc]:
    """The pod's conditions: others' first, as they were, then the kubelet's. ``verdicts`` are in the order of `OWN`."""
    if len(old) == len(OWN) and [condition["type"] for condition in old] == _IN_ORDER:
        sinces = tuple([_since(held, verdict, now) for held, verdict in zip(old, verdicts, strict=True)])
        return _shared_list(verdicts, generation, sinces)
    found = {condition["type"]: condition for condition in old}
    sinces = tuple([_since(found.get(type_), verdict, now) for type_, verdict in zip(OWN, verdicts, strict=True)])
    own = _shared_list(verdicts, generation, sinces)
    others = [condition for condition in old if condition["type"] not in OWN]
    return [*others, *own] if others else own


def _since(held: Doc | None, verdict: Verdict, now: str) -> str:
    return str(held["lastTransitionTime"]) if held and held["status"] == verdict.status else now


def verdicts_of(phase: str, inits: Slots, apps: Slots, has_sandbox: bool, gates: Verdict) -> tuple[Verdict, ...]:
    """What each of `OWN` says; ``gates`` is the verdict of the readiness gates (TRUE where there are none)."""
    containers = containers_ready(phase, inits, apps)
    ready = containers if containers.status != "True" else gates
    return (TRUE if has_sandbox else FALSE, initialized(phase, inits, apps), ready, containers, TRUE)


def containers_ready(phase: str, inits: Slots, apps: Slots) -> Verdict:
    if phase == SUCCEEDED:
        return Verdict("False", "PodCompleted")
    if phase == FAILED:
        return Verdict("False", "PodFailed")
    lasting = [slot for slot in inits if slot[0].role == SIDECAR]
    unready = [facts.name for facts, status in (*lasting, *apps) if not status["ready"]]
    if unready:
        return Verdict("False", "ContainersNotReady", f"containers with unready status: {_names(unready)}")
    return TRUE


def initialized(phase: str, inits: Slots, apps: Slots) -> Verdict:
    if phase == SUCCEEDED:
        return Verdict("True", "PodCompleted")
    if any("waiting" not in status["state"] or status["lastState"] for _, status in apps):
        return TRUE
    left = [facts.name for facts, status in inits if not is_initialized(facts, status)]
    if left:
        return Verdict("False", "ContainersNotInitialized", f"containers with incomplete status: {_names(left)}")
    return TRUE


def gates_open(gates: Sequence[Doc], conditions: Iterable[Doc]) -> Verdict:
    """The verdict of a pod's readiness gates."""
    held = {condition["type"]: condition["status"] for condition in conditions}
    closed = [_closed(gate["conditionType"], held) for gate in gates if held.get(gate["conditionType"]) != "True"]
    return Verdict("False", "ReadinessGatesNotReady", ", ".join(closed)) if closed else TRUE


def _closed(type_: str, held: dict[str, str]) -> str:
    if type_ not in held:
        return f'corresponding condition of pod readiness gate "{type_}" does not exist.'
    return f'the status of pod readiness gate "{type_}" is not "True", but {held[type_]}'


def _names(names: list[str]) -> str:
    """A list of names as Go prints a slice."""
    return f"[{' '.join(names)}]"
