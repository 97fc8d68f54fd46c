"""Why an object is as it is: the scheduler's verdict, the decisions about it, and the chain of causes behind it."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest

from core.meta import conditions
from core.meta.objects import Doc
from core.meta.owners import controller_of
from core.meta.time import parse
from core.models import Cluster
from core.pages.answers import Answer, cluster_view
from core.pages.differences import summarize
from core.pages.moments import Moment, moment_of
from core.pages.objects import key_of
from core.store.protocol import Change

REFUSED = "FailedScheduling"
Step = tuple[Doc | None, Change]
MOST_DECISIONS = 200
MOST_OWNERS = 8


@cluster_view("GET")
def why(request: HttpRequest, cluster: Cluster, resource: str, namespace: str, name: str) -> Answer:
    """`scheduling` of a pod, `decisions` about the object, and what `causes` led to it, oldest first."""
    key = key_of(resource, namespace, name)
    moment = moment_of(request, cluster)
    doc = moment.get(key)
    uid = str(doc["metadata"]["uid"]) if doc else moment.uid(key)
    decisions = _decisions(moment, uid)
    told = [one for one in decisions if one["action"] != REFUSED]
    return {
        "subject": {"resource": resource, "namespace": key.namespace, "name": key.name, "uid": uid},
        "scheduling": _scheduling(doc, decisions) if doc and doc["kind"] == "Pod" else None,
        "decisions": told[-MOST_DECISIONS:],
        "causes": list(_causes(moment, doc, uid)),
    }


def _decisions(moment: Moment, uid: str) -> list[dict[str, Any]]:
    """What was decided about the object up to the moment, oldest first."""
    names = ("revision", "time", "subject", "component", "action", "reason")
    found = moment.store.decisions(uid) if uid else []
    rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in found]
    if moment.revision is not None:
        rows = [row for row in rows if row["revision"] <= moment.revision]
    return rows


def _scheduling(pod: Doc, decisions: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The last verdict on a waiting pod; for one that has its node, how it came there."""
    refusals = [one for one in decisions if one["action"] == REFUSED]
    held = (pod.get("status") or {}).get("conditions")
    condition = conditions.find(held, "PodScheduled") or {}
    since = parse(condition["lastTransitionTime"]) if condition.get("lastTransitionTime") else None
    node = pod["spec"].get("nodeName")
    if node:
        attempts = refusals[-1]["reason"].get("attempts", 0) + 1 if refusals else 1
        message = f"Successfully assigned {pod['metadata']['namespace']}/{pod['metadata']['name']} to {node}"
        return _verdict({"message": message, "attempts": attempts}, since)
    if refusals:
        return _verdict(refusals[-1]["reason"], since)
    if condition.get("message"):
        return _verdict({"message": condition["message"]}, since)
    return None


def _verdict(reason: dict[str, Any], since: int | None) -> dict[str, Any]:
    empty = {"message": "", "attempts": 0, "plugins": [], "nodes": [], "counts": [], "admit": [], "queue": ""}
    return {name: reason.get(name, default) for name, default in empty.items()} | {"since": since}


def _causes(moment: Moment, doc: Doc | None, uid: str) -> Iterator[dict[str, Any]]:
    """From the top owner down: what was created or changed last before the next came, then the object's own life."""
    own = moment.store.history(uid, moment.revision) if uid else []
    if not own:
        return
    end = own[0].revision
    steps: list[Step] = []
    for owner in _owners(moment, doc or own[-1].doc):
        found = _made_or_changed([step for step in _steps(owner) if step[1].revision < end])
        steps = found + steps
        end = found[0][1].revision if found else end
    for before, change in [*steps, *_turning_points(_steps(own))]:
        yield {"time": change.time, "actor": change.actor, "text": _told(change, before)}


def _steps(changes: list[Change]) -> list[Step]:
    """Each change with the document before it."""
    return list(zip([None, *(change.doc for change in changes)], changes, strict=False))


def _owners(moment: Moment, doc: Doc) -> Iterator[list[Change]]:
    """The histories of the controllers above an object, the nearest first."""
    for _ in range(MOST_OWNERS):
        reference = controller_of(doc)
        if reference is None:
            return
        found = moment.store.history(reference["uid"], moment.revision)
        if not found:
            return
        yield found
        doc = found[-1].doc


def _made_or_changed(steps: list[Step]) -> list[Step]:
    """Its creation and the last change of what was wanted of it."""
    wanted = [(before, after) for before, after in steps if before and _generation(before) != _generation(after.doc)]
    return [*steps[:1], *wanted[-1:]]


def _generation(doc: Doc) -> int:
    return int(doc["metadata"].get("generation") or 0)


def _turning_points(steps: list[Step]) -> Iterator[Step]:
    """Its creation, its binding, the request to delete it, and its end."""
    for before, change in steps:
        ends = change.verb == "DELETED" or (before is not None and _is_ended(before, change.doc))
        if ends or before is None or _is_bound(before, change.doc):
            yield before, change


def _is_bound(before: Doc, after: Doc) -> bool:
    """Whether a change gave a pod its node."""
    nodes = [(doc.get("spec") or {}).get("nodeName") for doc in (before, after)]
    return bool(nodes[1] and not nodes[0])


def _is_ended(before: Doc, after: Doc) -> bool:
    """Whether a change began the end of an object."""
    return "deletionTimestamp" in after["metadata"] and "deletionTimestamp" not in before["metadata"]


def _told(change: Change, before: Doc | None) -> str:
    subject = f"{change.doc['kind']} {change.doc['metadata']['name']}"
    if change.verb == "DELETED":
        return f"{subject} gone"
    if before is None:
        return f"{subject} created"
    if _is_ended(before, change.doc):
        return f"{subject} asked to end"
    if _is_bound(before, change.doc):
        return f"{subject} bound to {change.doc['spec']['nodeName']}"
    fields = [path for path, _old, _new in summarize(before, change.doc) if path.startswith("spec")]
    return f"{subject} changed: {', '.join(fields[:3])}" if fields else f"{subject} changed"
