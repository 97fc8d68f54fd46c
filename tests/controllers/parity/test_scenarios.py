"""The recorded scenarios, step by step: objects and events equal to those of a real control plane."""

from __future__ import annotations

from typing import Any

import pytest

from core.meta.errors import StatusError
from core.meta.objects import Key, is_deleting, name
from tests import reference
from tests.controllers.parity import commands, likeness
from tests.controllers.parity.stage import Stage

PLAYED = (
    "Deployment rolling update, history, undo, pause, scale",
    "Deployment recreate",
    "Deployment that cannot progress",
    "Deployment deleted three ways",
    "ReplicaSet adopts and releases",
    "Budget and eviction",
    "Services",
    "Quota and limits",
    "Node drained and lost",
    "Namespace deleted",
)
ROLLOUTS = ("Deployment rolling update, history, undo, pause, scale",)
SECONDS = {
    ("Deployment that cannot progress", "create"): 4,
    ("Namespace deleted", "delete"): 3,
    ("Namespace deleted", "look"): 5,
}
"""Steps that are not given the 40 s after which all is at rest."""
REST = 40

pytestmark = reference.needs_reference


def scenarios() -> list[Any]:
    if not reference.REFERENCE.is_dir():
        return []
    return [found for found in reference.read_lines("workloads/scenarios.jsonl") if found["scenario"] in PLAYED]


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda found: found["scenario"])
def test_scenario(scenario):
    stage = Stage(scenario["namespace"])
    differing = [text for step in scenario["steps"] for text in play(stage, scenario["scenario"], step)]
    assert not differing, "\n".join(differing)


def play(stage: Stage, scenario: str, step: Any) -> list[str]:
    """Do a step; what then differs from the recording."""
    stage.mark()
    act(stage, step)
    stage.run(SECONDS.get((scenario, step["step"]), REST))
    ours = [doc for resource in sorted(stage.store.resources()) for doc in stage.store.list(resource, stage.namespace)]
    names = NAMES.setdefault(scenario, {})
    names.update(likeness.hashes(ours))
    names.update(likeness.hashes(step["objects"]))
    made = [likeness.objects(docs, names) for docs in (step["objects"], ours)]
    if scenario in ROLLOUTS:
        made = [likeness.without_generations(docs) for docs in made]
    found = [
        *differences(*made),
        *differences({"pods": likeness.pods(step["objects"], names)}, {"pods": likeness.pods(ours, names)}),
        *differences(*both_events(stage, step, names)),
    ]
    return [f"{step['step']}: {text}" for text in found]


NAMES: dict[str, dict[str, str]] = {}


def act(stage: Stage, step: Any) -> None:
    for did in step["did"] if isinstance(step["did"], list) else [step["did"]]:
        if isinstance(did, dict) and "create" in did:
            stage.create(did["create"])
        elif isinstance(did, dict) and "command" in did:
            commands.run(stage, did["command"])
        elif isinstance(did, dict) and "answer" in did and step["step"].startswith("evict"):
            evict(stage, did)
        elif did == 200 and step["step"] == "delete":
            stage.door.delete(Key("namespaces", "", stage.namespace))
        elif did == 200 and step["step"] == "release":
            commands.release(stage, {"metadata": {"name": "held"}})


def evict(stage: Stage, did: Any) -> None:
    """Evict the first pod that is not ending; the answer must be the recorded one."""
    running = [pod for pod in stage.store.list("pods", stage.namespace) if not is_deleting(pod)]
    key = Key("pods", stage.namespace, name(running[0]))
    if did["status"] == 201:
        stage.door.evict(key)
        return
    with pytest.raises(StatusError) as refused:
        stage.door.evict(key)
    assert refused.value.code == did["status"]
    assert refused.value.message == did["answer"]["message"]


def both_events(stage: Stage, step: Any, names: dict[str, str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    theirs = [(e["object"], e["type"], e["reason"], e["message"], e["source"]) for e in step["events"]]
    ours = [
        (
            f"{e['involvedObject']['kind']}/{e['involvedObject']['name']}",
            e["type"],
            e["reason"],
            e["message"],
            e["reportingComponent"],
        )
        for e in stage.events()
    ]
    made = likeness.events(theirs, names), likeness.events(ours, names)
    paced = step["step"] in ("new image", "undo", "resume", "restart", "three pods wanted")
    return (likeness.pace(made[0]), likeness.pace(made[1])) if paced else made


def differences(theirs: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    found = [f"{key} should not be there" for key in sorted(ours.keys() - theirs.keys())]
    found += [f"{key} is missing" for key in sorted(theirs.keys() - ours.keys())]
    for key in sorted(theirs.keys() & ours.keys()):
        found += [f"{key}{path}: {a!r} is {b!r}" for path, a, b in walk(theirs[key], ours[key])]
    return found


def walk(theirs: Any, ours: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """The places at which two documents differ: (path, recorded, ours)."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        keys = sorted(theirs.keys() | ours.keys())
        return [d for key in keys for d in walk(theirs.get(key), ours.get(key), f"{path}.{key}")]
    if isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        return [d for at in range(len(ours)) for d in walk(theirs[at], ours[at], f"{path}[{at}]")]
    return [] if theirs == ours else [(path, theirs, ours)]
