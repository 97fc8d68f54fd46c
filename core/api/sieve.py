"""What one watch lets through of the log, and as which events."""

from __future__ import annotations

import orjson

from core.api import heartbeats, representation
from core.api.feed import Stretch
from core.api.representation import Form
from core.api.request import Request
from core.api.route import Target
from core.api.selection import Selection
from core.clients import open_store
from core.meta.errors import StatusError
from core.meta.objects import Doc
from core.store.listing import Item
from core.store.protocol import Change

INITIAL_EVENTS_END = "k8s.io/initial-events-end"


class Sieve:
    """Turns changes of the log into lines of a watch.

    With a selector an object may come into view or go out of it by a change: then its event is ADDED or DELETED.
    """

    def __init__(self, request: Request, target: Target, form: Form, chosen: Selection | None) -> None:
        self._cluster = request.cluster
        self._target = target
        self._chosen = chosen
        self._form = form
        self._begun = representation.virtual_now(request)
        self._seen: dict[str, bool] = {}
        """By uid, whether an object was in view after its last change that this watch knows of."""

    @property
    def reads(self) -> bool:
        """Whether `lines` may have to ask the database."""
        return self._chosen is not None

    def initial(self, items: list[Item]) -> bytes:
        """ADDED for everything that is there."""
        wanted = items if self._chosen is None else self._chosen.of(items)
        docs = [item.doc() for item in heartbeats.many(self._cluster, self._target, wanted, self._begun)]
        if self._chosen is not None:
            self._seen.update((doc["metadata"]["uid"], True) for doc in docs)
        return b"".join(_line("ADDED", self._encoded(doc, self._begun)) for doc in docs)

    def lines(self, stretch: Stretch) -> bytes:
        """The events of changes, in their order."""
        return b"".join(self._event(change, stretch) for change in stretch.changes if self._concerns(change))

    def bookmark(self, revision: int, *, is_initial: bool = False) -> bytes:
        """That everything up to ``revision`` has been told."""
        metadata: Doc = {"resourceVersion": str(revision)}
        if is_initial:
            metadata["annotations"] = {INITIAL_EVENTS_END: "true"}
        kind, shown = self._target.kind, self._form.style
        api_version = self._form.api_version if shown else kind.api_version
        mark: Doc = {"kind": shown or kind.kind, "apiVersion": api_version, "metadata": metadata}
        if shown == "Table":
            mark |= {"columnDefinitions": None, "rows": []}
        return _line("BOOKMARK", orjson.dumps(mark))

    def error(self, refused: StatusError) -> bytes:
        """Why the watch ends here."""
        return _line("ERROR", orjson.dumps(refused.status()))

    def _concerns(self, change: Change) -> bool:
        namespace = self._target.namespace
        return change.key.resource == self._target.kind.resource and (
            not namespace or change.key.namespace == namespace
        )

    def _event(self, change: Change, stretch: Stretch) -> bytes:
        if self._chosen is None:
            return _line(change.verb, self._shared(change, stretch))
        uid = change.doc["metadata"]["uid"]
        was = self._was_in_view(change, uid)
        now = change.verb != "DELETED" and self._chosen(change.doc)
        self._seen[uid] = now
        if change.verb == "DELETED":
            del self._seen[uid]
        if was and not now:
            return _line("DELETED", self._left(change, stretch))
        if not now:
            return b""
        return _line("MODIFIED" if was else "ADDED", self._shared(change, stretch))

    def _was_in_view(self, change: Change, uid: str) -> bool:
        """Whether the object was in view before this change; the log knows what this watch does not."""
        if change.verb == "ADDED" or self._chosen is None:
            return False
        if uid not in self._seen:
            before = open_store(self._cluster).before(change)
            # An object that is older than its kept history was there before, and looked as it does now.
            self._seen[uid] = self._chosen(before or change.doc)
        return self._seen[uid]

    def _left(self, change: Change, stretch: Stretch) -> bytes:
        """An object that goes out of view, as it last was in view, at the revision of its going."""
        before = None if change.verb == "DELETED" else open_store(self._cluster).before(change)
        if before is None:
            return self._shared(change, stretch)
        metadata = {**before["metadata"], "resourceVersion": str(change.revision)}
        return self._encoded({**before, "metadata": metadata}, change.time)

    def _shared(self, change: Change, stretch: Stretch) -> bytes:
        """The object of a change, encoded once for all watches that want it in this form."""
        place = (change.revision, self._target.kind.api_version, self._form)
        found = stretch.encoded.get(place)
        if found is None:
            found = stretch.encoded[place] = self._encoded(change.doc, change.time)
        return found

    def _encoded(self, doc: Doc, now: int) -> bytes:
        return orjson.dumps(representation.one(self._form, self._target.kind, doc, now))


def _line(type_: str, shown: bytes) -> bytes:
    return b'{"type":"%b","object":%b}\n' % (type_.encode(), shown)
