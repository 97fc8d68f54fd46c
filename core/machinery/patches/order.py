"""The order of a merged list: what `$setElementOrder` names as it says, the rest where it stood."""

from __future__ import annotations

from typing import Any


def arranged(items: list[Any], wanted: list[Any], merge_key: str) -> list[Any]:
    """``items`` with those that ``wanted`` names in its order; others keep their place among their neighbours.

    Upstream sorts items of the patch by ``wanted`` and items that only the server has by their old order, and then
    merges both, keeping the old relative order where it can.
    """
    places = {_identity(one, merge_key): at for at, one in enumerate(wanted)}
    named = sorted(
        (item for item in items if _identity(item, merge_key) in places),
        key=lambda item: places[_identity(item, merge_key)],
    )
    waiting = iter(named)
    return [next(waiting) if _identity(item, merge_key) in places else item for item in items]


def _identity(item: Any, merge_key: str) -> Any:
    value = item.get(merge_key) if merge_key and isinstance(item, dict) else item
    return value if isinstance(value, str | int | float | bool) else repr(value)


def go_map(value: Any) -> str:
    """A JSON value as Go prints it by `%v`: `map[image:q:1]`."""
    if isinstance(value, dict):
        return "map[" + " ".join(f"{name}:{go_map(value[name])}" for name in sorted(value)) + "]"
    if isinstance(value, list):
        return "[" + " ".join(go_map(item) for item in value) + "]"
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
