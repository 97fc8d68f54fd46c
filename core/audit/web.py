"""What people do on the dashboard and in the admin, told in the audit beside what comes over the API."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from core.audit.exchange import COMPLETE, LONGEST, Exchange, source_addresses
from core.audit.recorder import RECORDER
from core.kinds.registry import KINDS
from core.meta.fields import quote
from core.meta.objects import Doc, Key
from core.models import Cluster

ACTION = "clusterviz.io/action"


def begin(request: HttpRequest, cluster: Cluster) -> None:
    """Begin to follow a request of somebody who may see the cluster; `about` and `finish` find it again."""
    client = str(request.META.get("REMOTE_ADDR", ""))
    exchange = Exchange(
        request.get_full_path(),
        (request.method or "").lower(),
        agent=request.headers.get("user-agent", ""),
        addresses=source_addresses({}, client),
        user=_user(request.user),
    )
    exchange.at(cluster)
    exchange.decided("allow", f"ClusterViz: may see cluster {quote(cluster.name)}")
    request.__dict__["_exchange"] = exchange


def about(request: HttpRequest, key: Key, action: str) -> None:
    """The request followed does ``action``, one of the dashboard's or a verb, to an object."""
    exchange: Exchange | None = request.__dict__.get("_exchange")
    kind = KINDS.get(key.resource)
    if exchange is None or kind is None:
        return
    names = {"resource": kind.plural, "namespace": key.namespace, "name": key.name}
    exchange.reference = {**names, "apiGroup": kind.group, "apiVersion": kind.version}
    exchange.verb = action if action in ("get", "delete") else "update"
    exchange.annotations[ACTION] = action[:LONGEST]


def finish(request: HttpRequest, code: int, message: str = "") -> None:
    """The request is answered; nothing is told of one that nobody began to follow."""
    exchange: Exchange | None = request.__dict__.pop("_exchange", None)
    if exchange is not None:
        exchange.answered(code, {"message": message})
        RECORDER.record(exchange.entry(COMPLETE))


def _user(user: AbstractBaseUser | AnonymousUser) -> Doc:
    return {"username": user.get_username(), "groups": ["clusterviz:staff"] if getattr(user, "is_staff", False) else []}
