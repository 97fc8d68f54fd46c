"""One object: as it is or was, edited, its history and its events."""

import time
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core import clock
from core.audit import web as audit
from core.clients import open_store
from core.inputs import admitted, caller_of, rehearsed
from core.kinds.kind import Kind
from core.kinds.registry import KINDS
from core.machinery import advice, heartbeats
from core.machinery.decode import encode
from core.meta import errors
from core.meta.objects import Doc, Key
from core.models import Cluster
from core.operations.catalog import names_for
from core.pages import asking, editing
from core.pages.answers import Answer, Refusal, cluster_view
from core.pages.differences import diff_lines, summarize
from core.pages.moments import Moment, moment_of
from core.pages.wanted import wanted_of
from core.projection.masking import shown

NO_NAMESPACE = "-"


def key_of(resource: str, namespace: str, name: str) -> Key:
    """The key that an address names. Raises `Refusal` for a resource that nobody serves and for impossible names."""
    kind = KINDS.get(resource)
    if kind is None or "\0" in namespace + name:
        raise Refusal(404, _("There are no “%(resource)s”.") % {"resource": resource})
    return Key(resource, namespace if kind.namespaced and namespace != NO_NAMESPACE else "", name)


def kind_info(kind: Kind) -> dict[str, Any]:
    """What a page needs to know of a kind."""
    return {
        "resource": kind.resource,
        "kind": kind.kind,
        "group": kind.group,
        "version": kind.version,
        "apiVersion": kind.api_version,
        "plural": kind.plural,
        "namespaced": kind.namespaced,
        "verbs": list(kind.verbs),
        "subresources": [sub.name for sub in kind.subresources],
        "actions": names_for(kind.kind),
    }


@cluster_view("GET", "PUT")
def one(request: HttpRequest, cluster: Cluster, resource: str, namespace: str, name: str) -> Answer:
    """GET: the document at a moment. PUT: replace it by `yaml`, or with `dry_run` see what that would change."""
    key = key_of(resource, namespace, name)
    if request.method == "PUT":
        audit.about(request, key, "update")
        return _edit(request, cluster, key)
    moment = moment_of(request, cluster)
    doc = moment.get(key)
    if doc is None:
        raise errors.not_found(key.resource, key.name)
    seen = shown(_fresh(cluster, moment, key, doc))
    return {"object": seen, "yaml": encode(seen), "kind": kind_info(KINDS[key.resource])}


def _fresh(cluster: Cluster, moment: Moment, key: Key, doc: Doc) -> Doc:
    """A node or a lease with the heartbeats of the moment; of a revision as it was written."""
    at = clock.now(cluster, time.time_ns() // 1000) if moment.revision is None else moment.time
    if at is None or key.resource not in ("nodes", heartbeats.LEASES):
        return doc
    node = moment.get(Key("nodes", "", key.name)) if key.resource == heartbeats.LEASES else None
    return heartbeats.seen(key.resource, doc, node, cluster.seed, at)


def _edit(request: HttpRequest, cluster: Cluster, key: Key) -> Answer:
    body = asking.body_of(request)
    text = asking.text_in(body, "yaml")
    way = rehearsed if asking.flag_in(body, "dry_run") else admitted
    caller = caller_of(request.user, cluster)
    with way(cluster, caller.user.name, caller) as door:
        edit = editing.edit(door, open_store(cluster), key, text)
    old, new = shown(edit.old), shown(edit.new)
    before, after = encode(wanted_of(old)), encode(wanted_of(new))
    return {
        "object": new,
        "yaml": encode(new),
        "diff": diff_lines(before, after),
        "warnings": [*caller.warnings, *advice.warnings(KINDS[key.resource], edit.new)],
    }


@cluster_view("GET")
def history(request: HttpRequest, cluster: Cluster, resource: str, namespace: str, name: str) -> Answer:
    """Every kept change of the object, also of one that is gone, oldest first."""
    moment = moment_of(request, cluster)
    uid = moment.uid(key_of(resource, namespace, name))
    found = moment.store.history(uid) if uid else []
    changes = []
    before: Doc | None = None
    for change in found:
        seen = shown(change.doc)
        changes.append(
            {
                "revision": change.revision,
                "time": change.time,
                "actor": change.actor,
                "verb": change.verb,
                "summary": summarize(before, seen),
            }
        )
        before = seen
    return {"changes": changes}


@cluster_view("GET")
def events(request: HttpRequest, cluster: Cluster, resource: str, namespace: str, name: str) -> Answer:
    """The events about the object that were alive at a moment."""
    moment = moment_of(request, cluster)
    uid = moment.uid(key_of(resource, namespace, name))
    found = moment.store.events_about(uid, moment.revision, moment.time) if uid else []
    return {"events": [event_row(change.doc) for change in found]}


def event_row(doc: Doc) -> dict[str, Any]:
    """An event of either API group in the words of the dashboard; times as RFC 3339."""
    series = doc.get("series") or {}
    moment = doc.get("eventTime") or doc["metadata"].get("creationTimestamp")
    return {
        "type": doc.get("type", ""),
        "reason": doc.get("reason", ""),
        "message": doc.get("message") or doc.get("note") or "",
        "count": series.get("count") or doc.get("count") or doc.get("deprecatedCount") or 1,
        "first": doc.get("firstTimestamp") or doc.get("deprecatedFirstTimestamp") or moment,
        "last": series.get("lastObservedTime")
        or doc.get("lastTimestamp")
        or doc.get("deprecatedLastTimestamp")
        or moment,
        "source": doc.get("reportingComponent")
        or doc.get("reportingController")
        or (doc.get("source") or doc.get("deprecatedSource") or {}).get("component", ""),
    }
