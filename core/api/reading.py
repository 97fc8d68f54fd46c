"""Get and list: one object, or all of one resource at one revision, page by page.

Source of the rules: k8s.io/apiserver/pkg/storage (interfaces.go, etcd3/errors.go).
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final

from core.api import answer, heartbeats, options, paging, representation, selection
from core.api.answer import Answer
from core.api.options import ListOptions
from core.api.request import Request
from core.api.route import Target
from core.api.selection import Selection
from core.clients import open_store
from core.meta import errors
from core.store.listing import Item, Wanted
from core.store.protocol import Compacted
from core.store.sql import SqlStore

TOO_OLD: Final = "The resourceVersion for the provided list is too old."
TOO_OLD_TO_CONTINUE: Final = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
    "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. "
    "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or "
    "deleted between the time the first chunk was returned and now may show up in the list."
)
PAGES_LAST: Final = 5 * 60
"""Wall-clock seconds for which a list can be continued after it was overtaken by a change (etcd's compaction)."""

Items = list[Item]


def get(request: Request, target: Target) -> Answer:
    """One object. Raises `StatusError` (404)."""
    store = open_store(request.cluster)
    wanted = options.version_of(request)
    if wanted > request.cluster.revision:
        _require_reached(store, wanted)
    doc = store.get(target.key)
    if doc is None:
        raise errors.not_found(target.kind.group_resource, target.name)
    form, now = representation.form_of(request), representation.virtual_now(request)
    seen = heartbeats.one(request.cluster, target, doc, now)
    return answer.of_doc(representation.one(form, target.kind, seen, now), content_type=form.content_type)


def list_all(request: Request, target: Target) -> Answer:
    """All objects that the selectors choose, as they were at one revision."""
    form, asked = representation.form_of(request), options.of(request)
    chosen = selection.selection_of(request, target)
    store, wanted = open_store(request.cluster), wanted_by(target, chosen)
    if asked.start:
        items, revision, start = _continued(store, wanted, asked)
    else:
        items, revision = _first(store, wanted, asked)
        start = ""
    page, metadata = paging.cut(items if chosen is None else chosen.of(items), revision, start, asked.limit)
    if "continue" in metadata:
        _kept.put((store.cluster_id, wanted, revision), items)
    if chosen is not None:
        metadata.pop("remainingItemCount", None)  # upstream's storage counts keys, before it selects
    now = representation.virtual_now(request)
    fresh = heartbeats.many(request.cluster, target, page, now)
    body = representation.listed(form, target.kind, fresh, metadata, now)
    return Answer(body, content_type=form.content_type)


def wanted_by(target: Target, chosen: Selection | None) -> Wanted:
    """What of a resource must be read: of some fields the database knows where they have a value."""
    name = chosen.exact("metadata.name") if chosen else ""
    node = chosen.exact("spec.nodeName") if chosen and target.kind.resource == "pods" else ""
    return Wanted(target.kind.resource, target.namespace, name, node)


def _first(store: SqlStore, wanted: Wanted, asked: ListOptions) -> tuple[Items, int]:
    """What a list without a continue token begins from."""
    if asked.is_exact:
        return _at(store, wanted, asked.version, errors.expired(TOO_OLD)), asked.version
    items, revision = store.items(wanted)
    if asked.version > revision:
        _require_reached(store, asked.version)
    return items, revision


def _continued(store: SqlStore, wanted: Wanted, asked: ListOptions) -> tuple[Items, int, str]:
    """What a further page is cut from, the revision that it shows, and where it begins."""
    revision, start = paging.read(asked.start)
    if asked.version:
        raise errors.bad_request("specifying resource version is not allowed when using continue")
    if revision == paging.AT_HEAD:
        return *store.items(wanted), start
    if store.is_overtaken(revision, PAGES_LAST):
        raise _inconsistent(start)
    items = _kept.get((store.cluster_id, wanted, revision))
    return items or _at(store, wanted, revision, _inconsistent(start)), revision, start


def _inconsistent(start: str) -> errors.StatusError:
    """The list's revision is gone; the refusal carries a token for whoever takes what is there now."""
    return errors.Expired(TOO_OLD_TO_CONTINUE, paging.token(paging.AT_HEAD, start))


def _require_reached(store: SqlStore, wanted: int) -> None:
    head = store.head()
    if wanted > head:
        message = f"Too large resource version: {wanted}, current: {head}"
        causes = [{"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}]
        details = {"causes": causes, "retryAfterSeconds": 1}
        raise errors.StatusError(504, "Timeout", f"Timeout: {message}", details)


def _at(store: SqlStore, wanted: Wanted, revision: int, gone: errors.StatusError) -> Items:
    """All of it at a revision; ``gone`` is raised where that was compacted away."""
    _require_reached(store, revision)
    items, head = store.items(wanted)
    if head == revision:
        return items
    try:
        return store.items_at(wanted, revision)
    except Compacted:
        raise gone from None


class _Kept:
    """Lists whose next page is likely to be asked for: the latest few, packed as they were read."""

    MOST = 16

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[int, Wanted, int], Items] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[int, Wanted, int]) -> Items | None:
        with self._lock:
            return self._held.get(key)

    def put(self, key: tuple[int, Wanted, int], items: Items) -> None:
        with self._lock:
            self._held[key] = items
            self._held.move_to_end(key)
            if len(self._held) > self.MOST:
                self._held.popitem(last=False)


_kept = _Kept()
