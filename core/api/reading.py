"""Get and list: one object, or all of one resource at one revision, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from core.api import answer, paging, representation, selection
from core.api.answer import Answer
from core.api.request import Request
from core.api.route import Target
from core.clients import open_store
from core.meta import errors
from core.meta.fields import quote
from core.meta.objects import Doc
from core.store.protocol import Compacted
from core.store.sql import SqlStore

TOO_OLD = (
    "The provided continue parameter is too old to display a consistent list result. "
    "You can start a new list without the continue parameter."
)
KEPT_PAGES = 8
"""Moments whose lists are kept for those who read them page by page."""
TOO_OLD = (
    "The provided continue parameter is too old to display a consistent list result. "
    "You can start a new list without the continue parameter."
)


def get(request: Request, target: Target) -> Answer:
    """One object. Raises `StatusError` (404)."""
    store = open_store(request.cluster)
    wanted = revision_of(request)
    if wanted > request.cluster.revision:
        _require_reached(store, wanted)
    doc = store.get(target.key)
    if doc is None:
        raise errors.not_found(target.kind.group_resource, target.name)
    form, now = representation.form_of(request), representation.virtual_now(request)
    return answer.of_doc(representation.one(form, target.kind, doc, now), content_type=form.content_type)


def list_all(request: Request, target: Target) -> Answer:
    """All objects that the selectors choose, as they were at one revision."""
    form = representation.form_of(request)
    limit, after = request.integer("limit"), request.one("continue")
    test = selection.test_of(request, target)
    store = open_store(request.cluster)
    if after:
        revision, start = paging.read(after)
        docs = _at(store, target, revision)
    else:
        docs, revision = _first(request, store, target)
        start = ""
    chosen = docs if test is None else [doc for doc in docs if test(doc)]
    page, metadata = paging.cut(chosen, revision, start, limit)
    found = representation.many(form, target.kind, page, metadata, representation.virtual_now(request))
    return answer.of_doc(found, content_type=form.content_type)


def revision_of(request: Request) -> int:
    """The `resourceVersion` of a query, 0 when it is not given. Raises `StatusError` (400)."""
    text = request.one("resourceVersion")
    if text and not text.isdecimal():
        why = f"Invalid value: {quote(text)}: strconv.ParseUint: parsing {quote(text)}: invalid syntax"
        raise errors.bad_request(f"invalid resource version: resourceVersion: {why}")
    return int(text or 0)


def at_head(store: SqlStore, resource: str, namespace: str) -> tuple[list[Doc], int]:
    """All objects at the head, and the head.

    The list is read after the revision, so it may hold later changes; following the log to the head that is there
    then makes it exact, as each change carries the whole object.
    """
    before = store.head()
    found = store.list(resource, namespace)
    after = store.head()
    if before == after:
        return found, after
    held = {_place(doc): doc for doc in found}
    for change in store.changes(before, after):
        if change.key.resource != resource or (namespace and change.key.namespace != namespace):
            continue
        if change.verb == "DELETED":
            held.pop((change.key.namespace, change.key.name), None)
        else:
            held[change.key.namespace, change.key.name] = change.doc
    return [held[place] for place in sorted(held)], after


def _first(request: Request, store: SqlStore, target: Target) -> tuple[Sequence[Doc], int]:
    """What a list without a continue token begins from."""
    wanted, match = revision_of(request), request.one("resourceVersionMatch")
    if match and match not in ("Exact", "NotOlderThan"):
        raise _wrong_match(match)
    exact = match == "Exact" or (not match and wanted and request.integer("limit"))
    if wanted and exact:
        return _at(store, target, wanted), wanted
    if wanted:
        _require_reached(store, wanted)
    return at_head(store, target.kind.resource, target.namespace)


def _require_reached(store: SqlStore, wanted: int) -> None:
    head = store.head()
    if wanted > head:
        message = f"Too large resource version: {wanted}, current: {head}"
        causes = [{"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}]
        details = {"causes": causes, "retryAfterSeconds": 1}
        raise errors.StatusError(504, "Timeout", f"Timeout: {message}", details)


def _at(store: SqlStore, target: Target, revision: int) -> Sequence[Doc]:
    _require_reached(store, revision)
    if store.head() == revision:
        return store.list(target.kind.resource, target.namespace)
    try:
        return _moment(store.cluster_id, revision, target.kind.resource, target.namespace)
    except Compacted:
        raise errors.expired(TOO_OLD) from None


@lru_cache(maxsize=KEPT_PAGES)
def _moment(cluster_id: int, revision: int, resource: str, namespace: str) -> tuple[Doc, ...]:
    """The past does not change, so it is kept for the next page."""
    return tuple(open_store(cluster_id).at(revision).list(resource, namespace))


def _place(doc: Doc) -> tuple[str, str]:
    return doc["metadata"].get("namespace", ""), doc["metadata"]["name"]


def _wrong_match(match: str) -> errors.StatusError:
    value = errors.FieldError(
        "FieldValueNotSupported", "resourceVersionMatch", match, 'supported values: "Exact", "NotOlderThan", ""'
    )
    return errors.invalid("ListOptions", "meta.k8s.io", "", [value])
