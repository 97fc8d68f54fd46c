"""What a JSON body says twice: decoders keep the last of equal keys, and upstream tells of the others. Pure."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any


class _Object(dict[str, Any]):
    """A decoded object that remembers which keys it was given more than once."""

    doubled: tuple[str, ...] = ()


def doubled(body: bytes) -> list[str]:
    """The paths of fields that are there more than once, as `spec.replicas`; none for what cannot be read."""
    seen = False

    def take(pairs: list[tuple[str, Any]]) -> _Object:
        nonlocal seen
        found = _Object(pairs)
        if len(found) != len(pairs):
            seen = True
            found.doubled = tuple(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        return found

    try:
        whole = json.loads(body, object_pairs_hook=take)
    except (ValueError, RecursionError):
        return []
    return _within(whole, "") if seen else []


def _within(value: Any, path: str) -> list[str]:
    if isinstance(value, list):
        return [place for at, inner in enumerate(value) for place in _within(inner, f"{path}[{at}]")]
    if not isinstance(value, _Object):
        return []
    found = [f"{path}.{key}".lstrip(".") for key in value.doubled]
    return found + [place for key, inner in value.items() for place in _within(inner, f"{path}.{key}".lstrip("."))]
