"""Finding who selects whom without asking everybody: by labels filed under one pair of each selector."""

from __future__ import annotations

from collections.abc import Iterable

from core.meta.labels import Selector
from core.meta.objects import Doc, Key, labels
from core.store.memory import MemoryStore


def place(namespace: str, selector: Selector) -> str:
    """Where a selector is filed: under the last of the pairs it demands; those that demand none are filed together."""
    if not selector.exact:
        return f"{namespace}/*"
    key, value = max(selector.exact)
    return f"{namespace}/{key}={value}"


def places(doc: Doc) -> tuple[str, ...]:
    """All places at which a selector may be filed that matches ``doc``."""
    namespace = doc["metadata"].get("namespace", "")
    return (f"{namespace}/*", *(f"{namespace}/{key}={value}" for key, value in labels(doc).items()))


def candidates(store: MemoryStore, index: str, resource: str, among: Iterable[str]) -> list[Doc]:
    """The objects of ``resource`` that ``index`` files under one of ``among``, sorted by key."""
    keys: set[Key] = set()
    for value in among:
        keys |= store.selected(index, resource, value)
    return [doc for key in sorted(keys) if (doc := store.get(key)) is not None]
