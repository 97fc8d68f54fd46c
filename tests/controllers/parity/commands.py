"""What kubectl does to objects, as far as the recorded scenarios use it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import Any

from core.meta.objects import Doc, Key, annotations, labels, name, with_metadata
from core.meta.time import rfc3339
from simulator.controllers.deployment import sets
from tests.controllers.parity.stage import Stage

LOOKS = (("get",), ("describe",), ("rollout", "history"), ("rollout", "status"))
DEPLOYMENTS, SETS = "deployments.apps", "replicasets.apps"


def run(stage: Stage, line: str) -> None:
    """Do what one recorded command line does; those that only look do nothing. Raises `NotImplementedError`."""
    words = [word for word in shlex.split(line)[1:] if word not in ("-n", stage.namespace)]
    if any(word.startswith("--dry-run") for word in words):
        return
    for verb, act in COMMANDS.items():
        if words[: len(verb)] == list(verb):
            act(stage, words[len(verb) :])
            return
    if not any(words[: len(verb)] == list(verb) for verb in LOOKS):
        raise NotImplementedError(f"nobody plays `{line}` yet")


def _spec(stage: Stage, resource: str, title: str, **fields: Any) -> None:
    held = stage.get(resource, title)
    stage.door.update({**held, "spec": {**held["spec"], **fields}})


def _title(word: str) -> str:
    return word.rpartition("/")[2]


def _set_image(stage: Stage, words: list[str]) -> None:
    container, _, image = words[1].partition("=")
    held = stage.get(DEPLOYMENTS, _title(words[0]))
    spec = held["spec"]["template"]["spec"]
    made = [{**c, "image": image} if c["name"] == container else c for c in spec["containers"]]
    template = {**held["spec"]["template"], "spec": {**spec, "containers": made}}
    _spec(stage, DEPLOYMENTS, _title(words[0]), template=template)


def _undo(stage: Stage, words: list[str]) -> None:
    title = _title(words[0])
    deployment = stage.get(DEPLOYMENTS, title)
    own = sorted(stage.store.owned_by(deployment["metadata"]["uid"]), key=sets.revision)
    wanted = int(words[1].partition("=")[2]) if len(words) > 1 else sets.revision(own[-2])
    found = next((doc for doc in own if sets.revision(doc) == wanted), None)
    if found is None:
        return  # error: unable to find specified revision in history
    template = found["spec"]["template"]
    bare = {key: value for key, value in template["metadata"]["labels"].items() if key != sets.HASH_LABEL}
    _spec(stage, DEPLOYMENTS, title, template={**template, "metadata": {**template["metadata"], "labels": bare}})


def _restart(stage: Stage, words: list[str]) -> None:
    held = stage.get(DEPLOYMENTS, _title(words[0]))
    template = held["spec"]["template"]
    noted = {"kubectl.kubernetes.io/restartedAt": rfc3339(stage.engine.now)}
    made = {**template, "metadata": {**template["metadata"], "annotations": noted}}
    _spec(stage, DEPLOYMENTS, _title(words[0]), template=made)


def _scale(stage: Stage, words: list[str]) -> None:
    _spec(stage, DEPLOYMENTS, _title(words[0]), replicas=int(words[1].partition("=")[2]))


def _pause(paused: bool) -> Callable[[Stage, list[str]], None]:
    def act(stage: Stage, words: list[str]) -> None:
        _spec(stage, DEPLOYMENTS, _title(words[0]), paused=paused)

    return act


def _delete(stage: Stage, words: list[str]) -> None:
    resource = {"deployment": DEPLOYMENTS, "pod": "pods"}[words[0]]
    how = words[2].partition("=")[2] if len(words) > 2 else "background"
    ways = {"background": "Background", "orphan": "Orphan", "foreground": "Foreground"}
    stage.door.delete(Key(resource, stage.namespace, words[1]), propagation=ways[how])


def _label(stage: Stage, words: list[str]) -> None:
    held = stage.get("pods", words[1])
    key, _, value = words[2].partition("=")
    stage.door.update(with_metadata(held, labels={**labels(held), key: value}))


def _cordon(unschedulable: bool) -> Callable[[Stage, list[str]], None]:
    def act(stage: Stage, words: list[str]) -> None:
        node = stage.get("nodes", words[0], "")
        spec = {field: value for field, value in node["spec"].items() if field != "unschedulable"}
        stage.door.update({**node, "spec": {**spec, "unschedulable": True} if unschedulable else spec})

    return act


def _drain(stage: Stage, words: list[str]) -> None:
    for pod in stage.store.list("pods", stage.namespace):
        if pod["spec"].get("nodeName") == words[0]:
            stage.door.delete(Key("pods", stage.namespace, name(pod)))


COMMANDS: dict[tuple[str, ...], Callable[[Stage, list[str]], None]] = {
    ("set", "image"): _set_image,
    ("rollout", "undo"): _undo,
    ("rollout", "restart"): _restart,
    ("rollout", "pause"): _pause(True),
    ("rollout", "resume"): _pause(False),
    ("scale",): _scale,
    ("delete",): _delete,
    ("label",): _label,
    ("cordon",): _cordon(True),
    ("uncordon",): _cordon(False),
    ("drain",): _drain,
}


def release(stage: Stage, doc: Doc) -> None:
    """Take the finalizers off."""
    held = stage.store.get(Key("configmaps", stage.namespace, name(doc)))
    if held is not None and annotations(held) is not None:
        stage.door.update(with_metadata(held, finalizers=None))
