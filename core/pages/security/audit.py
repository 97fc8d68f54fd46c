"""The audit as a stream: the newest entries first, filtered, with what is not there any more counted."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest

from core.models import Cluster
from core.pages.answers import Answer, cluster_view
from core.pages.asking import query_number
from core.store import audit
from core.store.audit import Wish

PAGE = 200


@cluster_view("GET")
def entries(request: HttpRequest, cluster: Cluster) -> Answer:
    """Entries before `?before=` that `user`, `verb`, `resource`, `outcome`, `q` and `time` let through."""
    user, verb, resource, outcome, text = (
        request.GET.get(name, "").replace("\0", " ") for name in ("user", "verb", "resource", "outcome", "q")
    )
    wish = Wish(user, verb, resource, outcome, text, query_number(request, "time"))
    found = audit.newest(cluster.pk, wish, before=query_number(request, "before"), most=PAGE + 1)
    counts = audit.tally(cluster.pk)
    return {
        "entries": [{"id": pk, "wall": wall, "event": _event(doc)} for pk, wall, doc in found[:PAGE]],
        "more": len(found) > PAGE,
        "written": counts.written,
        "lost": counts.lost,
        "deleted": counts.deleted,
    }


@cluster_view("GET")
def choices(request: HttpRequest, cluster: Cluster) -> Answer:
    """What can be filtered by."""
    return {column: audit.choices(cluster.pk, column) for column in ("username", "verb", "resource")}


def _event(doc: str) -> Any:
    return orjson.loads(doc)
