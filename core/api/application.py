"""The ASGI application of the API's port: who asks, where the request leads, and how errors are worded."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from core.api import answer, authorization, dispatch, impersonation, representation, sessions, tokens
from core.api.answer import Answer, Send, Stream
from core.api.auditing import Trail
from core.api.request import Request, User
from core.clients import in_pool
from core.meta import errors
from core.meta.errors import StatusError
from core.models import Cluster
from core.store.protocol import Compacted

log = logging.getLogger(__name__)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]

LARGEST_BODY = 3 * 1024 * 1024
"""Bytes of a request's body (kube-apiserver's limit)."""


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one HTTP request. Whatever goes wrong is answered by a `Status`."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    encoding = headers.get("accept-encoding", "")
    warnings: list[str] = []
    name, path = place(scope["path"])
    trail = Trail(scope["method"], path, scope, headers)
    try:
        cluster, user = await who(name, scope, headers, trail)
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        body = await _body(receive)
        notes = trail.exchange.annotations
        request = Request(scope["method"], path, query, headers, body, cluster, user, warnings, notes)
        found = await _answer(request, receive, trail)
    except StatusError as refused:
        found = _refusal(refused)
        trail.refused(refused)
    except Compacted as gone:
        found = _refusal(errors.expired(str(gone)))
    except RecursionError:
        found = _refusal(errors.bad_request("the object is nested too deep"))
    except Exception as failure:  # whatever it is, a client must be told in the API's own form
        log.exception("%s %s failed", scope["method"], scope["path"])
        found = _refusal(errors.internal(type(failure).__name__))
    found.headers.append(trail.header)
    if isinstance(found, Stream):
        trail.started()
        try:
            await answer.send_stream(found, send)
        finally:
            trail.ended()
    else:
        try:
            is_yaml = representation.prefers_yaml(headers.get("accept", ""))
            told = await in_pool(answer.in_yaml, found) if is_yaml else found
            await answer.send_answer(told, send, encoding, warnings)
        finally:
            trail.ended(found)


async def who(name: str, scope: Scope, headers: dict[str, str], trail: Trail) -> tuple[Cluster, User]:
    """The cluster, and as whom the request is made. Raises `StatusError` (401).

    A cluster that is not there answers as one that is and knows nobody, so that no name can be probed.
    """
    cluster, user = await in_pool(_authenticate, name, headers, scope.get("method", ""))
    if cluster.pk:
        trail.concerns(cluster)
    if user is None:
        raise errors.unauthorized()
    trail.authenticated(user)
    if any(header.lower().startswith(b"impersonate-") for header, _ in scope["headers"]):
        user = await in_pool(impersonation.impersonated, cluster, user, scope["headers"])
        trail.acts_as(user)
    return cluster, user


def place(path: str) -> tuple[str, str]:
    """The cluster that a path names, and the path in it.

    A path may name none: `kubectl get --raw /readyz` drops what the server's address begins with. What no name holds
    and no database takes (NUL, half surrogate pairs) is exchanged for what matches nothing either.
    """
    path = path.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    _, place, name, rest = (path + "//").split("/", 3)
    return (name, "/" + rest.rstrip("/")) if place == "clusters" and name else ("", "/" + path.strip("/"))


def _authenticate(name: str, headers: dict[str, str], method: str) -> tuple[Cluster, User | None]:
    """The cluster, without a name the token's, unsaved where there is none; and the user, maybe an anonymous one."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else ""
    wanted = {"name": name} if name else {"pk": tokens.cluster_of(token)}
    cluster = Cluster.objects.filter(**wanted).first() or Cluster(name=name)
    if token:
        return cluster, tokens.read(token, cluster) if cluster.pk else None
    person = sessions.read(headers, method, cluster) if cluster.pk else None
    return cluster, person or User(tokens.ANONYMOUS, (tokens.UNAUTHENTICATED,))


async def _body(receive: Receive) -> bytes:
    pieces, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise errors.bad_request("the client went away")
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > LARGEST_BODY:
            raise errors.too_large(LARGEST_BODY)
        if not message.get("more_body"):
            return b"".join(pieces)


async def _answer(request: Request, receive: Receive, trail: Trail) -> Answer | Stream:
    is_master = request.user.is_master  # who needs no look at the database
    trail.allowed(authorization.ALL if is_master else await in_pool(authorization.require, request))
    return await dispatch.respond(request, receive)


def _refusal(refused: StatusError) -> Answer:
    found = answer.of_doc(refused.status(), refused.code)
    wait = (refused.details or {}).get("retryAfterSeconds")
    if wait:
        found.headers.append((b"retry-after", str(wait).encode()))
    return found
