"""The order of a merged list: items of the patch as it says, those that only the server has where they stood."""

from __future__ import annotations

from typing import Any


def arranged(items: list[Any], wanted: list[Any], original: list[Any], merge_key: str) -> list[Any]:
    """``items`` with those that ``wanted`` names in its order, and all others in the order of ``original``.

    Of the two heads the server's own goes first when both stood in ``original`` in that order, else the patch's
    (upstream's `mergeSortedSlice`). Items of a patch that are new therefore come before what was there:
    ``[a, b]`` patched with ``[c]`` is ``[c, a, b]``.
    """
    places, before = _places(wanted, merge_key), _places(original, merge_key)
    names = [_identity(item, merge_key) for item in items]
    named = sorted((at for at, name in enumerate(names) if name in places), key=lambda at: places[names[at]])
    others = sorted(
        (at for at, name in enumerate(names) if name not in places),
        key=lambda at: before.get(names[at], len(before)),
    )
    found: list[Any] = []
    while named and others:
        there, patched = before.get(names[others[0]]), before.get(names[named[0]])
        is_first = there is not None and patched is not None and there < patched
        found.append(items[others.pop(0) if is_first else named.pop(0)])
    return [*found, *(items[at] for at in [*named, *others])]


def _places(items: list[Any], merge_key: str) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for at, item in enumerate(items):
        found.setdefault(_identity(item, merge_key), at)
    return found


def _identity(item: Any, merge_key: str) -> Any:
    value = item.get(merge_key) if merge_key and isinstance(item, dict) else item
    return value if isinstance(value, str | int | float | bool) else repr(value)
