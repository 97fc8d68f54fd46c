"""Event documents, in the form that writers of the core group give them and in that of ``events.k8s.io``."""

from __future__ import annotations

from typing import NamedTuple

from core.meta.objects import Doc
from core.meta.time import rfc3339, rfc3339_micro


class Said(NamedTuple):
    """What an event says, and who says it; with ``action`` in the form of ``events.k8s.io`` (the scheduler's)."""

    kind: str
    """Normal or Warning."""
    reason: str
    message: str
    component: str
    host: str = ""
    action: str = ""


class Recorded(NamedTuple):
    """One event object: its name, how often it was said, and the virtual µs at which first and last."""

    name: str
    times: int
    first: int
    last: int


def document(about: Doc, said: Said, recorded: Recorded, uid: str) -> Doc:
    """The event as the core group shows it."""
    first = rfc3339(recorded.first)
    namespace = about["metadata"].get("namespace") or "default"
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": recorded.name, "namespace": namespace, "uid": uid, "creationTimestamp": first},
        "involvedObject": reference(about),
        "reason": said.reason,
        "message": said.message,
        "type": said.kind,
        **(_series_form(said, recorded) if said.action else _count_form(said, recorded, first)),
    }


def reference(about: Doc) -> Doc:
    """``corev1.ObjectReference`` as ``tools/reference`` makes it.

    ``about`` may carry a ``fieldPath`` beside an object's own fields: the part of the object that is meant.
    """
    metadata = about["metadata"]
    made = {"kind": about["kind"], "namespace": metadata.get("namespace", ""), "name": metadata["name"]}
    if not made["namespace"]:
        del made["namespace"]
    if "uid" in metadata:
        made["uid"] = metadata["uid"]
    made["apiVersion"] = about["apiVersion"]
    if "resourceVersion" in metadata:
        made["resourceVersion"] = metadata["resourceVersion"]
    if "fieldPath" in about:
        made["fieldPath"] = about["fieldPath"]
    return made


def _count_form(said: Said, recorded: Recorded, first: str) -> Doc:
    source = {"component": said.component, "host": said.host} if said.host else {"component": said.component}
    return {
        "source": source,
        "firstTimestamp": first,
        "lastTimestamp": rfc3339(recorded.last),
        "count": recorded.times,
        "eventTime": None,
        "reportingComponent": said.component,
        "reportingInstance": said.host,
    }


def _series_form(said: Said, recorded: Recorded) -> Doc:
    form: Doc = {
        "source": {},
        "firstTimestamp": None,
        "lastTimestamp": None,
        "eventTime": rfc3339_micro(recorded.first),
        "action": said.action,
        "reportingComponent": said.component,
        "reportingInstance": said.host or said.component,
    }
    if recorded.times > 1:
        form["series"] = {"count": recorded.times, "lastObservedTime": rfc3339_micro(recorded.last)}
    return form
