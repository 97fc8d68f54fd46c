"""Crashing a pod's containers."""

from core.machinery.door import Door
from core.meta.objects import Doc, is_deleting, with_annotations
from core.operations.operation import Operation, Params, Refused, described

CRASH = "clusterviz.io/crash"
"""The annotation that names the container which the simulated kubelet is to crash once."""


def kill(door: Door, doc: Doc, params: Params) -> str:
    """Crash the container `container`, or the first one."""
    names = [container["name"] for container in doc["spec"]["containers"]]
    name = params.get("container", names[0])
    if name not in names:
        raise Refused(f"{described(doc)} has no container {name!r}; it has {', '.join(names)}.")
    if is_deleting(doc) or doc.get("status", {}).get("phase") != "Running":
        raise Refused(f"{described(doc)} is not running.")
    door.update(with_annotations(doc, {CRASH: name}))
    return f"The container {name} of {doc['metadata']['name']} crashes."


OPERATIONS = (Operation("kill", kill, frozenset({"Pod"})),)
