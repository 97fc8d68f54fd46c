"""Tells those who wait that a cluster has moved on: hints only, whose loss costs a delay, never a change."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger(__name__)

Nudge = Callable[[int], None]
"""Asks for a turn of the cluster's engine soon; given its id."""

_nudges: list[Nudge] = []


def group(cluster_id: int) -> str:
    """The Channels group in which a cluster's hints are sent."""
    return f"cluster.{cluster_id}"


def on_input(nudge: Nudge) -> None:
    """Have ``nudge`` called after each commit that is not the engine's own. The simulator registers itself here."""
    if nudge not in _nudges:
        _nudges.append(nudge)


def announce(cluster_id: int, revision: int) -> None:
    """Hint to the readers that the log has grown to ``revision``."""
    send(cluster_id, {"type": "cluster.revision", "revision": revision})


def announce_clock(cluster_id: int) -> None:
    """Hint to the readers that the cluster's clock was set."""
    send(cluster_id, {"type": "cluster.clock"})


def announce_input(cluster_id: int, revision: int) -> None:
    """Hint to the readers and to the engine that a person has written."""
    announce(cluster_id, revision)
    nudge(cluster_id)


def nudge(cluster_id: int) -> None:
    """Ask for a turn of the engine."""
    for ask in _nudges:
        try:
            ask(cluster_id)
        except Exception as error:  # any broker's: the write has happened and must not fail for a lost hint
            logger.warning("no turn could be asked for cluster %s; the sweep will: %s", cluster_id, error)


def send(cluster_id: int, message: dict[str, object]) -> None:
    """Send a message to a cluster's group, without waiting for it; a broker that is down costs a log line."""
    layer = get_channel_layer()
    if layer is None:
        return
    if isinstance(layer, InMemoryChannelLayer):  # which knows the event loop of its readers alone
        async_to_sync(layer.group_send)(group(cluster_id), message)
    else:
        asyncio.run_coroutine_threadsafe(_try_to_send(layer, cluster_id, message), _sending_loop(os.getpid()))


async def _try_to_send(layer: Any, cluster_id: int, message: dict[str, object]) -> None:
    try:
        await layer.group_send(group(cluster_id), message)
    except Exception as error:  # whatever the layer's client raises: the write has happened, the readers will ask
        logger.warning("no hint could be sent for cluster %s; readers will ask: %s", cluster_id, error)


@lru_cache(maxsize=1)
def _sending_loop(process: int) -> asyncio.AbstractEventLoop:
    """The event loop of a thread of this process that keeps the connection to the broker: a new one costs 4 ms."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name=f"hints of {process}", daemon=True).start()
    return loop
