"""Merge patch (RFC 7386): objects are merged, null takes out, everything else is replaced."""

from __future__ import annotations

from typing import Any


def apply(patch: Any, doc: Any) -> Any:
    """The document with the patch laid over; parts that it leaves alone are shared."""
    if not isinstance(patch, dict):
        return patch
    found = dict(doc) if isinstance(doc, dict) else {}
    for name, value in patch.items():
        if value is None:
            found.pop(name, None)
        else:
            found[name] = apply(value, found.get(name))
    return found
