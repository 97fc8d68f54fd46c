"""Laying an applied configuration over a document: what it says wins, what it leaves out stays.

Source of the rules: structured-merge-diff's typed/merge.go.
"""

from __future__ import annotations

from typing import Any

from core.machinery.apply.comparing import element_of, grouped, inner, is_mapping
from core.machinery.apply.shapes import ABSENT, Items, Shape


def merge(shape: Shape, live: Any, config: Any) -> Any:
    """The document with the configuration laid over; neither is changed. Raises `Misshapen`."""
    if config is ABSENT or live is ABSENT:
        return live if config is ABSENT else config
    if is_mapping(shape, live) and is_mapping(shape, config):
        return _members(shape, live, config) if live else config
    if isinstance(shape, Items) and not shape.is_atomic:
        return _items(shape, live, config or []) if live else config
    return config


def _members(shape: Shape, live: dict[str, Any], config: dict[str, Any] | None) -> dict[str, Any]:
    said = config or {}
    names = [*live, *(name for name in said if name not in live)]
    return {name: merge(inner(shape, name), live.get(name, ABSENT), said.get(name, ABSENT)) for name in names}


def _items(shape: Items, live: list[Any], config: list[Any]) -> list[Any]:
    """Items in the configuration's order; those that only the document has stay where they were between them.

    ``[a, b, c]`` with ``[c, x, a]`` laid over is ``[b, c, x, a]``.
    """
    ours = [element_of(shape, item) for item in live]
    held = {element: items[0] if len(items) == 1 else ABSENT for element, items in grouped(shape, live).items()}
    wanted = {element_of(shape, item): item for item in config}
    theirs, shared = list(wanted), [element for element in wanted if element in held]
    found, merged, left, right = [], set(), 0, 0
    while left < len(ours) or right < len(theirs):
        at_left, at_right = ours[left : left + 1], theirs[right : right + 1]
        if at_left and at_right and at_left != at_right and at_left[0] in wanted and shared[:1] not in ([], at_left):
            left += 1  # shared, but its turn comes later
        elif at_left and at_left[0] not in wanted:
            found.append(live[left])
            left += 1
        elif at_right:
            element = at_right[0]
            left += at_left == at_right or bool(at_left and at_left[0] in merged)
            found.append(merge(shape.item, held.get(element, ABSENT), wanted[element]))
            merged.add(element)
            shared = shared[1:] if shared[:1] == [element] else shared
            right += 1
        else:
            left += 1  # merged already
    return found
