"""Checking documents: each is applied through the door after those before it, and nothing of it is kept."""

from collections import defaultdict
from typing import Any

from core.inputs import UPLOAD, rehearsed
from core.machinery.advice import warnings as warnings_of
from core.machinery.caller import Caller
from core.machinery.decode import encode
from core.machinery.door import Door
from core.meta.errors import StatusError
from core.meta.objects import Key
from core.models import Cluster
from core.pages.differences import diff_lines
from core.pages.manifests.advice import advise
from core.pages.manifests.capacity import capacity
from core.pages.manifests.faults import of_refusal
from core.pages.manifests.items import Item
from core.pages.wanted import fingerprint, wanted_of
from core.projection.masking import shown


def check_items(cluster: Cluster, caller: Caller, items: list[Item]) -> dict[str, Any] | None:
    """Give each item its verdict, its diff, and what the API says against it; the capacity."""
    ready = in_order([item for item in items if item.document is not None and item.kind and not item.errors])
    _warn_of_repetitions(ready)
    with rehearsed(cluster, caller.user.name, caller, UPLOAD) as door:
        for item in ready:
            _rehearse(door, item)
            item.warnings += caller.warnings
            caller.warnings.clear()
        advise(door, items)
        return capacity(cluster, door, items)


def in_order(items: list[Item]) -> list[Item]:
    """As they are applied: what others refer to first, otherwise as they stand."""
    return sorted(items, key=lambda item: item.rank)


def _rehearse(door: Door, item: Item) -> None:
    assert item.document is not None
    try:
        before = door.reader.get(item.key)
        after = door.apply(item.doc)
    except StatusError as error:
        item.errors += of_refusal(item.document, error)
        return
    assert item.kind is not None
    item.warnings += warnings_of(item.kind, after)
    item.before = before
    item.expected = fingerprint(before)
    if before is None:
        item.verdict = "new"
        return
    if fingerprint(after) == item.expected:
        item.verdict = "same"
        return
    item.verdict = "changed"
    item.diff = diff_lines(encode(wanted_of(shown(before))), encode(wanted_of(shown(after))))


def _warn_of_repetitions(items: list[Item]) -> None:
    places: dict[Key, list[Item]] = defaultdict(list)
    for item in items:
        if item.key.name:
            places[item.key].append(item)
    for same in places.values():
        for item in same[:-1]:
            last = same[-1]
            item.warnings.append(f"The same object stands again in {last.file}, line {last.line}; that one counts.")
