"""Registration: a node that somebody made without saying what it is gets a machine, an address and a pod range."""

from __future__ import annotations

from itertools import count

from core.meta.objects import Doc
from core.store.memory import MemoryStore
from simulator.clusters import machines
from simulator.engine.context import Context


def is_registered(node: Doc) -> bool:
    """Whether pods can run there: the node has an address and a range for theirs."""
    return bool(node["spec"].get("podCIDR")) and bool((node.get("status") or {}).get("addresses"))


def register(ctx: Context, node: Doc) -> Doc:
    """The node with what it lacks; its range is written, its status is the caller's to write."""
    name = node["metadata"]["name"]
    index = None if is_registered(node) else free_index(ctx.store)
    if index is not None and not node["spec"].get("podCIDR"):
        cidr = machines.pod_range(index)
        node = ctx.client.update({**node, "spec": {**node["spec"], "podCIDR": cidr, "podCIDRs": [cidr]}})
    return {**node, "status": _with_machine(name, node.get("status") or {}, index)}


def free_index(store: MemoryStore) -> int:
    """The first number whose range and address no node has."""
    ranges, taken = set(), set()
    for node in store.each("nodes"):
        ranges.add(node["spec"].get("podCIDR"))
        taken |= {entry["address"] for entry in (node.get("status") or {}).get("addresses") or ()}
    return next(i for i in count() if machines.pod_range(i) not in ranges and machines.address(i) not in taken)


def _with_machine(name: str, status: Doc, index: int | None) -> Doc:
    if not status.get("capacity"):
        status = {**status, **machines.measured(machines.USUAL, machines.nothing_reserved)}
    if index is not None and not status.get("addresses"):
        status = {**status, "addresses": machines.addresses(index, name)}
    if not (status.get("nodeInfo") or {}).get("kubeletVersion"):
        status = {**status, "nodeInfo": machines.info(machines.Image(), name)}
    return status
