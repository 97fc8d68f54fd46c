"""A cluster behind the API's application, in this process and in a database of its own."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from django.db import connections

from core import clients
from core.founding import found
from core.kinds import registry
from core.machinery.bootstrap import cluster as bootstrap
from core.meta.objects import Doc
from core.store.protocol import Write
from tests.api.client import Api
from tests.parity.recordings import Report

BEGINNING = 1_790_000_000_000_000
_NAMESPACE = re.compile(r"/namespaces/([^/?]+)")

Play = Callable[[Api], Awaitable[Report]]


def replay(title: str, paths: Iterable[str], play: Play, seeds: Iterable[Doc] = ()) -> Report:
    """Play requests to ``paths`` against a fresh cluster whose namespaces are those that the paths name."""
    names = sorted({name for path in paths for name in _NAMESPACE.findall(path)} - set(bootstrap.NAMESPACES))
    documents = [*bootstrap.documents(), *(doc for name in ("default", *names) for doc in _namespace(name))]
    cluster = found(title, documents, beginning=BEGINNING, paused=True)
    writes = [Write("ADDED", registry.key_of(doc), doc) for doc in seeds]
    if writes:
        clients.open_store(cluster).commit(writes, time=BEGINNING, actor="recording")

    async def run() -> Report:
        try:
            return await play(Api(cluster))
        finally:
            await asyncio.to_thread(clients.close_pool)

    try:
        return asyncio.run(run())
    finally:
        connections.close_all()


def _namespace(name: str) -> list[Doc]:
    """A namespace as its controllers leave it."""
    inner = {"name": "default", "namespace": name}
    account: Doc = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": inner}
    made: Doc = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
    return [account] if name in bootstrap.NAMESPACES else [made, account]


def query(path: str, **parameters: Any) -> str:
    return path + "?" + "&".join(f"{name}={value}" for name, value in parameters.items())
