"""The shape of an operation, and the errors that it may raise."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.machinery.door import Door
from core.meta.objects import Doc

Params = dict[str, Any]
Run = Callable[[Door, Doc, Params], str]
"""(door, the object as it is now, parameters) → one sentence about what was done. Raises `StatusError` or `Refused`."""


class Refused(ValueError):
    """The operation makes no sense here; the text says why."""


@dataclass(frozen=True)
class Operation:
    """Something that can be done to objects of `kinds` (of all kinds when empty)."""

    name: str
    run: Run
    kinds: frozenset[str] = frozenset()

    def fits(self, kind: str) -> bool:
        """Whether objects of this kind can have it done to them."""
        return not self.kinds or kind in self.kinds


def whole_number(params: Params, name: str, most: int = 2**31 - 1) -> int:
    """The parameter `name`, from 0 to `most`. Raises `Refused`."""
    value = params.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise Refused(f"“{name}” must be a whole number from 0 to {most}.")
    return value


def described(doc: Doc) -> str:
    """`deployment default/web`, or without a namespace `node worker-1`."""
    meta = doc["metadata"]
    place = f"{meta['namespace']}/" if meta.get("namespace") else ""
    return f"{doc['kind']} {place}{meta['name']}"
