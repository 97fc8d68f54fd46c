"""Event documents, in the form that writers of the core group give them and in that of ``events.k8s.io``."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

from core.meta.objects import Doc, Key
from core.meta.time import rfc3339, rfc3339_micro
from core.store.protocol import EVENTS, Verb


class Said(NamedTuple):
    """What an event says, and who says it; with ``action`` in the form of ``events.k8s.io`` (the scheduler's)."""

    kind: str
    """Normal or Warning."""
    reason: str
    message: str
    component: str
    host: str = ""
    action: str = ""
    part: str = ""
    """The part of the object that is meant, as its ``fieldPath``; empty for the whole."""


class Telling(NamedTuple):
    """An event as a line of the log (`core.store.protocol.Logged`).

    Six of the ten changes that bring a pod up are events, and the engine reads none of them again: it keeps what they
    are made of, and whoever stores or reads one makes the document.
    """

    revision: int
    time: int
    verb: Verb
    about: Doc
    """`reference` to the object as a whole."""
    said: Said
    name: str
    times: int
    """How often it was said."""
    first: int
    """The virtual µs at which it was said first; ``time`` is the last."""
    seed: str
    """The cluster's, from which the uid comes."""

    @property
    def actor(self) -> str:
        return self.said.component

    @property
    def key(self) -> Key:
        return Key(EVENTS, self.about.get("namespace") or "default", self.name)

    @property
    def doc(self) -> Doc:
        """The event as the core group shows it."""
        said, namespace, first = self.said, self.key.namespace, rfc3339(self.first)
        metadata = {"name": self.name, "namespace": namespace, "uid": _uid(self.seed, namespace, self.name)}
        return {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {**metadata, "creationTimestamp": first, "resourceVersion": str(self.revision)},
            "involvedObject": {**self.about, "fieldPath": said.part} if said.part else self.about,
            "reason": said.reason,
            "message": said.message,
            "type": said.kind,
            **(_series_form(self) if said.action else _count_form(self, first)),
        }


def reference(about: Doc) -> Doc:
    """``corev1.ObjectReference`` as ``tools/reference`` makes it."""
    metadata = about["metadata"]
    made = {"kind": about["kind"], "namespace": metadata.get("namespace", ""), "name": metadata["name"]}
    if not made["namespace"]:
        del made["namespace"]
    if "uid" in metadata:
        made["uid"] = metadata["uid"]
    made["apiVersion"] = about["apiVersion"]
    if "resourceVersion" in metadata:
        made["resourceVersion"] = metadata["resourceVersion"]
    return made


def _uid(seed: str, namespace: str, name: str) -> str:
    text = blake2b(f"{seed}/{namespace}/{name}".encode(), digest_size=16).hexdigest()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:32]}"


def _count_form(told: Telling, first: str) -> Doc:
    said = told.said
    source = {"component": said.component, "host": said.host} if said.host else {"component": said.component}
    return {
        "source": source,
        "firstTimestamp": first,
        "lastTimestamp": rfc3339(told.time),
        "count": told.times,
        "eventTime": None,
        "reportingComponent": said.component,
        "reportingInstance": said.host,
    }


def _series_form(told: Telling) -> Doc:
    said = told.said
    form: Doc = {
        "source": {},
        "firstTimestamp": None,
        "lastTimestamp": None,
        "eventTime": rfc3339_micro(told.first),
        "action": said.action,
        "reportingComponent": said.component,
        "reportingInstance": said.host or said.component,
    }
    if told.times > 1:
        form["series"] = {"count": told.times, "lastObservedTime": rfc3339_micro(told.time)}
    return form
