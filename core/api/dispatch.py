"""Where a request leads: to the server's own answers, or to a verb on a resource."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from core.api import discovery, logs, metrics, patching, reading, reviews, route, subresources, watching, writing
from core.api.answer import Answer, Stream
from core.api.request import Request
from core.api.route import Target
from core.clients import in_pool
from core.kinds.metrics import GROUP as METRICS

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Handler = Callable[[Request, Target], Answer]

VERBS: Final[dict[str, Handler]] = {
    "get": reading.get,
    "list": reading.list_all,
    "create": writing.create,
    "update": writing.update,
    "patch": patching.patch,
    "delete": writing.delete,
    "deletecollection": writing.delete_many,
}


async def respond(request: Request, receive: Receive) -> Answer | Stream:
    """The answer, or the stream of a watch. Raises `StatusError`."""
    if not route.is_resource(request.path):
        return await in_pool(discovery.respond, request)
    target = route.target(request.method, request.path, watch=request.is_true("watch"))
    if target.kind.deprecation:
        request.warnings.append(target.kind.deprecation)
    if target.verb == "watch":
        return await watching.watch(request, target, receive)
    if (target.kind.resource, target.subresource) == ("pods", "log"):
        return await logs.respond(request, target, receive)
    return await in_pool(handler(target), request, target)


def handler(target: Target) -> Handler:
    """What answers a verb on a resource or on one of its subresources."""
    if target.subresource:
        return subresources.respond
    if target.kind.group == METRICS:
        return metrics.respond
    if not target.kind.is_stored:
        return reviews.respond
    return VERBS[target.verb]
