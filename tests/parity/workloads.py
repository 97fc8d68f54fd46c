"""`workloads/scenarios.jsonl`: objects and events after each step of a scenario, with the whole control plane.

What kubectl printed is compared with what is printed here of the objects that were recorded with it.
"""

from __future__ import annotations

from typing import Any

from core.meta.errors import StatusError
from core.meta.objects import Doc, Key, is_deleting, name
from tests.controllers.parity import commands, likeness
from tests.controllers.parity.stage import Stage
from tests.parity import printing
from tests.parity.recordings import Recordings, Report

SCENARIOS = "workloads/scenarios.jsonl"
ROLLOUTS = ("Deployment rolling update, history, undo, pause, scale",)
SECONDS = {
    ("Deployment that cannot progress", "create"): 4,
    ("Namespace deleted", "delete"): 3,
    ("Namespace deleted", "look"): 5,
}
"""Steps that are not given the 40 s after which all is at rest."""
REST = 40
_PACED = ("new image", "undo", "resume", "restart", "three pods wanted")
"""Steps in which the number of pods that each event tells depends on when pods became ready."""


def replay(recordings: Recordings) -> Report:
    """Play every scenario; it is equal when all its steps are."""
    report = Report()
    for scenario in recordings.cases(SCENARIOS):
        report.add(scenario["scenario"], difference(scenario))
    return report


def difference(scenario: Any) -> str:
    """What differs, a line each; a scenario ends at the first step that cannot be played at all."""
    stage = Stage(scenario["namespace"])
    names: dict[str, str] = {}
    found: list[str] = []
    for step in scenario["steps"]:
        try:
            wrong = _play(stage, scenario["scenario"], step, names)
        except (StatusError, AssertionError, LookupError, NotImplementedError) as failure:
            found.append(f"{step['step']}: {type(failure).__name__}: {failure}")
            break
        found += [f"{step['step']}: {text}" for text in wrong]
    return "\n".join(found)


def _play(stage: Stage, scenario: str, step: Any, names: dict[str, str]) -> list[str]:
    """Do a step; what then differs from the recording."""
    stage.mark()
    wrong = _act(stage, step)
    stage.run(SECONDS.get((scenario, step["step"]), REST))
    ours = [doc for resource in sorted(stage.store.resources()) for doc in stage.store.list(resource, stage.namespace)]
    names.update(likeness.hashes(ours))
    names.update(likeness.hashes(step["objects"]))
    made = [likeness.objects(docs, names) for docs in (step["objects"], ours)]
    if scenario in ROLLOUTS:
        made = [likeness.without_generations(docs) for docs in made]
    return [
        *wrong,
        *_printed(scenario, step),
        *_differences(*made),
        *_differences({"pods": likeness.pods(step["objects"], names)}, {"pods": likeness.pods(ours, names)}),
        *_differences(*_both_events(stage, step, names)),
    ]


def _printed(scenario: str, step: Any) -> list[str]:
    found = (printing.difference(line, told, step["objects"]) for line, told in printing.looks(scenario, step))
    return [text for text in found if text]


def _act(stage: Stage, step: Any) -> list[str]:
    found: list[str] = []
    for did in step["did"] if isinstance(step["did"], list) else [step["did"]]:
        if isinstance(did, dict) and "create" in did:
            stage.create(did["create"])
        elif isinstance(did, dict) and "command" in did:
            commands.run(stage, did["command"])
        elif isinstance(did, dict) and "answer" in did and step["step"].startswith("evict"):
            found += _evict(stage, did)
        elif did == 200 and step["step"] == "delete":
            stage.door.delete(Key("namespaces", "", stage.namespace))
        elif did == 200 and step["step"] == "release":
            commands.release(stage, {"metadata": {"name": "held"}})
    return found


def _evict(stage: Stage, did: Any) -> list[str]:
    """Evict the first pod that is not ending; the answer must be the recorded one."""
    running = [pod for pod in stage.store.list("pods", stage.namespace) if not is_deleting(pod)]
    told: tuple[int, str | None] = (201, None)
    try:
        stage.door.evict(Key("pods", stage.namespace, name(running[0])))
    except StatusError as refused:
        told = (refused.code, refused.message)
    wanted = (did["status"], did["answer"].get("message"))
    return [] if told == wanted else [f"eviction: {told} is {wanted}"]


def _both_events(stage: Stage, step: Any, names: dict[str, str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    theirs = [(e["object"], e["type"], e["reason"], e["message"], e["source"]) for e in step["events"]]
    ours = [_event(event) for event in stage.events()]
    made = likeness.events(theirs, names), likeness.events(ours, names)
    return (likeness.pace(made[0]), likeness.pace(made[1])) if step["step"] in _PACED else made


def _event(doc: Doc) -> tuple[str, str, str, str, str]:
    about = f"{doc['involvedObject']['kind']}/{doc['involvedObject']['name']}"
    return about, doc["type"], doc["reason"], doc["message"], doc["reportingComponent"]


def _differences(theirs: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    found = [f"{key} should not be there" for key in sorted(ours.keys() - theirs.keys())]
    found += [f"{key} is missing" for key in sorted(theirs.keys() - ours.keys())]
    for key in sorted(theirs.keys() & ours.keys()):
        found += [f"{key}{path}: {a!r} is {b!r}" for path, a, b in _walk(theirs[key], ours[key])]
    return found


def _walk(theirs: Any, ours: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """The places at which two documents differ: (path, recorded, ours)."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        keys = sorted(theirs.keys() | ours.keys())
        return [d for key in keys for d in _walk(theirs.get(key), ours.get(key), f"{path}.{key}")]
    if isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        return [d for at in range(len(ours)) for d in _walk(theirs[at], ours[at], f"{path}[{at}]")]
    return [] if theirs == ours else [(path, theirs, ours)]
