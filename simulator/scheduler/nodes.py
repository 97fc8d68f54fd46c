"""Node state in columns: one row per node, brought up to date by the row that changed.

Every operation is undone by calling it with before and after exchanged, and each leaves a line in `log`, from
which the plugins' cached arrays follow (see `projection`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.meta.objects import Doc, Key, labels, name
from simulator.scheduler import requests
from simulator.scheduler.images import Images
from simulator.scheduler.placed import Placed
from simulator.scheduler.projection import Projections
from simulator.scheduler.template import HostPort, Template, Templates
from simulator.scheduler.terms import Taint, taints_of
from simulator.scheduler.topology import Topology

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]

T = TypeVar("T", bound=np.generic)

FIRST_ROWS = 8
_ENDED = ("Succeeded", "Failed")


class Change(NamedTuple):
    """One change of a row: ``delta`` pods of ``template`` came (negative: went); without template the node changed.

    ``identity``: the change is more than one of resources: labels, taints, cordon, or the node came or went.
    """

    row: int
    template: Template | None
    delta: int
    identity: bool


class Nodes:
    """The columns. Rows of nodes that are gone are used again; order of rows means nothing to decisions.

    ``count``: nodes that exist. ``nominated``: node → pods that wait for their victims there to end. ``scored``: CPU
    and memory requested, containers without requests counted as asking for a little. ``version`` grows with every
    change that could change an answer.
    """

    def __init__(self, templates: Templates | None = None) -> None:
        self.templates = templates or Templates()
        self.rows: dict[str, int] = {}
        self.names: list[str] = []
        self.labels: list[dict[str, str]] = []
        self.taints: list[tuple[Taint, ...]] = []
        self.pods: list[dict[Key, Doc]] = []
        self.ports: dict[int, dict[HostPort, int]] = {}
        self.placed = Placed()
        self.nominated: dict[str, dict[Key, Template]] = {}
        self.resources: dict[str, int] = {}
        self.exists: Mask = np.zeros(0, np.bool_)
        self.unschedulable: Mask = np.zeros(0, np.bool_)
        self.salt: NDArray[np.uint64] = np.zeros(0, np.uint64)
        self.allocatable: list[Ints] = []
        self.requested: list[Ints] = []
        self.scored: tuple[Ints, Ints] = (np.zeros(0, np.int64), np.zeros(0, np.int64))
        self.count = 0
        self.version = 0
        self.namespaces: dict[str, dict[str, str]] = {}
        self.namespaces_version = 0
        self.topology = Topology()
        self.images = Images()
        self.projections = Projections(self)
        for resource in (requests.CPU, requests.MEMORY, requests.EPHEMERAL, requests.PODS):
            self.resource(resource)

    # nodes

    def change_node(self, before: Doc | None, after: Doc | None) -> None:
        """Take in a node that came, changed or went."""
        doc = after or before
        assert doc is not None
        self.version += 1
        row = self._row(name(doc))
        if after is None:
            self._clear(row)
        else:
            self._describe(row, after)
        self.images.change(row, before, after)
        self._log(Change(row, None, 0, _identity(before) != _identity(after)))
        self._release(row)

    def _describe(self, row: int, node: Doc) -> None:
        self.count += not self.exists[row]
        self.exists[row] = True
        self.unschedulable[row] = bool((node.get("spec") or {}).get("unschedulable"))
        self.taints[row] = taints_of(node)
        self.labels[row] = labels(node)
        self.topology.place(row, labels(node))
        status = node.get("status") or {}
        has = requests.amounts(status.get("allocatable") or status.get("capacity"))
        for resource in has:
            self.resource(resource)
        for resource, index in self.resources.items():
            self.allocatable[index][row] = has.get(resource, 0)

    def _clear(self, row: int) -> None:
        self.count -= bool(self.exists[row])
        self.exists[row] = self.unschedulable[row] = False
        self.taints[row], self.labels[row] = (), {}
        self.topology.place(row, {})
        for column in self.allocatable:
            column[row] = 0

    # pods

    def change_pod(self, key: Key, before: Doc | None, after: Doc | None) -> None:
        """Take in a pod that came, changed, was bound or went; pods without node, or at their end, take nothing."""
        if before is not None and after is not None and _same_place(before, after):
            if (at := _node_of(after)) and at in self.rows:
                self.pods[self.rows[at]][key] = after
            return
        self.version += 1
        if before is not None:
            self._take_pod(key, before)
        if after is not None:
            self._put_pod(key, after)

    def _put_pod(self, key: Key, pod: Doc) -> None:
        if at := _node_of(pod):
            row = self._row(at)
            self.pods[row][key] = pod
            self.add(row, self.templates.of(pod), 1)
        elif at := _nominated_to(pod):
            self.nominated.setdefault(at, {})[key] = self.templates.of(pod)

    def _take_pod(self, key: Key, pod: Doc) -> None:
        if at := _node_of(pod):
            row = self._row(at)
            self.pods[row].pop(key, None)
            self.add(row, self.templates.of(pod), -1)
            self._release(row)
        elif at := _nominated_to(pod):
            del self.nominated[at][key]
            if not self.nominated[at]:
                del self.nominated[at]

    def add(self, row: int, template: Template, count: int) -> None:
        """Let ``count`` pods (negative: fewer) of a template take from a row."""
        for resource, amount in template.shape.requests:
            self.requested[self.resource(resource)][row] += count * amount
        self.requested[self.resources[requests.PODS]][row] += count
        self.scored[0][row] += count * template.shape.scored_cpu
        self.scored[1][row] += count * template.shape.scored_memory
        if template.ports:
            _tally_ports(self.ports.setdefault(row, {}), template.ports, count)
        self.placed.add(row, template, count)
        self._log(Change(row, template, count, False))

    # what is beside nodes and pods

    def change_namespace(self, before: Doc | None, after: Doc | None) -> None:
        """Take in the labels of a namespace, which namespaceSelectors choose by."""
        if before is not None and after is not None and labels(before) == labels(after):
            return
        if after is None:
            self.namespaces.pop(name(before or {}), None)
        else:
            self.namespaces[name(after)] = labels(after)
        self.namespaces_version += 1
        self.version += 1

    def resource(self, resource: str) -> int:
        """The column of a resource; a new one is added for a name not met before."""
        index = self.resources.get(resource)
        if index is None:
            index = self.resources[resource] = len(self.resources)
            self.allocatable.append(np.zeros(self.size, np.int64))
            self.requested.append(np.zeros(self.size, np.int64))
        return index

    @property
    def size(self) -> int:
        """Length of every column; rows without a node are not in `exists`."""
        return len(self.exists)

    # rows

    def _row(self, at: str) -> int:
        row = self.rows.get(at)
        if row is None:
            row = self._free_row()
            self.rows[at] = row
            self.names[row] = at
            self.salt[row] = int.from_bytes(blake2b(at.encode(), digest_size=8).digest(), "big")
        return row

    def _free_row(self) -> int:
        if len(self.rows) == self.size:
            self._grow(max(FIRST_ROWS, self.size + self.size // 4))
        return next(self._vacant())

    def _vacant(self) -> Iterator[int]:
        taken = len(self.rows)
        if not self.names[taken]:
            yield taken
        yield from (row for row, at in enumerate(self.names) if not at)

    def _release(self, row: int) -> None:
        """Give back a row that has neither a node nor pods (a pod may be bound before its node is known)."""
        if not self.exists[row] and not self.pods[row]:
            del self.rows[self.names[row]]
            self.names[row] = ""

    def _grow(self, size: int) -> None:
        more = size - self.size
        self.exists = _longer(self.exists, more)
        self.unschedulable = _longer(self.unschedulable, more)
        self.salt = _longer(self.salt, more)
        self.allocatable = [_longer(column, more) for column in self.allocatable]
        self.requested = [_longer(column, more) for column in self.requested]
        self.scored = (_longer(self.scored[0], more), _longer(self.scored[1], more))
        self.names += [""] * more
        self.labels += [{} for _ in range(more)]
        self.taints += [()] * more
        self.pods += [{} for _ in range(more)]
        self.topology.grow(size)
        self.projections.forget()

    def _log(self, change: Change) -> None:
        self.projections.log(change)


def _longer(column: NDArray[T], more: int) -> NDArray[T]:
    return np.concatenate([column, np.zeros(more, column.dtype)])


def _identity(node: Doc | None) -> tuple[object, ...] | None:
    """All of a node that plugins other than resources and images look at."""
    if node is None:
        return None
    spec = node.get("spec") or {}
    return labels(node), spec.get("taints"), bool(spec.get("unschedulable"))


def offers(node: Doc) -> tuple[object, ...]:
    """All of a node that can let a pod onto it: a change elsewhere (heartbeats, images) is none."""
    return _identity(node), (node.get("status") or {}).get("allocatable")


def _node_of(pod: Doc) -> str:
    """The node that a pod takes from; empty for one that waits or has ended."""
    if (pod.get("status") or {}).get("phase") in _ENDED:
        return ""
    return str(pod["spec"].get("nodeName") or "")


def _nominated_to(pod: Doc) -> str:
    """The node that a waiting pod made room on; empty for any other."""
    status = pod.get("status") or {}
    return "" if status.get("phase") in _ENDED else str(status.get("nominatedNodeName") or "")


def _same_place(before: Doc, after: Doc) -> bool:
    """Whether nothing that counts changed between two versions of a pod (its status usually)."""
    old, new = before["metadata"], after["metadata"]
    if before["spec"] is after["spec"] and old.get("labels") is new.get("labels") and _is_going(before, after):
        return True
    return (
        (before["spec"] is after["spec"] or before["spec"] == after["spec"])
        and old.get("labels") == new.get("labels")
        and ("deletionTimestamp" in old) == ("deletionTimestamp" in new)
        and _node_of(before) == _node_of(after)
        and (_node_of(after) != "" or _nominated_to(before) == _nominated_to(after))
    )


def _is_going(before: Doc, after: Doc) -> bool:
    """Whether a pod on a node is neither deleted nor at its end, before and after: what most changes leave it at."""
    if not after["spec"].get("nodeName") or "deletionTimestamp" in before["metadata"]:
        return False
    if "deletionTimestamp" in after["metadata"]:
        return False
    old, new = before.get("status"), after.get("status")
    return bool(old and new and old.get("phase") not in _ENDED and new.get("phase") not in _ENDED)


def _tally_ports(taken: dict[HostPort, int], ports: Iterable[HostPort], count: int) -> None:
    for port in ports:
        taken[port] = taken.get(port, 0) + count
        if not taken[port]:
            del taken[port]
