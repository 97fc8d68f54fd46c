"""WebSockets at the API's port: exec and attach with the channels of remote commands, answered on the error channel.

A WebSocket that may not be opened is refused before it opens; clients then ask by SPDY, and read the Status there.
Source of the protocol: k8s.io/apimachinery/pkg/util/remotecommand and k8s.io/apiserver's util/proxy.
"""

from __future__ import annotations

import logging
from typing import Any, Final
from urllib.parse import parse_qs

import orjson

from core.api import authorization, connecting, route
from core.api.answer import Send
from core.api.application import Receive, Scope, place, who
from core.api.auditing import Trail
from core.api.request import Request
from core.api.route import Target
from core.clients import in_pool
from core.meta import errors
from core.meta.errors import StatusError

log = logging.getLogger(__name__)

PROTOCOLS: Final = ("v5.channel.k8s.io", "v4.channel.k8s.io")
"""Versions of remotecommand that end with a Status, preferred first."""
ERROR_CHANNEL: Final = b"\x03"
NORMAL: Final = 1000


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one WebSocket: it is refused, or opened to say how it ends."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    name, path = place(scope["path"])
    trail = Trail("GET", path, scope, headers)
    await receive()
    try:
        target, protocol = await _opened(name, path, scope, headers, trail)
    except StatusError as refused:
        trail.refused(refused)
        await send({"type": "websocket.close"})
    except Exception:  # whatever it is, the client must not be kept waiting
        log.exception("WebSocket %s failed", scope["path"])
        await send({"type": "websocket.close"})
    else:
        trail.started()
        await send({"type": "websocket.accept", "subprotocol": protocol})
        ending = orjson.dumps(connecting.not_yet(target).status())
        await send({"type": "websocket.send", "bytes": ERROR_CHANNEL + ending})
        await send({"type": "websocket.close", "code": NORMAL})
    finally:
        trail.ended()


async def _opened(name: str, path: str, scope: Scope, headers: dict[str, str], trail: Trail) -> tuple[Target, str]:
    """What it is about and the protocol that is spoken. Raises `StatusError` for what may not be opened."""
    cluster, user = await who(name, scope, headers, trail)
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    request = Request("GET", path, query, headers, b"", cluster, user)
    trail.allowed(await in_pool(authorization.require, request))
    target = route.target("GET", path) if route.is_resource(path) else None
    if target is None or target.subresource not in connecting.NOT_YET:
        raise errors.bad_request("this path has no WebSocket")
    await in_pool(_check, request, target)
    return target, _protocol(target, scope.get("subprotocols") or [])


def _check(request: Request, target: Target) -> None:
    connecting.require_create(request)
    connecting.check(request, target)
    connecting.require_running(request, target)


def _protocol(target: Target, offered: list[Any]) -> str:
    """The first version that both know. A port-forward speaks SPDY inside, which is refused in words by its own way."""
    found = next((one for one in PROTOCOLS if one in offered), "")
    if target.subresource == "portforward":
        raise connecting.not_yet(target)
    if not found:
        accepted = " ".join(PROTOCOLS)
        why = f"unable to upgrade: unable to negotiate protocol: client supports {offered}, server accepts [{accepted}]"
        raise errors.bad_request(why)
    return found
