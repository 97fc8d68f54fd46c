"""The log of a pod's container: what it has printed, and with `follow` what it prints until it ends.

The words of refusals are those of pkg/registry/core/pod (LogLocation) and of the kubelet.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from core import clock
from core.api.answer import Answer, Stream
from core.api.request import Request
from core.api.route import Target
from core.clients import in_pool, open_store
from core.logs import runs
from core.logs.around import at_start
from core.logs.lines import last_moment, lines
from core.logs.options import ALL, Options, Writer, check
from core.logs.runs import Run
from core.machinery.heartbeats import STOPPED
from core.meta import errors
from core.meta.fields import quote
from core.meta.objects import Doc, Key
from core.meta.time import parse
from core.store.sql import SqlStore

Receive = Callable[[], Awaitable[Mapping[str, Any]]]

TEXT: Final = "text/plain"
LOOK_EVERY: Final = 0.5
"""Seconds between two looks of somebody who follows; no container waits for them."""


async def respond(request: Request, target: Target, receive: Receive) -> Answer | Stream:
    """The log as text. Raises `StatusError` (400, 404, 422)."""
    options = _options(request, target.name)
    run, now = await in_pool(_opened, request, target, options)
    if run is None:
        return Answer(b"", 204, TEXT)
    writer = Writer(options, now)
    if options.follow:
        return Stream(_followed(request.cluster.pk, run, writer, receive), TEXT)
    return Answer(await in_pool(_written, request, writer, run, now), 200, TEXT)


def _options(request: Request, pod: str) -> Options:
    given = request.query
    found = Options(
        container=request.one("container"),
        follow=request.is_true("follow"),
        previous=request.is_true("previous"),
        since_seconds=request.integer("sinceSeconds") if request.one("sinceSeconds") else None,
        since_time=_moment(request.one("sinceTime")) if request.one("sinceTime") else None,
        timestamps=request.is_true("timestamps"),
        tail=request.integer("tailLines") if request.one("tailLines") else None,
        limit=request.integer("limitBytes") if request.one("limitBytes") else None,
        stream=request.one("stream") if "stream" in given else ALL,
    )
    check(found, pod)
    return found


def _moment(text: str) -> int:
    with suppress(ValueError):
        return parse(text)
    form = "2006-01-02T15:04:05Z07:00"
    raise errors.bad_request(f'parsing time {quote(text)} as {quote(form)}: cannot parse {quote(text)} as "2006"')


def _opened(request: Request, target: Target, options: Options) -> tuple[Run | None, int]:
    """The run whose log is wanted, none for a pod without a node; and the virtual time now (µs)."""
    store = open_store(request.cluster)
    pod = store.get(target.key)
    if pod is None:
        raise errors.not_found(target.kind.group_resource, target.name)
    container = runs.container_of(pod, options.container)
    now = _now(store)
    if not pod["spec"].get("nodeName"):
        return None, now
    _require_kubelet(store, pod, container)
    return runs.find(pod, container, options.previous), now


def _require_kubelet(store: SqlStore, pod: Doc, container: str) -> None:
    """A log is read from the node's kubelet, which must be there."""
    node = store.get(Key("nodes", "", pod["spec"]["nodeName"])) or {"metadata": {}}
    if STOPPED in (node["metadata"].get("annotations") or {}):
        place = f"{(pod.get('status') or {}).get('hostIP', node['metadata'].get('name'))}:10250"
        path = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}/{container}"
        why = f"dial tcp {place}: connect: connection refused"
        raise errors.StatusError(500, "", f'Get "https://{place}/containerLogs/{path}": {why}')


def _written(request: Request, writer: Writer, run: Run, now: int) -> bytes:
    return writer.first(lines(run, last_moment(run, now), lookup=at_start(open_store(request.cluster), run)))


async def _followed(cluster: int, run: Run, writer: Writer, receive: Receive) -> AsyncGenerator[bytes]:
    """What is there, then what comes, until the container ends, the reader leaves or has had enough."""
    gone = asyncio.create_task(_disconnected(receive))
    try:
        text, found, seen = await in_pool(_looked, cluster, run, writer, -1)
        while True:
            if text:
                yield text
            if found is None or found.end is not None or writer.is_full:
                return
            await asyncio.wait({gone}, timeout=LOOK_EVERY)
            if gone.done():
                return
            text, found, seen = await in_pool(_looked, cluster, run, writer, seen)
    finally:
        gone.cancel()


def _looked(cluster: int, run: Run, writer: Writer, seen: int) -> tuple[bytes, Run | None, int]:
    """What was printed after ``seen``, the run as it is now, and up to when that was looked at."""
    store = open_store(cluster)
    now = _now(store)
    found = _latest(store, run)
    if found is None:
        return b"", None, seen
    until = last_moment(found, now)
    write = writer.first if seen < 0 else writer.more
    return write(lines(found, until, seen, at_start(store, found))), found, until


def _latest(store: SqlStore, run: Run) -> Run | None:
    """The run as its pod tells it, or told it last."""
    meta = run.pod["metadata"]
    pod = store.get(Key("pods", meta["namespace"], meta["name"]))
    if pod is None or pod["metadata"]["uid"] != meta["uid"]:
        past = store.history(meta["uid"])
        pod = past[-1].doc if past else None
        found = runs.later(run, pod) if pod else None
        return found if found and found.end is not None else None
    return runs.later(run, pod)


def _now(store: SqlStore) -> int:
    return clock.now(store.cluster(), time.time_ns() // 1000)


async def _disconnected(receive: Receive) -> None:
    while not (await receive())["type"].endswith(".disconnect"):
        pass
