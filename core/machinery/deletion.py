"""What a delete request does to an object: nothing left, a date to end by, or finalizers to wait for.

Source of the rules: k8s.io/apiserver/pkg/registry/generic/registry/store.go (deletionFinalizersForGarbageCollection),
k8s.io/apiserver/pkg/registry/rest/delete.go (BeforeDelete) and the pod strategy's CheckGracefulDelete.
"""

from __future__ import annotations

from typing import Literal

from core.meta.objects import Doc, is_deleting, with_metadata
from core.meta.time import LAST, SECOND, rfc3339

Propagation = Literal["Background", "Foreground", "Orphan"]

ORPHAN = "orphan"
FOREGROUND = "foregroundDeletion"
DEFAULT_GRACE = 30


def decide_delete(doc: Doc, propagation: Propagation, grace: int | None, now: int) -> Doc | None:
    """The object after a delete request at ``now`` (µs); ``None`` when it is gone at once.

    ``grace`` is ``gracePeriodSeconds`` as asked for. The same document comes back when nothing changes.
    """
    if doc["kind"] == "Namespace":
        return _end_namespace(doc, now)
    doc = _with_propagation(doc, propagation)
    seconds = grace_of(doc, grace)
    waits = bool(doc["metadata"].get("finalizers"))
    if not waits and seconds == 0:
        return None
    if is_deleting(doc):
        return _shorten(doc, seconds, now)
    return with_metadata(
        doc,
        deletionTimestamp=_end(now, seconds),
        deletionGracePeriodSeconds=seconds,
        generation=_next_generation(doc),
    )


def grace_of(doc: Doc, grace: int | None) -> int:
    """Seconds that the object may take to end: only pods that run on a node get any."""
    if doc["kind"] != "Pod" or not doc["spec"].get("nodeName"):
        return 0
    if doc.get("status", {}).get("phase") in ("Failed", "Succeeded"):
        return 0
    if grace is None:
        grace = doc["spec"].get("terminationGracePeriodSeconds", DEFAULT_GRACE)
    return max(grace, 1) if grace < 0 else grace


def is_released(doc: Doc) -> bool:
    """Whether a write left an object that is being deleted with nothing to wait for."""
    meta = doc["metadata"]
    return (
        "deletionTimestamp" in meta
        and not meta.get("finalizers")
        and not meta.get("deletionGracePeriodSeconds")
        and not (doc["kind"] == "Namespace" and doc["spec"].get("finalizers"))
    )


def _with_propagation(doc: Doc, propagation: Propagation) -> Doc:
    held = doc["metadata"].get("finalizers") or []
    wanted = [finalizer for finalizer in held if finalizer not in (ORPHAN, FOREGROUND)]
    if propagation == "Orphan":
        wanted.append(ORPHAN)
    elif propagation == "Foreground":
        wanted.append(FOREGROUND)
    return doc if wanted == held else with_metadata(doc, finalizers=wanted or None) if held or wanted else doc


def _end_namespace(doc: Doc, now: int) -> Doc | None:
    """A namespace is emptied first; its own finalizers, in the spec, stand for that."""
    if not doc["spec"].get("finalizers") and not doc["metadata"].get("finalizers"):
        return None
    if is_deleting(doc):
        return doc
    status = {**(doc.get("status") or {}), "phase": "Terminating"}
    return {**with_metadata(doc, deletionTimestamp=rfc3339(now)), "status": status}


def _shorten(doc: Doc, seconds: int, now: int) -> Doc:
    """A second request may only shorten the time that the first one gave."""
    held = doc["metadata"].get("deletionGracePeriodSeconds") or 0
    if seconds >= held:
        return doc
    return with_metadata(doc, deletionTimestamp=_end(now, seconds), deletionGracePeriodSeconds=seconds)


def _end(now: int, seconds: int) -> str:
    return rfc3339(min(now + seconds * SECOND, LAST))


def _next_generation(doc: Doc) -> int | None:
    generation = doc["metadata"].get("generation")
    return generation + 1 if generation else None
