"""What one watch lets through of the log, and as which events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from core.api import representation
from core.api.representation import Form
from core.api.request import Request
from core.api.route import Target
from core.api.selection import Test
from core.clients import open_store
from core.meta.errors import StatusError
from core.meta.objects import Doc
from core.store.protocol import Change

INITIAL_EVENTS_END = "k8s.io/initial-events-end"


class Sieve:
    """Turns changes of the log into lines of a watch.

    With a selector an object may come into view or go out of it by a change: then its event is ADDED or DELETED.
    """

    def __init__(self, request: Request, target: Target, form: Form, test: Test | None) -> None:
        self._cluster = request.cluster.pk
        self._target = target
        self._test = test
        self._form = form
        self._begun = representation.virtual_now(request)
        self._seen: dict[str, bool] = {}
        """By uid, whether an object was in view after its last change that this watch knows of."""

    @property
    def reads(self) -> bool:
        """Whether `lines` may have to ask the database."""
        return self._test is not None

    def initial(self, docs: Iterable[Doc]) -> bytes:
        """ADDED for everything that is there."""
        shown = [doc for doc in docs if self._test is None or self._test(doc)]
        self._seen.update((doc["metadata"]["uid"], True) for doc in shown)
        return b"".join(_line("ADDED", self._shape(doc, self._begun)) for doc in shown)

    def lines(self, changes: Iterable[Change]) -> bytes:
        """The events of changes, in their order."""
        return b"".join(self._event(change) for change in changes if self._concerns(change))

    def bookmark(self, revision: int, *, is_initial: bool = False) -> bytes:
        """That everything up to ``revision`` has been told."""
        metadata: Doc = {"resourceVersion": str(revision)}
        if is_initial:
            metadata["annotations"] = {INITIAL_EVENTS_END: "true"}
        kind = self._target.kind
        if self._form.style == "Table":
            table: Doc = {"kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata}
            return _line("BOOKMARK", {**table, "columnDefinitions": [], "rows": []})
        if self._form.style:
            return _line(
                "BOOKMARK", {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": metadata}
            )
        return _line("BOOKMARK", {"kind": kind.kind, "apiVersion": kind.api_version, "metadata": metadata})

    def error(self, refused: StatusError) -> bytes:
        """Why the watch ends here."""
        return _line("ERROR", refused.status())

    def _shape(self, doc: Doc, now: int) -> Doc:
        return representation.one(self._form, self._target.kind, doc, now)

    def _concerns(self, change: Change) -> bool:
        namespace = self._target.namespace
        return change.key.resource == self._target.kind.resource and (
            not namespace or change.key.namespace == namespace
        )

    def _event(self, change: Change) -> bytes:
        if self._test is None:
            return _line(change.verb, self._shape(change.doc, change.time))
        uid = change.doc["metadata"]["uid"]
        was = self._was_in_view(change, uid)
        now = change.verb != "DELETED" and self._test(change.doc)
        self._seen[uid] = now
        if change.verb == "DELETED":
            del self._seen[uid]
        if not was and not now:
            return b""
        verb = "MODIFIED" if was and now else "ADDED" if now else "DELETED"
        return _line(verb, self._shape(change.doc, change.time))

    def _was_in_view(self, change: Change, uid: str) -> bool:
        """Whether the object was in view before this change; the log knows what this watch does not."""
        if change.verb == "ADDED" or self._test is None:
            return False
        if uid not in self._seen:
            before = open_store(self._cluster).history(uid, change.revision - 1)
            # An object that is older than its kept history was there before, and looked as it does now.
            self._seen[uid] = self._test(before[-1].doc if before else change.doc)
        return self._seen[uid]


def _line(type_: str, shown: Any) -> bytes:
    return orjson.dumps({"type": type_, "object": shown}, option=orjson.OPT_APPEND_NEWLINE)
