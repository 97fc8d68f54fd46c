"""WebSockets at the API's port: logs; exec and attach with the channels of remote commands, answered on the error one.

A WebSocket that may not be opened is refused before it opens; clients then ask by SPDY, and read the Status there.
Source of the protocols: k8s.io/apimachinery/pkg/util/remotecommand, k8s.io/apiserver's util/proxy and, for logs,
k8s.io/apimachinery/pkg/util/httpstream/wsstream.
"""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import AsyncGenerator
from typing import Any, Final, TypeVar
from urllib.parse import parse_qs

import orjson

from core.api import authorization, connecting, logs, route
from core.api.answer import Answer, Send
from core.api.application import Receive, Scope, place, who
from core.api.auditing import Trail
from core.api.request import Request
from core.api.route import Target
from core.clients import in_pool
from core.meta import errors
from core.meta.errors import StatusError

logger = logging.getLogger(__name__)

PROTOCOLS: Final = ("v5.channel.k8s.io", "v4.channel.k8s.io")
"""Versions of remotecommand that end with a Status, preferred first."""
ERROR_CHANNEL: Final = b"\x03"
NORMAL: Final = 1000
LOG: Final = "log"
BASE64: Final = "base64.binary.k8s.io"
READERS: Final = ("binary.k8s.io", BASE64)
"""Protocols in which something is only read."""

Part = TypeVar("Part")
Message = dict[str, Any]
Opened = tuple[str | None, AsyncGenerator[Message]]
"""The protocol that is spoken, and what is sent."""


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one WebSocket: it is refused, or opened to say how it ends."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    name, path = place(scope["path"])
    trail = Trail("GET", path, scope, headers)
    await receive()
    try:
        request, target = await _asked(name, path, scope, headers, trail)
        open_ = _log if target.subresource == LOG else _connection
        protocol, messages = await open_(request, target, scope.get("subprotocols") or [], receive)
    except StatusError as refused:
        trail.refused(refused)
        await send({"type": "websocket.close"})
    except Exception:  # whatever it is, the client must not be kept waiting
        logger.exception("WebSocket %s failed", scope["path"])
        await send({"type": "websocket.close"})
    else:
        trail.started()
        await send({"type": "websocket.accept", "subprotocol": protocol})
        async for message in messages:
            await send({"type": "websocket.send", **message})
        await send({"type": "websocket.close", "code": NORMAL})
    finally:
        trail.ended()


async def _asked(name: str, path: str, scope: Scope, headers: dict[str, str], trail: Trail) -> tuple[Request, Target]:
    """Who asks for what. Raises `StatusError` for what they may not, and what has no WebSocket."""
    cluster, user = await who(name, scope, headers, trail)
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    request = Request("GET", path, query, headers, b"", cluster, user)
    trail.allowed(await in_pool(authorization.require, request))
    target = route.target("GET", path) if route.is_resource(path) else None
    if target is None or target.subresource not in (LOG, *connecting.NOT_YET):
        raise errors.bad_request("this path has no WebSocket")
    return request, target


async def _connection(request: Request, target: Target, offered: list[Any], _: Receive) -> Opened:
    """A connection into a container, which ends with a sentence."""
    await in_pool(_check, request, target)
    protocol = _protocol(target, offered)
    return protocol, _once({"bytes": ERROR_CHANNEL + orjson.dumps(connecting.not_yet(target).status())})


async def _log(request: Request, target: Target, offered: list[Any], receive: Receive) -> Opened:
    """A container's log, binary or as base64; the first protocol that is known, none where none is offered."""
    protocol = next((one for one in READERS if one in offered), None)
    if offered and protocol is None:
        raise errors.bad_request(f"requested protocol(s) are not supported: {offered}; supports {list(READERS)}")
    answer = await logs.respond(request, target, receive)
    parts = _once(answer.body) if isinstance(answer, Answer) else answer.pieces
    return protocol, _read(parts, is_text=protocol == BASE64)


async def _once(part: Part) -> AsyncGenerator[Part]:
    yield part


async def _read(parts: AsyncGenerator[bytes], *, is_text: bool) -> AsyncGenerator[Message]:
    async for part in parts:
        if part:
            yield {"text": b64encode(part).decode()} if is_text else {"bytes": part}


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
