"""What a kubelet tells of its node: registration, status, the images it holds; and whether it works at all."""

from __future__ import annotations

from core.meta.objects import Doc, Key
from simulator.engine.context import Context
from simulator.kubelet import behaviour
from simulator.kubelet.nodebook import NodeBook


def is_stopped(node: Doc) -> bool:
    """Whether the node's kubelet does nothing."""
    return behaviour.STOPPED in (node["metadata"].get("annotations") or ())


def report(ctx: Context, key: Key, book: NodeBook) -> int | None:
    """Bring the node's status up to date with what its kubelet knows."""
    node = ctx.store.get(key)
    if node is None or is_stopped(node):
        return None
    return None
