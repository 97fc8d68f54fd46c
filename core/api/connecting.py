"""Exec, attach and port-forward of pods: who asks, and whether there is something to connect to, as upstream checks it.

What they would lead to is not simulated yet, so that every connection that could be made ends with a sentence that
says so. Source of the rules and words: pkg/registry/core/pod (strategy.go, rest/subresources.go) and the kubelet's
server.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from core.api import authorization
from core.api.answer import Answer
from core.api.request import Request
from core.api.route import Target
from core.clients import open_store
from core.logs import runs
from core.meta import errors
from core.meta.errors import StatusError
from core.meta.objects import Doc

NOT_YET: Final = {
    "exec": "exec is not simulated yet: containers print and end as their programs do, but no command can run in them",
    "attach": "attach is not simulated yet: there is no terminal in a container (kubectl logs -f shows what it prints)",
    "portforward": "port-forward is not simulated yet: containers serve probes and Services, but no bytes flow",
}


def respond(request: Request, target: Target) -> Answer:
    """Refuses: 400 without an upgrade, 501 for one to SPDY. Raises `StatusError`."""
    check(request, target)
    if "upgrade" not in request.headers.get("connection", "").lower():
        raise errors.bad_request("Upgrade request required")
    require_running(request, target)
    raise not_yet(target)


def require_create(request: Request) -> None:
    """A WebSocket comes by GET, but opens what POST opens: it needs that right too. Raises `StatusError` (403)."""
    authorization.require(replace(request, method="POST"))


def check(request: Request, target: Target) -> str:
    """The container that is meant. Raises `StatusError` (404, 400) as the API server does."""
    pod = _pod(request, target)
    container = "" if target.subresource == "portforward" else runs.container_of(pod, request.one("container"))
    if not pod["spec"].get("nodeName"):
        raise errors.bad_request(f"pod {target.name} does not have a host assigned")
    return container


def require_running(request: Request, target: Target) -> None:
    """Raises `StatusError` as the kubelet does: the streams and the container are needed, and for exec a command."""
    if target.subresource == "portforward":
        return
    if not any(request.is_true(name) for name in ("stdin", "stdout", "stderr")):
        raise errors.bad_request("you must specify at least 1 of stdin, stdout, stderr")
    if target.subresource == "exec" and not any(request.query.get("command", ())):
        raise errors.bad_request("you must specify at least one command for the container")
    pod, container = _pod(request, target), check(request, target)
    if not _is_running(pod, container):
        raise StatusError(500, "InternalError", f'unable to upgrade connection: container not found ("{container}")')


def not_yet(target: Target) -> StatusError:
    """What every connection ends with."""
    return StatusError(501, "NotImplemented", NOT_YET[target.subresource])


def _pod(request: Request, target: Target) -> Doc:
    pod = open_store(request.cluster).get(target.key)
    if pod is None:
        raise errors.not_found(target.kind.group_resource, target.name)
    return pod


def _is_running(pod: Doc, container: str) -> bool:
    try:
        return runs.find(pod, container, False).end is None
    except StatusError:
        return False
